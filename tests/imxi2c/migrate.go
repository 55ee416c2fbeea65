package imxi2c

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/imxi2c"
)

// migrate moves the machine in the middle of a message, when the sensor has taken the
// number of its register and the interrupt of that byte is pending. It finds a controller
// or a bus that loses the message, its target, the interrupt or a setting on the way.
func migrate(t *run.T, c *imxi2c.Controller, second run.Instance[*imxi2c.Controller]) {
	const (
		limit = 3 // T_HIGH of the sensor
		own   = 0x24
		rate  = 0x1f
	)
	ctx := t.Context()
	line, err := c.Interrupt(ctx)
	t.Must(err)
	sent := func(b uint16) {
		t.Helper()
		imxi2c.I2DR.WriteT(t, c.Regs, b)
		if s := imxi2c.I2SR.ReadT(t, c.Regs); s&(imxi2c.IIF|imxi2c.RXAK) != imxi2c.IIF {
			t.Errorf("I2SR after byte %#02x = %v, want IIF and an acknowledge", b, s)
		}
		if !line.Raised() {
			t.Errorf("the line is not raised after byte %#02x", b)
		}
	}
	taken := func() {
		t.Helper()
		imxi2c.I2SR.WriteT(t, c.Regs, 0)
		if line.Raised() {
			t.Error("the line is still raised after IIF is cleared")
		}
	}
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN|imxi2c.IIEN)
	reg.KeepsT(t, c.Regs, "IADR", imxi2c.IADR, own)
	reg.KeepsT(t, c.Regs, "IFDR", imxi2c.IFDR, rate)
	imxi2c.I2SR.WriteT(t, c.Regs, 0)
	const sending = imxi2c.IEN | imxi2c.IIEN | imxi2c.MSTA | imxi2c.MTX
	imxi2c.I2CR.WriteT(t, c.Regs, sending)
	sent(target << 1)
	taken()
	sent(limit)

	status := reg.HoldsT(t, c.Regs, "I2SR", imxi2c.I2SR)
	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	reg.ExpectT(t, c.Regs, "I2CR after the migration", imxi2c.I2CR, sending)
	status(t, "after the migration")
	reg.ExpectT(t, c.Regs, "IADR after the migration", imxi2c.IADR, own)
	reg.ExpectT(t, c.Regs, "IFDR after the migration", imxi2c.IFDR, rate)
	if !line.Raised() {
		t.Error("the line of a pending interrupt is not raised after the migration")
	}
	taken()
	for _, b := range []uint16{0x5a, 0xa0} {
		sent(b)
		taken()
	}
	imxi2c.I2CR.WriteT(t, c.Regs, imxi2c.IEN) // STOP
	var got [2]byte
	t.Must(c.Transfer(ctx, target, []byte{limit}, got[:]))
	if want := [2]byte{0x5a, 0xa0}; got != want {
		t.Errorf("register %d of the sensor = % x, want % x as sent in the message", limit, got, want)
	}
}
