package mc146818rtc

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

func bcd24() mc146818rtc.Format { return mc146818rtc.Format{Hours24: true} }

// setFlag checks that SET halts updates, clears UIE and keeps UIP clear, and that the
// time then continues from its last value (section "Register B", SET).
func setFlag(t *run.T, c *mc146818rtc.Clock) {
	start(t, c, noon(), bcd24())
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|mc146818rtc.UIE)
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|mc146818rtc.UIE|mc146818rtc.SET)
	if got, want := mc146818rtc.RegisterB.ReadT(t, c), mc146818rtc.H24|mc146818rtc.SET; got != want {
		t.Errorf("Register B after a write of SET = %v, want %v", got, want)
	}
	for range 20 {
		pass(t, c, 499*time.Millisecond)
		if a := mc146818rtc.RegisterA.ReadT(t, c); a&mc146818rtc.UIP != 0 {
			t.Errorf("Register A while SET is set = %v, want UIP clear", a)
		}
	}
	expect(t, c, bcd24(), noon(), "ten seconds after SET")
	at := time.Date(2027, 6, 15, 1, 2, 3, 0, time.UTC)
	t.Must(c.Set(t.Context(), at, bcd24()))
	for n := range 3 {
		pass(t, c, time.Second)
		expect(t, c, bcd24(), at.Add(time.Duration(n+1)*time.Second), "once SET is clear")
	}
}

// dividerReset checks that no update happens while the divider is held in reset, and
// that the first one comes half a second afterwards (section "Register A", DV2, DV1,
// DV0).
func dividerReset(t *run.T, c *mc146818rtc.Clock) {
	mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.DividerOff)
	t.Must(c.Set(t.Context(), noon(), bcd24()))
	mc146818rtc.RegisterC.ReadT(t, c)
	pass(t, c, 10*time.Second)
	expect(t, c, bcd24(), noon(), "ten seconds after the divider's reset")
	if flags := mc146818rtc.RegisterC.ReadT(t, c); flags&mc146818rtc.UF != 0 {
		t.Errorf("Register C without an update = %v, want UF clear", flags)
	}
	mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.Divider32k)
	pass(t, c, time.Second/2-mc146818rtc.BeforeUpdate-mc146818rtc.Tick)
	expect(t, c, bcd24(), noon(), "before half a second has passed")
	pass(t, c, mc146818rtc.BeforeUpdate+mc146818rtc.UpdateCycle+2*mc146818rtc.Tick)
	expect(t, c, bcd24(), noon().Add(time.Second), "half a second later")
	pass(t, c, time.Second-mc146818rtc.UpdateCycle-3*mc146818rtc.Tick-mc146818rtc.BeforeUpdate)
	expect(t, c, bcd24(), noon().Add(time.Second), "less than a second later")
	pass(t, c, mc146818rtc.BeforeUpdate+mc146818rtc.UpdateCycle+3*mc146818rtc.Tick)
	expect(t, c, bcd24(), noon().Add(2*time.Second), "a second later")
}

// updateInterrupt checks the flag and the interrupt at the end of an update, once a
// second, and that reading Register C clears both.
func updateInterrupt(t *run.T, c *mc146818rtc.Clock) {
	line, err := c.Line(t.Context())
	t.Must(err)
	start(t, c, noon(), bcd24())
	flags(t, c, line, 0, "before an update")
	pass(t, c, time.Second)
	flags(t, c, line, mc146818rtc.UF, "after an update, with no interrupt enabled")
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|mc146818rtc.UIE)
	for range 5 {
		flags(t, c, line, 0, "between updates")
		pass(t, c, time.Second)
		flags(t, c, line, mc146818rtc.IRQF|mc146818rtc.UF, "after an update")
	}
	pass(t, c, time.Second)
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24)
	flags(t, c, line, mc146818rtc.UF, "after an update, with the interrupt disabled again")
}

// inProgress checks the time around an update. UIP is set before it, for as long as the
// data sheet allows, and the registers change while UIP is set or at its end. A near
// alarm and a far one make no difference.
func inProgress(t *run.T, c *mc146818rtc.Clock) {
	for _, tc := range []struct {
		name string
		hour int
	}{{"alarm is near", noon().Hour()}, {"alarm is far", noon().Hour() + 1}} {
		t.Step(tc.name, func() {
			start(t, c, noon(), bcd24())
			t.Must(c.SetAlarm(t.Context(), bcd24().Hour(tc.hour), mc146818rtc.DontCare, mc146818rtc.DontCare))
			for range 3 {
				watchUpdate(t, c)
			}
		})
	}
}

// watchUpdate watches the chip through the half second in which an update comes, most
// often around the middle of it.
func watchUpdate(t *run.T, c *mc146818rtc.Clock) {
	t.Helper()
	const (
		step   = 50 * time.Microsecond
		around = 5 * time.Millisecond
	)
	pass(t, c, time.Second/4-around)
	before := mc146818rtc.Seconds.ReadT(t, c)
	var (
		set     int           // number of steps with UIP set
		changed = -1          // the first step with a changed time
		clear   time.Duration // time since UIP was last set
	)
	for i := range int(2 * around / step) {
		uip := mc146818rtc.RegisterA.ReadT(t, c)&mc146818rtc.UIP != 0
		now := mc146818rtc.Seconds.ReadT(t, c)
		if now != before {
			if changed < 0 && !uip && clear > step {
				t.Errorf("the time changed %v after UIP was cleared", clear)
			}
			changed, before = i, now
		}
		if uip {
			set++
			clear = 0
		} else {
			clear += step
		}
		pass(t, c, step)
	}
	if longest := int((mc146818rtc.BeforeUpdate + mc146818rtc.UpdateCycle) / step); set < int(mc146818rtc.BeforeUpdate/step) || set > longest+1 {
		t.Errorf("UIP was set for %v, want %v to %v", time.Duration(set)*step,
			mc146818rtc.BeforeUpdate, mc146818rtc.BeforeUpdate+mc146818rtc.UpdateCycle)
	}
	if changed < 0 {
		t.Error("no update came")
	}
	pass(t, c, 3*time.Second/4-around)
}
