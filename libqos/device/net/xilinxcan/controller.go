package xilinxcan

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// OneBus has a board connect its two CAN controllers to one bus.
func OneBus() graph.EdgeOption {
	const bus = "canbus"
	return graph.After(
		graph.Option{Flag: "-object", Type: "can-bus", ID: bus},
		graph.Option{Flag: "-machine", Props: []graph.Prop{graph.P("canbus0", bus), graph.P("canbus1", bus)}},
	)
}

// apart is the distance of the registers of the two controllers: the first are at FF06_0000h, the second at FF07_0000h, on the Zynq
// UltraScale+ and on the Versal.
const apart = 0x1_0000

// Controller is one controller of a chip's two.
type Controller struct {
	board.Device
	place guest.Peripheral
}

// At returns the controller at a place of a machine.
func At(m *guest.Machine, p guest.Peripheral) Controller {
	return Controller{Device: board.At(m, p), place: p}
}

// Other returns the other controller of the two, without its interrupt.
func (c *Controller) Other() Controller {
	return At(c.Machine, guest.Peripheral{Base: c.place.Base ^ apart, Order: c.place.Order})
}

// Configure resets the controller by software, which puts it into configuration mode.
func (c *Controller) Configure(ctx context.Context) error {
	return Reset.Write(ctx, c.Regs, SoftwareReset)
}
