package m48t08

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/m48t08"
)

// clock checks that the clock shows the time, and how it goes on, is held and stopped.
func clock(t *run.T, c *m48t08.Chip) {
	shows(t, c, "at the start", base())
	t.Step("runs", func() { runs(t, c) })
	t.Step("control", func() {
		for _, v := range []uint8{m48t08.Read, 0x15, 0x2a, m48t08.Calibration, 0} {
			reg.KeepsT(t, c.Regs, "control", m48t08.Control, v)
		}
	})
	t.Step("held", func() { held(t, c) })
	t.Step("stopped", func() { stopped(t, c) })
	t.Step("set", func() {
		t.Must(c.SetTime(t.Context(), base()))
		shows(t, c, "as set", base())
	})
}

// shows checks the time.
func shows(t *run.T, c *m48t08.Chip, when string, want time.Time) {
	t.Helper()
	got, err := c.Time(t.Context())
	t.Must(err)
	if !got.Equal(want) {
		t.Errorf("%s: the time is %v, want %v", when, got, want)
	}
}

// set checks the time that is set, on a clock that goes on with that of the host. The registers count
// together once WRITE is cleared, so that their order does not matter.
func set(t *run.T, c *m48t08.Chip) {
	for _, at := range []time.Time{
		time.Date(2067, 7, 19, 12, 34, 56, 0, time.UTC), time.Date(1999, 12, 31, 20, 59, 59, 0, time.UTC),
		time.Date(1968, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1985, 2, 2, 4, 8, 16, 0, time.UTC),
	} {
		setTo(t, c, at)
	}
	t.Step("date that the month before lacks", func() { setTo(t, c, time.Date(1999, 12, 31, 12, 0, 0, 0, time.UTC)) })
	t.Step("day of the week", func() {
		for day := uint8(1); day <= 7; day++ {
			m48t08.Control.WriteT(t, c.Regs, m48t08.Write)
			m48t08.Day.WriteT(t, c.Regs, day)
			m48t08.Control.WriteT(t, c.Regs, 0)
			reg.ExpectT(t, c.Regs, "day of the week", m48t08.Day, day)
		}
	})
}

// setTo sets the time, and checks it. A slow host may take a while between both.
func setTo(t *run.T, c *m48t08.Chip, at time.Time) {
	t.Helper()
	t.Must(c.SetTime(t.Context(), at))
	got, err := c.Time(t.Context())
	t.Must(err)
	const slow = 2 * time.Minute
	if passed := got.Sub(at); passed < 0 || passed > slow {
		t.Errorf("as set: the time is %v, want %v or a little later", got, at)
	}
}

// runs checks how the time goes on, over a leap day and the end of a month.
func runs(t *run.T, c *m48t08.Chip) {
	at := base()
	for _, d := range []time.Duration{time.Second, time.Second, 24 * time.Hour, 59*time.Minute + 59*time.Second, time.Second, 12 * time.Hour} {
		c.Machine.StepT(t, d)
		at = at.Add(d)
		shows(t, c, d.String()+" later", at)
	}
}

// held checks that the registers hold the time while READ is set, and then show the time that has passed.
func held(t *run.T, c *m48t08.Chip) {
	at, err := c.Time(t.Context())
	t.Must(err)
	m48t08.Control.WriteT(t, c.Regs, m48t08.Read)
	c.Machine.StepT(t, 3*time.Second)
	t.Step("READ", func() { shows(t, c, "held", at) })
	m48t08.Control.WriteT(t, c.Regs, 0)
	shows(t, c, "held no more", at.Add(3*time.Second))
}

// stopped checks that a clock whose oscillator stands shows the same time.
func stopped(t *run.T, c *m48t08.Chip) {
	stop := func(bit uint8) {
		m48t08.Control.WriteT(t, c.Regs, m48t08.Write)
		m48t08.Seconds.WriteT(t, c.Regs, bit)
		m48t08.Control.WriteT(t, c.Regs, 0)
	}
	stop(m48t08.Stop)
	holds := reg.HoldsT(t, c.Regs, "seconds of a clock that stands", m48t08.Seconds)
	c.Machine.StepT(t, 5*time.Second)
	holds(t, "5 s later")
	stop(0)
}
