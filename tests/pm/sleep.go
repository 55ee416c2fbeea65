package pm

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pm"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Types of sleep of both machines (QEMU 11.1, the objects \_S3, \_S4 and \_S5 of its ACPI tables). Those of
// the ICH9's data sheet are others: section 13.8.3.3 "PM1_CNT—Power Management 1 Control", SLP_TYP.
const (
	softOff pm.Command = 0
	toRAM   pm.Command = 1
	toDisk  pm.Command = 2

	ich9ToRAM   pm.Command = 5
	ich9SoftOff pm.Command = 7
)

// wakeUp is the monitor's own command that wakes a machine up.
const wakeUp = "system_wakeup"

// sleeper sends a machine to sleep.
type sleeper struct {
	*qmp.Subscription
	t *run.T
	c *pm.Controller
}

// sleep checks that the machine sleeps with the right state, and what wakes it up.
func sleep(t *run.T, c *pm.Controller) {
	events := t.QEMU().QMP().Subscribe("SUSPEND", "SUSPEND_DISK", "SHUTDOWN", "WAKEUP")
	t.Cleanup(events.Close)
	s := sleeper{events, t, c}
	t.Step("without SLP_EN", func() {
		for typ := range pm.Command(8) {
			pm.Control.WriteT(t, c.Regs, typ<<pm.SleepType)
			s.stays("running")
		}
	})
	t.Step("S3, system_wakeup", func() { s.suspend(wakeUp, pm.Wake) })
	t.Step("S3, power button", func() { s.suspend("system_powerdown", pm.Wake|pm.PowerButton) })
	t.Step("S4", func() { s.off(toDisk, "SUSPEND_DISK", "SHUTDOWN") })
	t.Step("S5", func() { s.off(softOff, "SHUTDOWN") })
	if c.Name == pm.ICH9Driver.Name() {
		t.Step("S3 of the data sheet", func() {
			s.enter(ich9ToRAM)
			s.stays("suspended")
		})
		t.Step("S5 of the data sheet", func() {
			s.enter(ich9SoftOff)
			s.stays("shutdown")
		})
	}
}

// enter begins to sleep.
func (s sleeper) enter(typ pm.Command) {
	s.t.Helper()
	s.t.Must(s.c.Map(s.t.Context())) // undone by an earlier step that woke up
	pm.Status.WriteT(s.t, s.c.Regs, ^pm.Event(0))
	pm.Enable.WriteT(s.t, s.c.Regs, pm.PowerButton)
	pm.Control.WriteT(s.t, s.c.Regs, pm.SCIEnable|typ<<pm.SleepType)
	pm.Control.WriteT(s.t, s.c.Regs, pm.SCIEnable|typ<<pm.SleepType|pm.Sleep)
}

// status waits for a run state of the machine.
func (s sleeper) status(want string) {
	s.t.Helper()
	s.t.Must(s.c.Machine().Await(s.t.Context(), "run state "+want, func(ctx context.Context) (bool, error) {
		return s.runState(ctx) == want, nil
	}))
}

// next checks the name of the next event.
func (s sleeper) next(want string) {
	s.t.Helper()
	e, err := s.WaitEvent(s.t.Context(), "", nil)
	s.t.Must(err)
	if e.Name != want {
		s.t.Fatalf("event %s, want %s", e.Name, want)
	}
}

// wakesUp checks that the machine wakes up soon: the event usually comes before the answer to the command. A moment is long
// enough for a host with many other processes.
func (s sleeper) wakesUp() {
	s.t.Helper()
	const moment = 2 * time.Second
	ctx, cancel := context.WithTimeout(s.t.Context(), moment)
	defer cancel()
	if _, err := s.WaitEvent(ctx, "WAKEUP", nil); err != nil {
		s.do(wakeUp) // for the next step
		s.next("WAKEUP")
		s.t.Fatalf("the machine still sleeps: %v", err)
	}
}

// stays checks the run state of the machine.
func (s sleeper) stays(want string) {
	s.t.Helper()
	if got := s.runState(s.t.Context()); got != want {
		s.t.Errorf("run state = %s, want %s", got, want)
	}
}

func (s sleeper) runState(ctx context.Context) string {
	s.t.Helper()
	got, err := qmp.Execute[struct {
		Status string `json:"status"`
	}](ctx, s.t.QEMU().QMP(), "query-status", qmp.NoArgs{})
	s.t.Must(err)
	return got.Status
}

// do executes a command of the monitor without arguments.
func (s sleeper) do(command string) {
	s.t.Helper()
	_, err := qmp.Execute[qmp.Empty](s.t.Context(), s.t.QEMU().QMP(), command, qmp.NoArgs{})
	s.t.Must(err)
}

// suspend suspends the machine to RAM, and wakes it up by a command of the monitor. RAM keeps its content.
func (s sleeper) suspend(command string, want pm.Event) {
	const content = 0x12345678
	m := s.c.Machine()
	at := m.Alloc.RAM().Base
	s.t.Must(m.Write(s.t.Context(), qtest.Width32, at, content))
	s.enter(toRAM)
	s.next("SUSPEND")
	s.status("suspended")
	s.do(command)
	if command == wakeUp {
		s.next("WAKEUP")
	} else {
		s.wakesUp()
	}
	s.status("running")
	s.t.Must(s.c.Map(s.t.Context()))
	reg.ExpectBitsT(s.t, s.c.Regs, "PM1_STS after it has woken up", pm.Status, want, want)
	pm.Status.WriteT(s.t, s.c.Regs, pm.Wake)
	reg.ExpectBitsT(s.t, s.c.Regs, "PM1_STS after WAK_STS is cleared", pm.Status, pm.Wake, 0)
	got, err := m.Read(s.t.Context(), qtest.Width32, at)
	s.t.Must(err)
	if got != content {
		s.t.Errorf("RAM after it has woken up = %#x, want %#x", got, content)
	}
}

// off turns the machine off, and on again as it is with "-action shutdown=pause".
func (s sleeper) off(typ pm.Command, events ...string) {
	s.enter(typ)
	for _, e := range events {
		s.next(e)
	}
	s.status("shutdown")
	s.t.Must(s.t.QEMU().SystemReset(s.t.Context()))
	s.do("cont")
	s.status("running")
	s.t.Must(s.c.Map(s.t.Context()))
	reg.ExpectT(s.t, s.c.Regs, "PM1_CNT of a machine that is on again", pm.Control, 0)
}
