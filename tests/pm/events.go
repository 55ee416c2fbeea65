package pm

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pm"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// count returns the timer's value at a moment of the virtual clock.
func count(at time.Duration) uint32 {
	seconds, rest := uint64(at/time.Second), uint64(at%time.Second)
	ticks := seconds*pm.TimerRate + rest*pm.TimerRate/uint64(time.Second)
	return uint32(ticks % (1 << pm.TimerBits))
}

// timer checks each count of the timer, and that the change of its highest bit is an event.
func timer(t *run.T, c *pm.Controller) {
	sci, err := c.SCI(t.Context())
	t.Must(err)
	step := func(d time.Duration) (now time.Duration) {
		t.Helper()
		now, err := c.Machine().Clock().ClockStep(t.Context(), d)
		t.Must(err)
		return now
	}
	t.Step("counts", func() {
		for _, d := range []time.Duration{1, 279, 280, 1000, time.Microsecond, time.Millisecond, 333333333, time.Second} {
			want := count(step(d))
			reg.ExpectT(t, c.Regs, fmt.Sprintf("PM1_TMR after %v", d), pm.Timer, want)
		}
	})
	t.Step("read-only", func() {
		before := pm.Timer.ReadT(t, c.Regs)
		for _, v := range []uint32{0, ^before, before + 1} {
			pm.Timer.WriteT(t, c.Regs, v)
			reg.ExpectT(t, c.Regs, "PM1_TMR after a write", pm.Timer, before)
		}
	})
	t.Step("overflow", func() {
		pm.Control.WriteT(t, c.Regs, pm.SCIEnable)
		pm.Enable.WriteT(t, c.Regs, pm.TimerOverflow)
		pm.Status.WriteT(t, c.Regs, pm.TimerOverflow)
		for range 3 {
			untilChange(t, step)
			reg.ExpectT(t, c.Regs, "PM1_STS before the highest bit changes", pm.Status, 0)
			sci.ExpectT(t, "before the highest bit changes", false)
			step(2 * margin)
			reg.ExpectT(t, c.Regs, "PM1_STS after the highest bit has changed", pm.Status, pm.TimerOverflow)
			sci.ExpectT(t, "after the highest bit has changed", true)
			pm.Status.WriteT(t, c.Regs, ^pm.TimerOverflow)
			reg.ExpectT(t, c.Regs, "PM1_STS after a write of 0", pm.Status, pm.TimerOverflow)
			pm.Status.WriteT(t, c.Regs, pm.TimerOverflow)
			reg.ExpectT(t, c.Regs, "PM1_STS after it is cleared", pm.Status, 0)
			sci.ExpectT(t, "after it is cleared", false)
		}
	})
	t.Step("masked", func() {
		pm.Control.WriteT(t, c.Regs, pm.SCIEnable)
		pm.Enable.WriteT(t, c.Regs, enables&^pm.TimerOverflow)
		pm.Status.WriteT(t, c.Regs, pm.TimerOverflow)
		before := sci.Count()
		untilChange(t, step)
		step(2 * margin)
		reg.ExpectT(t, c.Regs, "PM1_STS after the highest bit has changed, without an enable", pm.Status, pm.TimerOverflow)
		sci.ExpectT(t, "without an enable", false)
		pm.Enable.WriteT(t, c.Regs, pm.TimerOverflow)
		sci.ExpectT(t, "with an enable that is late", true)
		pm.Status.WriteT(t, c.Regs, pm.TimerOverflow)
		if got := sci.Count() - before; got != 1 {
			t.Errorf("%d interrupts, want 1", got)
		}
	})
}

// margin is more than two counts of the timer.
const margin = time.Microsecond

// untilChange lets time pass until just before the timer's highest bit changes.
func untilChange(t *run.T, step func(time.Duration) time.Duration) {
	t.Helper()
	const half = 1 << (pm.TimerBits - 1)
	left := half - count(step(1))%half
	step(time.Duration(uint64(left)*uint64(time.Second)/pm.TimerRate) - margin)
}

// pressed presses the power button.
func pressed(t *run.T, c *pm.Controller) {
	t.Helper()
	_, err := qmp.Execute[qmp.Empty](t.Context(), c.Machine().Monitor, "system_powerdown", qmp.NoArgs{})
	t.Must(err)
}

// steady are all events but that of the timer, which comes at a moment of its own where the clock runs freely.
const steady = ^pm.TimerOverflow

