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

// identity compares the controller's identification with the declaration.
func identity(t *run.T, c *sdhci.Controller) {
	reg.ExpectT(t, c.Regs, "Host Controller Version", sdhci.HostVersion, c.Model.Version)
	caps, err := c.Capabilities(t.Context())
	t.Must(err)
	if caps != c.Model.Capabilities {
		t.Errorf("Capabilities = %v, want %v", caps, c.Model.Capabilities)
	}
}

// afterPowerOn checks the registers after power on, with an empty slot.
func afterPowerOn(t *run.T, c *sdhci.Controller) {
	t.Helper()
	first := sdhci.PowerOn{PresentState: noCard}
	if c.Model.PowerOn != nil {
		first = *c.Model.PowerOn
	}
	values(t, c, first)
}

// defaults checks the registers after a reset: those that software sets are zero
// (section 2.2, "Initial Value" of each register).
func defaults(t *run.T, c *sdhci.Controller, present sdhci.Present) {
	t.Helper()
	values(t, c, sdhci.PowerOn{PresentState: present})
}

// values checks that all registers but two are zero.
func values(t *run.T, c *sdhci.Controller, other sdhci.PowerOn) {
	t.Helper()
	reg.ExpectT(t, c.Regs, "SDMA System Address", sdhci.SDMAAddress, 0)
	reg.ExpectT(t, c.Regs, "Block Size", sdhci.BlockSize, 0)
	reg.ExpectT(t, c.Regs, "Block Count", sdhci.BlockCount, 0)
	reg.ExpectT(t, c.Regs, "Argument 1", sdhci.Argument, 0)
	reg.ExpectT(t, c.Regs, "Transfer Mode", sdhci.TransferMode, 0)
	reg.ExpectT(t, c.Regs, "Command", sdhci.Command, 0)
	for i := range 4 {
		reg.ExpectT(t, c.Regs, fmt.Sprintf("Response %d", i), sdhci.Response(i), 0)
	}
	reg.ExpectT(t, c.Regs, "Present State", sdhci.PresentState, other.PresentState)
	reg.ExpectT(t, c.Regs, "Host Control 1", sdhci.HostControl1, 0)
	reg.ExpectT(t, c.Regs, "Power Control", sdhci.PowerControl, 0)
	reg.ExpectT(t, c.Regs, "Block Gap Control", sdhci.BlockGapControl, other.BlockGapControl)
	reg.ExpectT(t, c.Regs, "Wakeup Control", sdhci.WakeupControl, 0)
	reg.ExpectT(t, c.Regs, "Clock Control", sdhci.ClockControl, 0)
	reg.ExpectT(t, c.Regs, "Timeout Control", sdhci.TimeoutControl, 0)
	reg.ExpectT(t, c.Regs, "Software Reset", sdhci.SoftwareReset, 0)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status", sdhci.NormalIntStatus, 0)
	reg.ExpectT(t, c.Regs, "Error Interrupt Status", sdhci.ErrorIntStatus, 0)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status Enable", sdhci.NormalIntStatusEnable, c.Model.NormalEnabled)
	reg.ExpectT(t, c.Regs, "Error Interrupt Status Enable", sdhci.ErrorIntStatusEnable, c.Model.ErrorEnabled)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Signal Enable", sdhci.NormalIntSignalEnable, 0)
	reg.ExpectT(t, c.Regs, "Error Interrupt Signal Enable", sdhci.ErrorIntSignalEnable, 0)
	reg.ExpectT(t, c.Regs, "Auto CMD Error Status", sdhci.AutoCMDErrorStatus, 0)
	reg.ExpectT(t, c.Regs, "Host Control 2", sdhci.HostControl2, 0)
	reg.ExpectT(t, c.Regs, "ADMA Error Status", sdhci.ADMAErrorStatus, 0)
	reg.ExpectT(t, c.Regs, "ADMA System Address", sdhci.ADMAAddressLow, 0)
	reg.ExpectT(t, c.Regs, "ADMA System Address, high", sdhci.ADMAAddressHigh, 0)
	reg.ExpectT(t, c.Regs, "Slot Interrupt Status", sdhci.SlotInterruptStatus, 0)
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
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status after power on", sdhci.NormalIntStatus, want)
	reg.ExpectT(t, c.Regs, "Error Interrupt Status after power on", sdhci.ErrorIntStatus, 0)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, want)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status, cleared", sdhci.NormalIntStatus, 0)
}

