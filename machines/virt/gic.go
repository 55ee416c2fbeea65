package virt

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// gicRoute returns the route from interrupts to the inputs of the machine's
// generic interrupt controller. A specifier has three cells: the type, 0 for a
// shared peripheral interrupt, the number, and flags (Linux,
// Documentation/devicetree/bindings/interrupt-controller/arm,gic.yaml). The inputs
// of QEMU's controller start with the shared ones.
func gicRoute(ctx context.Context, c *qmp.Client) (fdt.Route, error) {
	gic, err := qom.Part(ctx, c, "arm_gic")
	if err != nil {
		return nil, err
	}
	return func(i fdt.Interrupt) (guest.Wire, error) {
		if len(i.Specifier) != 3 || i.Specifier[0] != 0 {
			return guest.Wire{}, fmt.Errorf("virt: got interrupt %v of %v, want a shared peripheral interrupt", i.Specifier, i.Controller)
		}
		return guest.Controller{Path: gic.Path()}.Line(int(i.Specifier[1])), nil
	}, nil
}
