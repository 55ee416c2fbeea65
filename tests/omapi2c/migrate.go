package omapi2c

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/omapi2c"
)

// migrate moves the machine in the middle of a message, when the sensor has taken the
// number of its register and the controller interrupts for more. It finds a controller or
// a bus that loses the message, its target, the counter or the interrupt on the way.
func migrate(t *run.T, c *omapi2c.Controller, second run.Instance[*omapi2c.Controller]) {
	const limit = 3 // T_HIGH of the sensor
	ctx := t.Context()
	line, err := c.Interrupt(ctx)
	t.Must(err)
	await := func(what string, bits omapi2c.Status) {
		t.Helper()
		t.Must(c.Machine().Wait(ctx, what, func(ctx context.Context) (bool, error) {
			s, err := omapi2c.Stat.Read(ctx, c.Regs)
			return s&bits != 0, err
		}))
	}
	const sending = omapi2c.EN | omapi2c.MST | omapi2c.TRX
	omapi2c.Con.WriteT(t, c.Regs, omapi2c.EN)
	omapi2c.Enable.WriteT(t, c.Regs, omapi2c.EnableXRDY|omapi2c.EnableARDY)
	omapi2c.SA.WriteT(t, c.Regs, target)
	omapi2c.Count.WriteT(t, c.Regs, 3)
	omapi2c.Con.WriteT(t, c.Regs, sending|omapi2c.STT|omapi2c.STP)
	await("room for the message", omapi2c.XRDY)
	omapi2c.Data.WriteT(t, c.Regs, limit|0x5a<<8)
	await("room for the rest of the message", omapi2c.XRDY)
	if !line.Raised() {
		t.Error("the line is not raised before the migration, with room for a byte")
	}
	status := reg.HoldsT(t, c.Regs, "I2C_STAT", omapi2c.Stat)
	control := reg.HoldsT(t, c.Regs, "I2C_CON", omapi2c.Con)
	count := reg.HoldsT(t, c.Regs, "I2C_CNT", omapi2c.Count)

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	const when = "after the migration"
	t.Step("registers", func() {
		status(t, when)
		control(t, when)
		count(t, when)
		reg.ExpectT(t, c.Regs, "I2C_IE "+when, omapi2c.Enable, omapi2c.EnableXRDY|omapi2c.EnableARDY)
		reg.ExpectT(t, c.Regs, "I2C_SA "+when, omapi2c.SA, target)
	})
	t.Step("message", func() {
		if !line.Raised() {
			t.Error("the line is not raised after the migration, with room for a byte")
		}
		omapi2c.Data.WriteT(t, c.Regs, 0xa0)
		await("the end of the message", omapi2c.ARDY)
		if v := omapi2c.IV.ReadT(t, c.Regs); v != omapi2c.AccessReady {
			t.Fatalf("I2C_IV at the end of the message = %v, want %v", v, omapi2c.AccessReady)
		}
		var got [2]byte
		t.Must(c.Transfer(ctx, target, []byte{limit}, got[:]))
		if want := [2]byte{0x5a, 0xa0}; got != want {
			t.Errorf("register %d of the sensor = % x, want % x as sent in the message", limit, got, want)
		}
	})
}