// powerButton checks that the button is an event, of which ACPI is told if it is enabled and ACPI is on.
func powerButton(t *run.T, c *pm.Controller) {
	sci, err := c.SCI(t.Context())
	t.Must(err)
	interrupt := func(when string, want bool) {
		t.Helper()
		reg.ExpectBitsT(t, c.Regs, "PM1_STS "+when, pm.Status, steady, pm.PowerButton)
		sci.ExpectT(t, when, want)
	}
	begin := func(on pm.Command, enable pm.Event) {
		t.Helper()
		pm.Status.WriteT(t, c.Regs, ^pm.Event(0))
		pm.Control.WriteT(t, c.Regs, on)
		pm.Enable.WriteT(t, c.Regs, enable)
		reg.ExpectBitsT(t, c.Regs, "PM1_STS before", pm.Status, steady, 0)
		sci.ExpectT(t, "before the button is pressed", false)
		pressed(t, c)
	}
	t.Step("enabled", func() {
		begin(pm.SCIEnable, pm.PowerButton)
		interrupt("of a button that is pressed", true)
		pm.Status.WriteT(t, c.Regs, ^pm.PowerButton)
		interrupt("after the other flags are cleared", true)
		pressed(t, c)
		interrupt("of a button that is pressed again", true)
		pm.Enable.WriteT(t, c.Regs, 0)
		interrupt("after the event is disabled", false)
		pm.Enable.WriteT(t, c.Regs, enables&steady)
		interrupt("after the event is enabled again", true)
		pm.Status.WriteT(t, c.Regs, pm.PowerButton)
		reg.ExpectBitsT(t, c.Regs, "PM1_STS after it is cleared", pm.Status, steady, 0)
		sci.ExpectT(t, "after it is cleared", false)
	})
	t.Step("masked", func() {
		begin(pm.SCIEnable, enables&steady&^pm.PowerButton)
		interrupt("without an enable", false)
	})
	t.Step("without ACPI", func() {
		begin(0, pm.PowerButton)
		interrupt("without SCI_EN", false)
		pm.Status.WriteT(t, c.Regs, pm.PowerButton)
	})
	t.Step("reset", func() {
		begin(pm.SCIEnable, pm.PowerButton)
		t.Must(t.QEMU().SystemReset(t.Context()))
		t.Must(c.Map(t.Context()))
		sci.ExpectT(t, "after a reset", false)
		reg.ExpectT(t, c.Regs, "PM1_EN after a reset", pm.Enable, 0)
	})
}

// processorEvent is the general-purpose event of a processor that is plugged in (QEMU 11.1,
// docs/specs/acpi_cpu_hotplug.rst).
const processorEvent = 1 << 2

// generalEvents checks the general-purpose events, of which a processor that is plugged in is one.
func generalEvents(t *run.T, c *pm.Controller) {
	s := c.GeneralEvents()
	t.Step("enable", func() {
		for n := range c.EventBytes() {
			for _, v := range []uint8{0x5a, 0xa5, 0xff, 0} {
				reg.KeepsT(t, s, "GPE0_EN", c.GeneralEnable(n), v)
				reg.ExpectT(t, s, "GPE0_STS beside it", c.GeneralStatus(n), 0)
			}
			c.GeneralStatus(n).WriteT(t, s, 0xff)
			reg.ExpectT(t, s, "GPE0_STS after a write of ones", c.GeneralStatus(n), 0)
			reg.ExpectT(t, s, "GPE0_EN beside it", c.GeneralEnable(n), 0)
		}
	})
	sci, err := c.SCI(t.Context())
	t.Must(err)
	pm.Control.WriteT(t, c.Regs, pm.SCIEnable)
	plugProcessor(t, c.Machine())
	status := func(when string, want uint8, raised bool) {
		t.Helper()
		reg.ExpectT(t, s, "GPE0_STS "+when, c.GeneralStatus(0), want)
		sci.ExpectT(t, when, raised)
	}
	status("of an event that is not enabled", processorEvent, false)
	c.GeneralEnable(0).WriteT(t, s, 0xff&^processorEvent)
	status("with the other events enabled", processorEvent, false)
	c.GeneralEnable(0).WriteT(t, s, processorEvent)
	status("with the event enabled", processorEvent, true)
	c.GeneralStatus(0).WriteT(t, s, 0xff&^processorEvent)
	status("after the other flags are cleared", processorEvent, true)
	c.GeneralEnable(0).WriteT(t, s, 0)
	status("after the event is disabled", processorEvent, false)
	c.GeneralEnable(0).WriteT(t, s, processorEvent)
	t.Step("without ACPI", func() {
		pm.Control.WriteT(t, c.Regs, 0)
		status("without SCI_EN", processorEvent, false)
	})
	pm.Control.WriteT(t, c.Regs, pm.SCIEnable)
	c.GeneralStatus(0).WriteT(t, s, processorEvent)
	status("after it is cleared", 0, false)
}

// plugProcessor plugs in the machine's second processor.
func plugProcessor(t *run.T, m *guest.Machine) {
	t.Helper()
	slots, err := qmp.Execute[[]struct {
		Type  string           `json:"type"`
		Path  string           `json:"qom-path"` // "" for an empty one
		Props map[string]int64 `json:"props"`
	}](t.Context(), m.Monitor, "query-hotpluggable-cpus", qmp.NoArgs{})
	t.Must(err)
	for _, s := range slots {
		if s.Path != "" {
			continue
		}
		d := hotplug.Device{Driver: s.Type, ID: "second"}
		for name, v := range s.Props {
			d.Props = append(d.Props, hotplug.Int(name, v))
		}
		t.Must(hotplug.Add(t.Context(), m.Monitor, d))
		return
	}
	t.Fatalf("slots for processors = %+v, want an empty one", slots)
}
