package piix

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Config accesses configuration space; a [pci.Host] is one.
type Config interface {
	WriteConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error
}

// Router is the interrupt router, function 0 of the south bridge.
type Router struct {
	Config Config
	At     pci.Address // of the south bridge
	IRQs   [4]uint8    // interrupt requests for PIRQA# to PIRQD#, unused by other devices
}

// pirqRoutes is the offset of PIRQRCA; B, C and D follow. Each register holds the
// interrupt request of a PIRQ# pin (82371SB and 82371AB, "PIRQRC[A:D]—PIRQx Route
// Control Registers (Function 0)").
const pirqRoutes = 0x60

// Route routes a pin, 0 for PIRQA#, to its own interrupt request and returns the
// request's number.
func (r Router) Route(ctx context.Context, pirq int) (irq int, err error) {
	v := r.IRQs[pirq]
	if err := r.Config.WriteConfig(ctx, r.At, qtest.Width8, uint16(pirqRoutes+pirq), uint32(v)); err != nil {
		return 0, fmt.Errorf("piix: route PIRQ%c#: %w", 'A'+pirq, err)
	}
	return int(v), nil
}
