package pm

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pm"
)

// smi checks the registers of system management interrupts (316972, sections "SMI_EN—SMI Control and Enable
// Register", "SMI_STS—SMI Status Register" and "GEN_PMCON_1—General PM Configuration 1 Register").
func smi(t *run.T, c *pm.Controller) {
	reg.ExpectT(t, c.Regs, "SMI_EN after power-on", pm.SMIEnable, 0)
	reg.ExpectT(t, c.Regs, "SMI_STS after power-on", pm.SMIStatus, 0)
	reg.ExpectT(t, c.Config(), "GEN_PMCON_1 after power-on", pm.General1, 0)
	reg.ExpectT(t, c.Config(), "GEN_PMCON_3 after power-on", pm.General3, 0)
	t.Step("enable", func() {
		for _, v := range []pm.SMI{pm.SMIGlobal, pm.SMIRelease, pm.SMISleep, pm.SMICommand, pm.SMITCO, pm.SMIGlobal | pm.SMITCO, 0} {
			reg.KeepsT(t, c.Regs, "SMI_EN", pm.SMIEnable, v)
		}
	})
	t.Step("status", func() {
		pm.SMIStatus.WriteT(t, c.Regs, ^pm.SMI(0))
		t.Cleanup(func() { pm.SMIStatus.WriteT(t, c.Regs, 0) })
		reg.ExpectBitsT(t, c.Regs, "SMI_STS after a write of ones", pm.SMIStatus, pm.SMITimer|pm.SMIPeriodic|pm.SMICommand, 0)
	})
	t.Step("lock released by ACPI", func() {
		pm.Control.WriteT(t, c.Regs, pm.GlobalRelease)
		t.Cleanup(func() { pm.Control.WriteT(t, c.Regs, 0) })
		reg.ExpectBitsT(t, c.Regs, "SMI_STS after GBL_RLS", pm.SMIStatus, pm.SMIRelease, pm.SMIRelease)
	})
	t.Step("lock released by the firmware", func() {
		pm.SMIEnable.WriteT(t, c.Regs, pm.SMITell)
		t.Cleanup(func() { pm.SMIEnable.WriteT(t, c.Regs, 0) })
		reg.ExpectBitsT(t, c.Regs, "PM1_STS after BIOS_RLS", pm.Status, pm.Global, pm.Global)
	})
	t.Step("locked", func() { locked(t, c) })
	t.Step("reset", func() {
		pm.SMIEnable.WriteT(t, c.Regs, pm.SMIGlobal|pm.SMITCO|pm.SMISleep)
		t.Must(t.QEMU().SystemReset(t.Context()))
		t.Must(c.Map(t.Context()))
		reg.ExpectT(t, c.Regs, "SMI_EN after a reset", pm.SMIEnable, 0)
		t.Step("lock", func() { reg.ExpectT(t, c.Config(), "GEN_PMCON_1 after a reset", pm.General1, 0) })
		for _, v := range []pm.SMI{pm.SMIGlobal, 0} {
			reg.KeepsT(t, c.Regs, "SMI_EN after a reset", pm.SMIEnable, v)
		}
	})
}

// locked checks that SMI_LOCK keeps GBL_SMI_EN, and nothing else, and that it cannot be cleared.
func locked(t *run.T, c *pm.Controller) {
	pm.SMIEnable.WriteT(t, c.Regs, pm.SMIGlobal)
	pm.General1.WriteT(t, c.Config(), pm.SMILock)
	for _, v := range []pm.SMI{0, pm.SMITCO, pm.SMISleep, 0} {
		pm.SMIEnable.WriteT(t, c.Regs, v)
		reg.ExpectT(t, c.Regs, "SMI_EN, locked", pm.SMIEnable, v|pm.SMIGlobal)
		pm.General1.WriteT(t, c.Config(), 0)
		reg.ExpectT(t, c.Config(), "GEN_PMCON_1, locked", pm.General1, pm.SMILock)
	}
}

