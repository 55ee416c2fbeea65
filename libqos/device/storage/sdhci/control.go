package sdhci

import (
	"fmt"
	"math/bits"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// HostControl is the Host Control 1 register (section 2.2.10).
type HostControl uint8

// Fields of the Host Control 1 register.
//
//qgraph:bits
const (
	LEDOn           HostControl = 1 << 0 // "LED"
	DataWidth4      HostControl = 1 << 1 // "DATA_WIDTH_4": Data Transfer Width
	HighSpeedEnable HostControl = 1 << 2 // "HIGH_SPEED"
	DMASelect       HostControl = 3 << 3 // the field; its values follow
	SelectSDMA      HostControl = 0 << 3
	SelectADMA2     HostControl = 2 << 3 // 32-bit addresses
	SelectADMA2Wide HostControl = 3 << 3 // 64-bit addresses
	DataWidth8      HostControl = 1 << 5 // "DATA_WIDTH_8": Extended Data Transfer Width
	CardDetectTest  HostControl = 1 << 6 // Card Detect Test Level
	CardDetectByHC  HostControl = 1 << 7 // Card Detect Signal Selection: the test level
)

// String returns the value of DMA Select and the names of the bits set.
func (h HostControl) String() string {
	dma := [...]string{"SDMA", "DMA_1", "ADMA2", "ADMA2_WIDE"}[h&DMASelect>>3]
	return dma + "|" + reg.Format(h&^DMASelect, h.bits())
}

// Power is the Power Control register (section 2.2.11).
type Power uint8

// Fields of the Power Control register.
const (
	BusPower Power = 1 << 0
	Power33  Power = 7 << 1 // SD Bus Voltage Select: 3.3 V
	Power30  Power = 6 << 1 // 3.0 V
	Power18  Power = 5 << 1 // 1.8 V
)

// String returns the voltage and the state of the supply.
func (p Power) String() string {
	s := fmt.Sprintf("%#x", uint8(p))
	switch p & Power33 {
	case Power33:
		s = "3.3V"
	case Power30:
		s = "3.0V"
	case Power18:
		s = "1.8V"
	}
	if p&BusPower == 0 {
		return s + ", off"
	}
	return s + ", on"
}

// Clock is the Clock Control register (section 2.2.14).
type Clock uint16

// Fields of the Clock Control register.
//
//qgraph:bits
const (
	InternalClockEnable Clock = 1 << 0
	InternalClockStable Clock = 1 << 1 // read only
	SDClockEnable       Clock = 1 << 2
	ClockGenerator      Clock = 1 << 5    // Clock Generator Select: programmable
	DividerHigh         Clock = 3 << 6    // Upper Bits of SDCLK Frequency Select
	DividerLow          Clock = 0xff << 8 // SDCLK Frequency Select
)

// String returns the divider and the names of the bits set.
func (c Clock) String() string {
	return fmt.Sprintf("divider %d|%s", c.Divider(), reg.Format(c&^(DividerHigh|DividerLow), c.bits()))
}

// Divider returns the divider of the base clock.
func (c Clock) Divider() uint32 {
	return max(1, 2*uint32(c&DividerLow>>8|c&DividerHigh<<2))
}

// divideBy returns the smallest divider of base that gives at most limit, both in
// Hz. It is an even number up to 2046, or before 3.00 a power of two up to 256
// (section 2.2.14, SDCLK Frequency Select). If base is 0, which means unknown, it is
// the largest.
func divideBy(base, limit uint32, powerOfTwo bool) Clock {
	half := uint32(1023) // of the divider; 0 means no division
	if powerOfTwo {
		half = 128
	}
	switch want := (uint64(base) + 2*uint64(limit) - 1) / (2 * uint64(limit)); {
	case base == 0 || want > uint64(half):
	case base <= limit:
		half = 0
	case powerOfTwo:
		half = 1 << bits.Len64(want-1)
	default:
		half = uint32(want)
	}
	return Clock(half&0xff)<<8 | Clock(half>>8&3)<<6
}

// Reset is the Software Reset register (section 2.2.16).
type Reset uint8

// Bits of the Software Reset register. Each stays set until its reset is done.
//
//qgraph:bits Reset
const (
	ResetAll Reset = 1 << 0
	ResetCMD Reset = 1 << 1 // the command circuit
	ResetDAT Reset = 1 << 2 // the data circuit
)
