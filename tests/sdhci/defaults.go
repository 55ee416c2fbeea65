package sdhci

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// The Present State register without activity.
const (
	noCard   = sdhci.CardStateStable | sdhci.WriteEnabled | sdhci.LinesHigh
	withCard = noCard | sdhci.CardInserted | sdhci.CardDetectPin
)

// expect checks the content of one register.
func expect[V reg.Word](t *run.T, c *sdhci.Controller, name string, r reg.Reg[V], want V) {
	t.Helper()
	if got := r.ReadT(t, c.Regs); got != want {
		t.Errorf("%s = %#x (%v), want %#x (%v)", name, uint64(got), got, uint64(want), want)
	}
}

// identity compares the controller's identification with the declaration.
func identity(t *run.T, c *sdhci.Controller) {
	expect(t, c, "Host Controller Version", sdhci.HostVersion, c.Model.Version)
	caps, err := c.Capabilities(t.Context())
	t.Must(err)
	if caps != c.Model.Capabilities {
		t.Errorf("Capabilities = %v, want %v", caps, c.Model.Capabilities)
	}
}

// defaults checks the registers after a reset: those that software sets are zero
// (section 2.2, "Initial Value" of each register).
func defaults(t *run.T, c *sdhci.Controller, present sdhci.Present) {
	t.Helper()
	expect(t, c, "SDMA System Address", sdhci.SDMAAddress, 0)
	expect(t, c, "Block Size", sdhci.BlockSize, 0)
	expect(t, c, "Block Count", sdhci.BlockCount, 0)
	expect(t, c, "Argument 1", sdhci.Argument, 0)
	expect(t, c, "Transfer Mode", sdhci.TransferMode, 0)
	expect(t, c, "Command", sdhci.Command, 0)
	for i := range 4 {
		expect(t, c, fmt.Sprintf("Response %d", i), sdhci.Response(i), 0)
	}
	expect(t, c, "Present State", sdhci.PresentState, present)
	expect(t, c, "Host Control 1", sdhci.HostControl1, 0)
	expect(t, c, "Power Control", sdhci.PowerControl, 0)
	expect(t, c, "Block Gap Control", sdhci.BlockGapControl, 0)
	expect(t, c, "Wakeup Control", sdhci.WakeupControl, 0)
	expect(t, c, "Clock Control", sdhci.ClockControl, 0)
	expect(t, c, "Timeout Control", sdhci.TimeoutControl, 0)
	expect(t, c, "Software Reset", sdhci.SoftwareReset, 0)
	expect(t, c, "Normal Interrupt Status", sdhci.NormalIntStatus, 0)
	expect(t, c, "Error Interrupt Status", sdhci.ErrorIntStatus, 0)
	expect(t, c, "Normal Interrupt Status Enable", sdhci.NormalIntStatusEnable, 0)
	expect(t, c, "Error Interrupt Status Enable", sdhci.ErrorIntStatusEnable, 0)
	expect(t, c, "Normal Interrupt Signal Enable", sdhci.NormalIntSignalEnable, 0)
	expect(t, c, "Error Interrupt Signal Enable", sdhci.ErrorIntSignalEnable, 0)
	expect(t, c, "Auto CMD Error Status", sdhci.AutoCMDErrorStatus, 0)
	expect(t, c, "Host Control 2", sdhci.HostControl2, 0)
	expect(t, c, "ADMA Error Status", sdhci.ADMAErrorStatus, 0)
	expect(t, c, "ADMA System Address", sdhci.ADMAAddressLow, 0)
	expect(t, c, "ADMA System Address, high", sdhci.ADMAAddressHigh, 0)
	expect(t, c, "Slot Interrupt Status", sdhci.SlotInterruptStatus, 0)
}

// pendingInsertion checks that only the interrupt that the model declares is
// pending after power-on.
func pendingInsertion(t *run.T, c *sdhci.Controller) {
	var want sdhci.NormalInt
	if c.Model.PendingInsertion {
		want = sdhci.CardInsertion
	}
	sdhci.NormalIntStatusEnable.WriteT(t, c.Regs, sdhci.NormalInts)
	sdhci.ErrorIntStatusEnable.WriteT(t, c.Regs, sdhci.ErrorInts)
	expect(t, c, "Normal Interrupt Status after power on", sdhci.NormalIntStatus, want)
	expect(t, c, "Error Interrupt Status after power on", sdhci.ErrorIntStatus, 0)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, want)
	expect(t, c, "Normal Interrupt Status, cleared", sdhci.NormalIntStatus, 0)
}