// smiTimers checks when the timers set their flags ("GEN_PMCON_3", SWSMI_RATE_SEL; "GEN_PMCON_1",
// PER_SMI_SEL). The virtual clock has no tolerance, unlike that of a chip.
func smiTimers(t *run.T, c *pm.Controller) {
	t.Step("software timer", func() {
		const us = time.Microsecond
		for n, d := range []time.Duration{1500 * us, 16_000 * us, 32_000 * us, 64_000 * us} {
			smiAfter(t, c, pm.SMITimer, d, func() { pm.General3.WriteT(t, c.Config(), uint8(n)<<pm.TimerShift) })
		}
	})
	t.Step("flag cleared", func() {
		pm.SMIStatus.WriteT(t, c.Regs, pm.SMITimer)
		reg.ExpectT(t, c.Regs, "SMI_STS after a 1 is written", pm.SMIStatus, 0)
	})
	t.Step("periodic", func() {
		for n, seconds := range []int{64, 32, 16, 8} {
			smiAfter(t, c, pm.SMIPeriodic, time.Duration(seconds)*time.Second, func() { pm.General1.WriteT(t, c.Config(), pm.General(n)) })
		}
	})
	t.Step("reset", func() {
		pm.SMIEnable.WriteT(t, c.Regs, pm.SMITimer)
		t.Must(t.QEMU().SystemReset(t.Context()))
		t.Must(c.Map(t.Context()))
		reg.ExpectT(t, c.Regs, "SMI_STS after a reset", pm.SMIStatus, 0)
	})
	t.Step("not enabled", func() {
		afresh(t, c)
		pm.SMIEnable.WriteT(t, c.Regs, pm.SMICommand|pm.SMITCO)
		c.Machine().StepT(t, 65*time.Second)
		reg.ExpectBitsT(t, c.Regs, "SMI_STS without the timers", pm.SMIStatus, pm.SMITimer|pm.SMIPeriodic, 0)
	})
	t.Step("stopped", func() {
		afresh(t, c)
		pm.SMIEnable.WriteT(t, c.Regs, pm.SMITimer|pm.SMIPeriodic)
		pm.SMIEnable.WriteT(t, c.Regs, 0)
		c.Machine().StepT(t, 65*time.Second)
		reg.ExpectBitsT(t, c.Regs, "SMI_STS of timers that were stopped", pm.SMIStatus, pm.SMITimer|pm.SMIPeriodic, 0)
	})
}

// afresh stops the timers and clears their flags: a 1 does that, and in QEMU a 0 (see the deviation
// ich9-smi-status-cleared).
func afresh(t *run.T, c *pm.Controller) {
	t.Helper()
	pm.SMIEnable.WriteT(t, c.Regs, 0)
	pm.SMIStatus.WriteT(t, c.Regs, pm.SMITimer|pm.SMIPeriodic)
	pm.SMIStatus.WriteT(t, c.Regs, 0)
}

// smiAfter checks that a timer sets its flag after a time, and not before. No SMI# comes, as they are off.
func smiAfter(t *run.T, c *pm.Controller, flag pm.SMI, d time.Duration, choose func()) {
	t.Helper()
	const moment = time.Microsecond
	when := fmt.Sprintf("%v, after %v", flag, d)
	afresh(t, c)
	choose()
	pm.SMIEnable.WriteT(t, c.Regs, flag)
	c.Machine().StepT(t, d-moment)
	reg.ExpectT(t, c.Regs, when+" but a moment", pm.SMIStatus, 0)
	c.Machine().StepT(t, moment)
	reg.ExpectT(t, c.Regs, when, pm.SMIStatus, flag)
	pm.SMIEnable.WriteT(t, c.Regs, 0)
}

// smiCommand checks that a write to APMC sets its flag while it may interrupt ("SMI_STS", APM_STS).
func smiCommand(t *run.T, c *pm.Controller) {
	pm.SMIEnable.WriteT(t, c.Regs, pm.SMIGlobal|pm.SMICommand)
	pm.APMControl.WriteT(t, c.APM, 0x5a)
	reg.ExpectBitsT(t, c.Regs, "SMI_STS after a write to APMC", pm.SMIStatus, pm.SMICommand, pm.SMICommand)
}
