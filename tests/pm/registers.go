package pm

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pm"
)

// enables are the events that both controllers can enable, apart from what ACPI leaves to a platform.
const enables = pm.TimerOverflow | pm.Global | pm.PowerButton | pm.Clock

// registers checks what is kept, what is not, and what a reset and ports that are disabled do.
func registers(t *run.T, c *pm.Controller) {
	t.Step("overflow at power-on", func() { noOverflow(t, c) })
	t.Step("after power-on", func() { powerOn(t, c) })
	t.Step("enable", func() {
		for _, v := range []pm.Event{pm.TimerOverflow, pm.Global, pm.PowerButton, pm.Clock, enables, 0} {
			pm.Enable.WriteT(t, c.Regs, v)
			reg.ExpectBitsT(t, c.Regs, "PM1_EN", pm.Enable, enables, v)
			reg.ExpectBitsT(t, c.Regs, "PM1_STS beside it", pm.Status, ^pm.TimerOverflow, 0)
		}
	})
	t.Step("status", func() {
		pm.Status.WriteT(t, c.Regs, ^pm.Event(0))
		reg.ExpectBitsT(t, c.Regs, "PM1_STS after a write of ones", pm.Status, ^pm.TimerOverflow, 0)
	})
	t.Step("control", func() {
		for _, v := range []pm.Command{pm.SCIEnable, pm.BusMasterWake, 1 << pm.SleepType, 2 << pm.SleepType, 4 << pm.SleepType, 7<<pm.SleepType | pm.SCIEnable, 0} {
			reg.KeepsT(t, c.Regs, "PM1_CNT", pm.Control, v)
		}
	})
	t.Step("write-only bits", func() {
		pm.Control.WriteT(t, c.Regs, pm.GlobalRelease)
		t.Cleanup(func() { pm.Control.WriteT(t, c.Regs, 0) })
		reg.ExpectT(t, c.Regs, "PM1_CNT after a write of GBL_RLS", pm.Control, 0)
	})
	t.Step("APM", func() {
		for _, v := range []uint8{0x5a, 0xa5, 0} {
			pm.APMStatus.WriteT(t, c.APM, v)
			pm.APMControl.WriteT(t, c.APM, ^v)
			reg.ExpectT(t, c.APM, "APMS", pm.APMStatus, v)
			reg.ExpectT(t, c.APM, "APMC", pm.APMControl, ^v)
		}
	})
	t.Step("ACPI on and off", func() {
		for range 2 {
			pm.APMControl.WriteT(t, c.APM, c.ACPIOn)
			reg.ExpectBitsT(t, c.Regs, "PM1_CNT after ACPI_ENABLE", pm.Control, pm.SCIEnable, pm.SCIEnable)
			pm.APMControl.WriteT(t, c.APM, c.ACPIOff)
			reg.ExpectBitsT(t, c.Regs, "PM1_CNT after ACPI_DISABLE", pm.Control, pm.SCIEnable, 0)
		}
	})
	t.Step("disabled", func() {
		pm.Enable.WriteT(t, c.Regs, enables)
		t.Must(c.Unmap(t.Context()))
		reg.ExpectT(t, c.Regs, "PM1_EN of ports that are disabled", pm.Enable, 0xffff)
		pm.Enable.WriteT(t, c.Regs, 0)
		t.Must(c.Map(t.Context()))
		reg.ExpectBitsT(t, c.Regs, "PM1_EN of ports that are enabled again", pm.Enable, enables, enables)
	})
	t.Step("reset", func() {
		pm.Enable.WriteT(t, c.Regs, enables)
		pm.Control.WriteT(t, c.Regs, pm.SCIEnable|5<<pm.SleepType)
		for n := range c.EventBytes() {
			c.GeneralEnable(n).WriteT(t, c.GeneralEvents(), 0xff)
		}
		t.Must(t.QEMU().SystemReset(t.Context()))
		t.Must(c.Map(t.Context()))
		powerOn(t, c)
		t.Step("overflow", func() { noOverflow(t, c) })
	})
}

// noOverflow checks that the timer, which has just begun, tells of no overflow.
func noOverflow(t *run.T, c *pm.Controller) {
	reg.ExpectBitsT(t, c.Regs, "PM1_STS", pm.Status, pm.TimerOverflow, 0)
}

// powerOn checks the other default values.
func powerOn(t *run.T, c *pm.Controller) {
	reg.ExpectBitsT(t, c.Regs, "PM1_STS", pm.Status, ^pm.TimerOverflow, 0)
	reg.ExpectT(t, c.Regs, "PM1_EN", pm.Enable, 0)
	reg.ExpectT(t, c.Regs, "PM1_CNT", pm.Control, 0)
	for n := range c.EventBytes() {
		reg.ExpectT(t, c.GeneralEvents(), "GPE0_STS", c.GeneralStatus(n), 0)
		reg.ExpectT(t, c.GeneralEvents(), "GPE0_EN", c.GeneralEnable(n), 0)
	}
}
