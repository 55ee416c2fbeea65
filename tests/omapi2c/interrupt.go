package omapi2c

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/omapi2c"
)

// Addresses with a device and without one.
const (
	target = 0x49
	absent = 0x33
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	sensor := graph.After(graph.Option{
		Flag: "-device", Type: "tmp105", Props: []graph.Prop{graph.P("address", fmt.Sprintf("%#x", target))},
	})
	graph.Test(g, "omap_i2c-tests/interrupt", omapi2c.Driver, interrupt, sensor)
	graph.Pair(g, "omap_i2c-tests/migrate", omapi2c.Driver, migrate, sensor, graph.Known(unmigrated()))
	graph.Test(g, "omap_i2c-tests/registers", omapi2c.Driver, registers, sensor, graph.Known(deviations()...))
}

// interrupt checks that an enabled event interrupts until its vector is read (SPRU681,
// section "I2C Interrupt Enable Register" and "I2C Interrupt Vector Register").
func interrupt(t *run.T, c *omapi2c.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	t.Step("message is through", func() { message(t, c, line, target, omapi2c.EnableARDY, omapi2c.AccessReady) })
	t.Step("no acknowledge", func() { message(t, c, line, absent, omapi2c.EnableNACK, omapi2c.NoAcknowledge) })
	t.Step("nothing enabled", func() { message(t, c, line, target, 0, omapi2c.None) })
}

// message sends a byte with some events enabled, and checks the line and the vector.
func message(t *run.T, c *omapi2c.Controller, line guest.Line, addr uint16, enable omapi2c.Events, want omapi2c.Vector) {
	omapi2c.Con.WriteT(t, c.Regs, 0) // resets the controller
	omapi2c.Con.WriteT(t, c.Regs, omapi2c.EN)
	omapi2c.Enable.WriteT(t, c.Regs, enable)
	omapi2c.SA.WriteT(t, c.Regs, addr)
	omapi2c.Count.WriteT(t, c.Regs, 1)
	if line.Raised() {
		t.Error("the line is raised before a message")
	}
	omapi2c.Con.WriteT(t, c.Regs, omapi2c.EN|omapi2c.MST|omapi2c.TRX|omapi2c.STT|omapi2c.STP)
	omapi2c.Data.WriteT(t, c.Regs, 0)
	t.Must(c.Machine().Wait(t.Context(), "the end of a message", func(ctx context.Context) (bool, error) {
		s, err := omapi2c.Stat.Read(ctx, c.Regs)
		return s&(omapi2c.ARDY|omapi2c.NACK) != 0, err
	}))
	if raised := want != omapi2c.None; line.Raised() != raised {
		t.Errorf("line raised at the end of the message: %t, want %t", !raised, raised)
	}
	if got := omapi2c.IV.ReadT(t, c.Regs); got != want {
		t.Errorf("I2C_IV at the end of the message = %v, want %v", got, want)
	}
	if line.Raised() {
		t.Error("the line is still raised after the vector is read")
	}
}
