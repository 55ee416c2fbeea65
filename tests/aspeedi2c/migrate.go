package aspeedi2c

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/aspeedi2c"
)

// migrate moves the machine in the middle of a message, when the sensor has taken the number of its
// register and the interrupt of that byte is pending. It finds a controller or a bus that loses
// the message, its target, the interrupt or a setting on the way.
func migrate(t *run.T, c *aspeedi2c.Controller, second run.Instance[*aspeedi2c.Controller]) {
	const timing = 0x00234004
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	t.Must(c.Setup(t.Context(), enabled))
	aspeedi2c.Timing.WriteT(t, c.Regs, timing)
	start(t, c, target<<1, aspeedi2c.SentACK)
	c.Buffer.WriteT(t, c.Regs, 3)
	c.Command.WriteT(t, c.Regs, aspeedi2c.Send)
	raised(t, c, line, "before the migration", true)

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	if c.New {
		t.Step("set of registers", func() {
			reg.ExpectT(t, c.Global, "the global control after the migration", aspeedi2c.GlobalControl, aspeedi2c.NewClock|aspeedi2c.NewSet)
		})
		aspeedi2c.GlobalControl.WriteT(t, c.Global, aspeedi2c.NewClock|aspeedi2c.NewSet)
	}
	raised(t, c, line, "after the migration", true)
	reg.ExpectT(t, c.Regs, "the timing after the migration", aspeedi2c.Timing, timing)
	reg.ExpectT(t, c.Regs, "the function control after the migration", aspeedi2c.Function, aspeedi2c.MasterEnable|aspeedi2c.SingleMaster)
	reg.ExpectT(t, c.Regs, "the interrupt control after the migration", c.Enable, enabled)
	reg.ExpectT(t, c.Regs, "the status after the migration", c.Status, aspeedi2c.SentACK)
	c.Status.WriteT(t, c.Regs, aspeedi2c.SentACK)
	raised(t, c, line, "with its status cleared", false)
	send(t, c, 0x5a)
	send(t, c, 0xa0)
	stop(t, c)
	expect(t, c, value{3, 0x5a, 0xa0})
}
