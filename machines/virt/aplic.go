package virt

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// aplicRoute returns the route of interrupts. In the device tree they go to the
// interrupt controller of supervisor mode. QEMU's devices are wired to the controller
// of machine mode, which delegates to it (RISC-V Advanced Interrupt Architecture 1.0,
// section 4.5.2 "Source configurations").
func aplicRoute(ctx context.Context, c *qmp.Client) (fdt.Route, error) {
	controllers, err := qom.Parts(ctx, c, "riscv.aplic")
	if err != nil {
		return nil, err
	}
	for _, controller := range controllers {
		machineMode, err := controller.Bool(ctx, "mmode")
		if err != nil {
			return nil, err
		}
		if machineMode {
			return fdt.To(guest.Controller{Path: controller.Path()}), nil
		}
	}
	return nil, errors.New("virt: no interrupt controller for machine mode")
}
