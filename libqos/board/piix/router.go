package piix

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Config is the way to configuration space; a [pci.Host] is one.
type Config interface {
	WriteConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error
}

// Router is the interrupt router, function 0 of the south bridge.
type Router struct {
	Config Config
	At     pci.Address // of the south bridge
	IRQs   [4]uint8    // interrupt requests that PIRQA# to PIRQD# get; nothing else raises them
}

// pirqRoutes is the offset of PIRQRCA; B, C and D follow. Each register holds the
// interrupt request that a PIRQ# pin raises (82371SB and 82371AB, "PIRQRC[A:D]—PIRQx
// Route Control Registers (Function 0)").
const pirqRoutes = 0x60

// Route routes a pin, 0 being PIRQA#, to an interrupt request of its own and returns
// the number of that.
func (r Router) Route(ctx context.Context, pirq int) (irq int, err error) {
	v := r.IRQs[pirq]
	if err := r.Config.WriteConfig(ctx, r.At, qtest.Width8, uint16(pirqRoutes+pirq), uint32(v)); err != nil {
		return 0, fmt.Errorf("piix: route PIRQ%c#: %w", 'A'+pirq, err)
	}
	return int(v), nil
}
