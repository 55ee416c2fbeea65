package sdhci

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Capabilities is the Capabilities register (section 2.2.25), its high half in
// bits 63:32.
type Capabilities uint64

// Fields of the Capabilities register.
//
//qgraph:bits Cap
const (
	CapTimeoutClock    Capabilities = 0x3f      // frequency of TMCLK, 0 if not in this register
	CapTimeoutClockMHz Capabilities = 1 << 7    // "TIMEOUT_CLOCK_MHZ"
	CapBaseClock       Capabilities = 0xff << 8 // in MHz, 0 if not in this register; 6 bits before 3.00
	CapMaxBlock1024    Capabilities = 1 << 16   // "MAX_BLOCK_1024": Max Block Length
	CapMaxBlock2048    Capabilities = 2 << 16   // "MAX_BLOCK_2048"
	CapEmbedded8Bit    Capabilities = 1 << 18   // "EMBEDDED_8BIT"
	CapADMA2           Capabilities = 1 << 19
	CapADMA1           Capabilities = 1 << 20 // before 2.00, reserved since
	CapHighSpeed       Capabilities = 1 << 21
	CapSDMA            Capabilities = 1 << 22
	CapSuspendResume   Capabilities = 1 << 23
	CapVoltage33       Capabilities = 1 << 24 // "3.3V"
	CapVoltage30       Capabilities = 1 << 25 // "3.0V"
	CapVoltage18       Capabilities = 1 << 26 // "1.8V"
	CapSystemBus64     Capabilities = 1 << 28 // "SYSTEM_BUS_64"
	CapAsyncInterrupt  Capabilities = 1 << 29
	CapEmbeddedSlot    Capabilities = 1 << 30 // Slot Type
	CapSharedBusSlot   Capabilities = 2 << 30 // "SHARED_BUS_SLOT"
	CapSDR50           Capabilities = 1 << 32
	CapSDR104          Capabilities = 1 << 33
	CapDDR50           Capabilities = 1 << 34
	CapDriverA         Capabilities = 1 << 36
	CapDriverC         Capabilities = 1 << 37
	CapDriverD         Capabilities = 1 << 38
	CapRetuningTimer   Capabilities = 0xf << 40
	CapTuneSDR50       Capabilities = 1 << 45
	CapRetuningModes   Capabilities = 3 << 46
	CapClockMultiplier Capabilities = 0xff << 48
)

// String returns the register in hexadecimal and its decoded fields.
func (c Capabilities) String() string {
	unit := "kHz"
	if c&CapTimeoutClockMHz != 0 {
		unit = "MHz"
	}
	flags := c &^ (CapTimeoutClock | CapTimeoutClockMHz | CapBaseClock | CapRetuningTimer | CapRetuningModes | CapClockMultiplier)
	return fmt.Sprintf("%#x (TMCLK %d %s, base clock %d MHz, %s, retuning timer %d, retuning modes %d, clock multiplier %d)",
		uint64(c), c&CapTimeoutClock, unit, c&CapBaseClock>>8,
		reg.Format(flags, c.bits()),
		c&CapRetuningTimer>>40, c&CapRetuningModes>>46, c&CapClockMultiplier>>48)
}

// BaseClock returns the frequency in Hz of the base clock of the SD clock,
// decoded for that version; 0 if the register lacks it.
func (c Capabilities) BaseClock(s Spec) uint32 {
	mhz := uint32(c & CapBaseClock >> 8)
	if s < Spec300 {
		mhz &= 0x3f
	}
	return mhz * 1e6
}

// Voltage returns the Power Control setting of the controller's highest supply
// voltage; 0 if it has none.
func (c Capabilities) Voltage() Power {
	switch {
	case c&CapVoltage33 != 0:
		return Power33
	case c&CapVoltage30 != 0:
		return Power30
	case c&CapVoltage18 != 0:
		return Power18
	}
	return 0
}

// DMAs returns the controller's ways of moving data, [PIO] first.
func (c Capabilities) DMAs() []DMA {
	dmas := []DMA{PIO}
	if c&CapSDMA != 0 {
		dmas = append(dmas, SDMA)
	}
	if c&CapADMA2 != 0 {
		dmas = append(dmas, ADMA2)
		if c&CapSystemBus64 != 0 {
			dmas = append(dmas, ADMA2Wide)
		}
	}
	return dmas
}
