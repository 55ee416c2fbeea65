package mc146818rtc

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// migrateAlarm moves the machine between two updates, with RAM in use, a flag set and an
// alarm ahead. It finds a chip that loses time, RAM, a flag, the alarm or the phase of its
// divider on the way.
func migrateAlarm(t *run.T, c *mc146818rtc.Clock, second run.Instance[*mc146818rtc.Clock]) {
	ctx := t.Context()
	line, err := c.Line(ctx)
	t.Must(err)
	f := bcd24()
	fill(t, c, 0x55)
	start(t, c, noon(), f)
	at := noon().Add(3 * time.Second)
	t.Must(c.SetAlarm(ctx, f.Hour(at.Hour()), f.Number(at.Minute()), f.Number(at.Second())))
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|mc146818rtc.AIE)
	pass(t, c, time.Second)

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	filled(t, c, bytesOfRAM(), 0x55, "after the migration")
	reg.ExpectT(t, c, "Register A", mc146818rtc.RegisterA, mc146818rtc.Divider32k)
	reg.ExpectT(t, c, "Register B", mc146818rtc.RegisterB, mc146818rtc.H24|mc146818rtc.AIE)
	expect(t, c, f, noon().Add(time.Second), "after the migration")
	flags(t, c, line, mc146818rtc.UF, "set before the migration")
	pass(t, c, time.Second)
	flags(t, c, line, mc146818rtc.UF, "a second before the alarm")
	pass(t, c, time.Second)
	flags(t, c, line, mc146818rtc.IRQF|mc146818rtc.AF|mc146818rtc.UF, "at the alarm")
	expect(t, c, f, at, "at the alarm")
}

// migratePending moves the machine while the alarm's interrupt is pending and the
// periodic interrupt is on. It finds a chip that loses an interrupt, or a period.
func migratePending(t *run.T, c *mc146818rtc.Clock, second run.Instance[*mc146818rtc.Clock]) {
	const rs = 15 // two a second
	line, err := c.Line(t.Context())
	t.Must(err)
	f := bcd24()
	start(t, c, noon(), f)
	t.Must(c.SetAlarm(t.Context(), mc146818rtc.DontCare, mc146818rtc.DontCare, mc146818rtc.DontCare))
	mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.Divider32k|rs)
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|mc146818rtc.AIE|mc146818rtc.PIE)
	pass(t, c, time.Second)

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	all := mc146818rtc.IRQF | mc146818rtc.AF | mc146818rtc.PF | mc146818rtc.UF
	flags(t, c, line, all, "pending before the migration")
	pass(t, c, mc146818rtc.Period(rs))
	flags(t, c, line, all, "a period after the migration, with an update")
	pass(t, c, mc146818rtc.Period(rs))
	flags(t, c, line, mc146818rtc.IRQF|mc146818rtc.PF, "two periods after the migration")
}
