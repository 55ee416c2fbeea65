package watchdog

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/watchdog/watchdog"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// observer sees QEMU's events.
type observer struct {
	*qmp.Subscription
	t *run.T
	w watchdog.Timer
}

// observe begins to collect the events of the timer and of what QEMU does.
func observe(t *run.T, w watchdog.Timer) observer {
	s := t.QEMU().QMP().Subscribe("WATCHDOG", "STOP", "RESUME", "RESET", "POWERDOWN")
	t.Cleanup(s.Close)
	return observer{s, t, w}
}

// next checks the name of the next event, and returns it. The event has come before the answer
// to a command that is sent after its cause, so that there is nothing to wait for.
func (o observer) next(when, want string) qmp.Event {
	o.t.Helper()
	o.runState()
	const moment = time.Second / 2
	ctx, cancel := context.WithTimeout(o.t.Context(), moment)
	defer cancel()
	e, err := o.WaitEvent(ctx, "", nil)
	if err != nil {
		o.t.Fatalf("%s: %v, want the event %s", when, err, want)
	}
	if e.Name != want {
		o.t.Fatalf("%s: event %s, want %s", when, e.Name, want)
	}
	return e
}

// expires checks that the next event is that of the timer, with the action of this QEMU.
func (o observer) expires(when, action string) {
	o.t.Helper()
	data, err := qmp.DecodeEvent[struct {
		Action string `json:"action"`
	}](o.next(when, "WATCHDOG"))
	o.t.Must(err)
	if data.Action != action {
		o.t.Errorf("%s: action %q, want %q", when, data.Action, action)
	}
}

// quiet checks that no event has come: the next ones are those of a pause that it makes.
func (o observer) quiet(when string) {
	o.t.Helper()
	for _, command := range []string{"stop", "cont"} {
		_, err := qmp.Execute[qmp.Empty](o.t.Context(), o.t.QEMU().QMP(), command, qmp.NoArgs{})
		o.t.Must(err)
	}
	o.next(when, "STOP")
	o.next(when, "RESUME")
}

// pass lets virtual time pass.
func (o observer) pass(d time.Duration) {
	o.t.Helper()
	_, err := o.w.Machine().Clock().ClockStep(o.t.Context(), d)
	o.t.Must(err)
}

// runState returns the state of the machine.
func (o observer) runState() string {
	o.t.Helper()
	got, err := qmp.Execute[struct {
		Status string `json:"status"`
	}](o.t.Context(), o.t.QEMU().QMP(), "query-status", qmp.NoArgs{})
	o.t.Must(err)
	return got.Status
}

// status checks the state of the machine.
func (o observer) status(want string) {
	o.t.Helper()
	if got := o.runState(); got != want {
		o.t.Errorf("run state = %q, want %q", got, want)
	}
}

// early is a moment before the timer may expire, late one at which it must have: its clock may
// also be off by half a hundredth.
func early(w watchdog.Timer, d time.Duration) time.Duration {
	return max(d-w.Precision()-d/200, d/4)
}

func late(w watchdog.Timer, d time.Duration) time.Duration { return d + w.Precision() + d/200 }

// none checks the times of the timer, on a QEMU that does nothing.
func none(t *run.T, w watchdog.Timer) {
	o := observe(t, w)
	for _, d := range w.Times() {
		t.Step(d.String(), func() {
			t.Must(w.Start(t.Context(), d))
			o.pass(early(w, d))
			o.quiet("before the timer expires")
			o.pass(late(w, d) - early(w, d))
			o.expires("when the timer has expired", "none")
			t.Must(w.Stop(t.Context()))
			o.status("running")
			o.pass(3 * late(w, d))
			o.quiet("after it is stopped")
		})
	}
	d := w.Times()[1]
	t.Step("restart", func() {
		t.Must(w.Start(t.Context(), d))
		for range 4 {
			o.pass(early(w, d))
			t.Must(w.Restart(t.Context()))
		}
		o.quiet("while it is restarted")
		o.pass(late(w, d))
		o.expires("after the last restart", "none")
		t.Must(w.Stop(t.Context()))
	})
	t.Step("stop", func() {
		t.Must(w.Start(t.Context(), d))
		o.pass(early(w, d))
		t.Must(w.Stop(t.Context()))
		o.pass(3 * late(w, d))
		o.quiet("of a timer that is stopped")
	})
}

// expire starts the timer and lets it expire.
func expire(t *run.T, w watchdog.Timer, action string) observer {
	t.Helper()
	o, d := observe(t, w), w.Times()[0]
	t.Must(w.Start(t.Context(), d))
	o.pass(late(w, d))
	o.expires("when the timer has expired", action)
	return o
}

// pause checks that the machine stops.
func pause(t *run.T, w watchdog.Timer) {
	o := expire(t, w, "pause")
	o.next("when the timer has expired", "STOP")
	o.status("watchdog")
}

// reset checks that the machine is reset, and the timer with it.
func reset(t *run.T, w watchdog.Timer) {
	o := expire(t, w, "reset")
	o.next("when the timer has expired", "RESET")
	o.pass(3 * late(w, w.Times()[0]))
	o.quiet("after the reset")
	o.status("running")
}

// shutdown checks that the guest is asked to shut down.
func shutdown(t *run.T, w watchdog.Timer) {
	o := expire(t, w, "shutdown")
	o.next("when the timer has expired", "POWERDOWN")
	o.status("running")
}