// readOnly writes to the read-only registers.
func readOnly(t *run.T, c *sdhci.Controller) {
	reg.IgnoresT(t, c.Regs, "Present State", sdhci.PresentState)
	for i := range 4 {
		reg.IgnoresT(t, c.Regs, fmt.Sprintf("Response %d", i), sdhci.Response(i))
	}
	reg.IgnoresT(t, c.Regs, "Capabilities", sdhci.CapabilitiesLow)
	reg.IgnoresT(t, c.Regs, "Capabilities, high", sdhci.CapabilitiesHigh)
	reg.IgnoresT(t, c.Regs, "Maximum Current Capabilities", sdhci.MaximumCurrentLow)
	reg.IgnoresT(t, c.Regs, "Maximum Current Capabilities, high", sdhci.MaximumCurrentHigh)
	reg.IgnoresT(t, c.Regs, "Slot Interrupt Status", sdhci.SlotInterruptStatus)
	reg.IgnoresT(t, c.Regs, "Host Controller Version", sdhci.HostVersion)
	t.Step("Auto CMD Error Status", func() { reg.IgnoresT(t, c.Regs, "Auto CMD Error Status", sdhci.AutoCMDErrorStatus) })
}

// softwareReset sets every register that software sets, and checks that the reset
// clears them all, and itself (section 2.2.16).
func softwareReset(t *run.T, c *sdhci.Controller) {
	reg.KeepsT(t, c.Regs, "SDMA System Address", sdhci.SDMAAddress, 0x1234_5000)
	reg.KeepsT(t, c.Regs, "Block Size", sdhci.BlockSize, 0x200)
	reg.KeepsT(t, c.Regs, "Block Count", sdhci.BlockCount, 0x1234)
	reg.KeepsT(t, c.Regs, "Argument 1", sdhci.Argument, 0x1234_5678)
	if c.Model.Layout == sdhci.Standard {
		reg.KeepsT(t, c.Regs, "Transfer Mode", sdhci.TransferMode, sdhci.MultipleBlocks|sdhci.ReadTransfer|sdhci.BlockCountEnable)
	}
	reg.KeepsT(t, c.Regs, "Host Control 1", sdhci.HostControl1, sdhci.DataWidth4)
	reg.KeepsT(t, c.Regs, "Timeout Control", sdhci.TimeoutControl, 0xe)
	reg.KeepsT(t, c.Regs, "Normal Interrupt Status Enable", sdhci.NormalIntStatusEnable, sdhci.NormalInts)
	reg.KeepsT(t, c.Regs, "Error Interrupt Status Enable", sdhci.ErrorIntStatusEnable, sdhci.ErrorInts)
	reg.KeepsT(t, c.Regs, "Normal Interrupt Signal Enable", sdhci.NormalIntSignalEnable, sdhci.NormalInts)
	reg.KeepsT(t, c.Regs, "Error Interrupt Signal Enable", sdhci.ErrorIntSignalEnable, sdhci.ErrorInts)
	reg.KeepsT(t, c.Regs, "ADMA System Address", sdhci.ADMAAddressLow, 0x1234_5678)
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
	reg.KeepsT(t, c.Regs, "Power Control", sdhci.PowerControl, voltage)
	reg.KeepsT(t, c.Regs, "Power Control", sdhci.PowerControl, voltage|sdhci.BusPower)
}

// clock checks that the internal clock becomes stable only after it is enabled,
// and that the divider keeps its value (section 2.2.14).
func clock(t *run.T, c *sdhci.Controller) {
	const running = sdhci.InternalClockEnable | sdhci.InternalClockStable | sdhci.SDClockEnable
	reg.ExpectT(t, c.Regs, "Clock Control", sdhci.ClockControl, 0)
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
	reg.ExpectT(t, c.Regs, "Clock Control, stopped", sdhci.ClockControl, 0)
}
