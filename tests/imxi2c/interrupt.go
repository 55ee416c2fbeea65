package imxi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/imxi2c"
)

// target is the address of a device that acknowledges.
const target = 0x49

// absent is the address of no device.
const absent = 0x2a

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	sensor := graph.After(graph.Option{
		Flag: "-device", Type: "tmp105", Props: []graph.Prop{graph.P("bus", "i2c-bus.0"), graph.P("address", "0x49")},
	})
	graph.Test(g, "imx.i2c-tests/interrupt", imxi2c.Driver, interrupt, sensor, graph.Known(deviations()...))
	graph.Pair(g, "imx.i2c-tests/migrate", imxi2c.Driver, migrate, sensor)
	graph.Test(g, "imx.i2c-tests/registers", imxi2c.Driver, registers, sensor)
}

// interrupt checks that a transferred byte interrupts if IIEN is set, until IIF is
// cleared (IMX25RM, chapter "I2C Controller (I2C)", "I2C Status Register (I2SR)").
func interrupt(t *run.T, c *imxi2c.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	t.Step("enabled", func() { byteThrough(t, c, line, imxi2c.IIEN) })
	t.Step("not enabled", func() { byteThrough(t, c, line, 0) })
	t.Step("no acknowledge", func() { refusedByte(t, c, line) })
}

// byteThrough sends an address and checks the line.
func byteThrough(t *run.T, c *imxi2c.Controller, line guest.Line, enable imxi2c.Control) {
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN|enable)
	imxi2c.I2SR.WriteT(t, c.Regs, 0)
	if line.Raised() {
		t.Error("the line is raised before a transfer")
	}
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN|imxi2c.MSTA|imxi2c.MTX|enable)
	imxi2c.I2DR.WriteT(t, c.Regs, target<<1)
	if s := imxi2c.I2SR.ReadT(t, c.Regs); s&(imxi2c.IIF|imxi2c.RXAK) != imxi2c.IIF {
		t.Errorf("I2SR after the address is sent = %v, want IIF and an acknowledge", s)
	}
	if want := enable != 0; line.Raised() != want {
		t.Errorf("line raised after a byte: %t, want %t", !want, want)
	}
	imxi2c.I2SR.WriteT(t, c.Regs, 0)
	if line.Raised() {
		t.Error("the line is still raised after IIF is cleared")
	}
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN)
}

// refusedByte sends an address that nobody acknowledges: it interrupts as well.
func refusedByte(t *run.T, c *imxi2c.Controller, line guest.Line) {
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN|imxi2c.IIEN)
	imxi2c.I2SR.WriteT(t, c.Regs, 0)
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN|imxi2c.MSTA|imxi2c.MTX|imxi2c.IIEN)
	imxi2c.I2DR.WriteT(t, c.Regs, absent<<1)
	if s := imxi2c.I2SR.ReadT(t, c.Regs); s&(imxi2c.IIF|imxi2c.RXAK) != imxi2c.IIF|imxi2c.RXAK {
		t.Errorf("I2SR after an address that nobody acknowledges = %v, want IIF and RXAK", s)
	}
	if !line.Raised() {
		t.Error("line raised after a byte without an acknowledge: false, want true")
	}
	imxi2c.I2SR.WriteT(t, c.Regs, 0)
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN)
}
