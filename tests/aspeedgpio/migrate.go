package aspeedgpio

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/aspeedgpio"
)

// migrate moves the machine with outputs high, inputs driven and an interrupt pending, and goes on.
func migrate(t *run.T, g *aspeedgpio.GPIO, second run.Instance[*aspeedgpio.GPIO]) {
	const out, high, pin = 0x0000_00f0, 0x0000_0050, 0x0000_0002
	line, err := g.Interrupt(t.Context(), 0)
	t.Must(err)
	w, b := watch{t, g, line}, &g.Banks[0]
	w.set(b, aspeedgpio.Rising, pin, 0)
	aspeedgpio.Debounce1.WriteT(t, g.Regs, 0x0012_3456)
	b.Direction.WriteT(t, g.Regs, out)
	b.Data.WriteT(t, g.Regs, high)
	w.drive(b, pin|high)
	w.state(b, "before the migration", pin, true)

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	t.Step("settings", func() {
		reg.ExpectT(t, g.Regs, "direction after the migration", b.Direction, out)
		reg.ExpectT(t, g.Regs, "int_en after the migration", b.Enable, pin)
		reg.ExpectT(t, g.Regs, "debounce_time after the migration", aspeedgpio.Debounce1, 0x0012_3456)
	})
	t.Step("levels", func() {
		reg.ExpectT(t, g.Regs, "data after the migration", b.Data, pin|high)
		reg.ExpectT(t, g.Regs, "rd_data after the migration", b.Written, high)
	})
	t.Step("interrupt", func() {
		w.state(b, "after the migration", pin, true)
		b.Status.WriteT(t, g.Regs, pin)
		w.state(b, "cleared after the migration", 0, false)
		w.drive(b, high)
		w.drive(b, pin|high)
		w.state(b, "with another edge", pin, true)
		b.Status.WriteT(t, g.Regs, pin)
		w.state(b, "cleared again", 0, false)
	})
}