// readOnly writes to the read-only registers. It leaves out Auto CMD Error Status,
// which QEMU 11.1 makes writable.
func readOnly(t *run.T, c *sdhci.Controller) {
	unchanged(t, c, "Present State", sdhci.PresentState)
	for i := range 4 {
		unchanged(t, c, fmt.Sprintf("Response %d", i), sdhci.Response(i))
	}
	unchanged(t, c, "Capabilities", sdhci.CapabilitiesLow)
	unchanged(t, c, "Capabilities, high", sdhci.CapabilitiesHigh)
	unchanged(t, c, "Maximum Current Capabilities", sdhci.MaximumCurrentLow)
	unchanged(t, c, "Maximum Current Capabilities, high", sdhci.MaximumCurrentHigh)
	unchanged(t, c, "Slot Interrupt Status", sdhci.SlotInterruptStatus)
	unchanged(t, c, "Host Controller Version", sdhci.HostVersion)
}

func unchanged[V reg.Word](t *run.T, c *sdhci.Controller, name string, r reg.Reg[V]) {
	t.Helper()
	before := r.ReadT(t, c.Regs)
	r.WriteT(t, c.Regs, ^before)
	expect(t, c, name+" after a write", r, before)
}

// set writes a register and checks that it keeps the value.
func set[V reg.Word](t *run.T, c *sdhci.Controller, name string, r reg.Reg[V], v V) {
	t.Helper()
	r.WriteT(t, c.Regs, v)
	expect(t, c, name, r, v)
}

// softwareReset sets every register that software sets, and checks that the reset
// clears them all, and itself (section 2.2.16).
func softwareReset(t *run.T, c *sdhci.Controller) {
	set(t, c, "SDMA System Address", sdhci.SDMAAddress, 0x1234_5000)
	set(t, c, "Block Size", sdhci.BlockSize, 0x200)
	set(t, c, "Block Count", sdhci.BlockCount, 0x1234)
	set(t, c, "Argument 1", sdhci.Argument, 0x1234_5678)
	if c.Model.Layout == sdhci.Standard {
		set(t, c, "Transfer Mode", sdhci.TransferMode, sdhci.MultipleBlocks|sdhci.ReadTransfer|sdhci.BlockCountEnable)
	}
	set(t, c, "Host Control 1", sdhci.HostControl1, sdhci.DataWidth4)
	set(t, c, "Timeout Control", sdhci.TimeoutControl, 0xe)
	set(t, c, "Normal Interrupt Status Enable", sdhci.NormalIntStatusEnable, sdhci.NormalInts)
	set(t, c, "Error Interrupt Status Enable", sdhci.ErrorIntStatusEnable, sdhci.ErrorInts)
	set(t, c, "Normal Interrupt Signal Enable", sdhci.NormalIntSignalEnable, sdhci.NormalInts)
	set(t, c, "Error Interrupt Signal Enable", sdhci.ErrorIntSignalEnable, sdhci.ErrorInts)
	set(t, c, "ADMA System Address", sdhci.ADMAAddressLow, 0x1234_5678)
	t.Must(c.PowerOn(t.Context()))
	t.Must(c.StartClock(t.Context(), sdhci.IdentificationClock))
	t.Must(c.Reset(t.Context(), sdhci.ResetAll))
	defaults(t, c, noCard)
	identity(t, c)
}

// power checks that the supply of an inserted card is switchable (section
// 2.2.11).
func power(t *run.T, c *sdhci.Controller) {
	if c.Model.NoPowerControl {
		return
	}
	voltage := c.Model.Capabilities.Voltage()
	set(t, c, "Power Control", sdhci.PowerControl, voltage)
	set(t, c, "Power Control", sdhci.PowerControl, voltage|sdhci.BusPower)
}

// clock checks that the internal clock becomes stable only after it is enabled,
// and that the divider keeps its value (section 2.2.14).
func clock(t *run.T, c *sdhci.Controller) {
	const running = sdhci.InternalClockEnable | sdhci.InternalClockStable | sdhci.SDClockEnable
	expect(t, c, "Clock Control", sdhci.ClockControl, 0)
	t.Must(c.StartClock(t.Context(), sdhci.IdentificationClock))
	got := sdhci.ClockControl.ReadT(t, c.Regs)
	if got&running != running {
		t.Errorf("Clock Control = %v, want %v", got, running)
	}
	base := c.Model.Capabilities.BaseClock(c.Model.Version.Spec())
	if hz := base / got.Divider(); hz > sdhci.IdentificationClock {
		t.Errorf("Clock Control = %v: %d Hz from %d Hz, want at most %d Hz", got, hz, base, int(sdhci.IdentificationClock))
	}
	sdhci.ClockControl.WriteT(t, c.Regs, 0)
	expect(t, c, "Clock Control, stopped", sdhci.ClockControl, 0)
}
