package aspeedgpio

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers that all banks share (gpio_aspeed.h).
const (
	Debounce1 reg.Reg[uint32] = 0x50 // debounce_time: in cycles of the peripheral clock
	Debounce2 reg.Reg[uint32] = 0x54
	Debounce3 reg.Reg[uint32] = 0x58
	Index     reg.Reg[uint32] = 0x2ac // since the AST2600: sets a field of one pin, see [SetByIndex]
)

// Pins is the number of pins of a bank: each register of it has a bit for each.
const Pins = 32

// Registers are those of a bank.
type Registers struct {
	Data      reg.Reg[uint32]    // the levels of the pins; a write sets those of outputs
	Direction reg.Reg[uint32]    // a 1 for an output
	Enable    reg.Reg[uint32]    // a 1 lets the pin interrupt
	Type      [3]reg.Reg[uint32] // three bits of each pin's [Trigger]
	Status    reg.Reg[uint32]    // a 1 for a pin that interrupts; a written 1 clears it
	Tolerant  reg.Reg[uint32]    // a 1 keeps the pin at a reset by the watchdog
	Debounce  [2]reg.Reg[uint32] // two bits of each pin's debounce time
	Source    [2]reg.Reg[uint32] // two bits of each group's [Master], the lowest of the group's byte
	Written   reg.Reg[uint32]    // the value last written to Data, read-only
}

// The places of the banks' registers. A bank's interrupt registers are in a row.
var places = [...]Registers{
	bank(0x00, 0x08, 0x1c, 0x40, 0x60, 0xc0),
	bank(0x20, 0x28, 0x3c, 0x48, 0x68, 0xc4),
	bank(0x70, 0x98, 0xac, 0xb0, 0x90, 0xc8),
	bank(0x78, 0xe8, 0xfc, 0x100, 0xe0, 0xcc),
	bank(0x80, 0x118, 0x12c, 0x130, 0x110, 0xd0),
	bank(0x88, 0x148, 0x15c, 0x160, 0x140, 0xd4),
	bank(0x1e0, 0x178, 0x18c, 0x190, 0x170, 0xd8),
	bank(0x1e8, 0x1a8, 0x1bc, 0x1c0, 0x1a0, 0xdc),
}

func bank(data, interrupts, tolerant, debounce, source, written reg.Reg[uint32]) Registers {
	const word = 4
	return Registers{
		Data: data, Direction: data + word,
		Enable: interrupts, Type: [...]reg.Reg[uint32]{interrupts + word, interrupts + 2*word, interrupts + 3*word}, Status: interrupts + 4*word,
		Tolerant: tolerant, Debounce: [...]reg.Reg[uint32]{debounce, debounce + word},
		Source: [...]reg.Reg[uint32]{source, source + word}, Written: written,
	}
}

// Trigger is the condition on which a pin interrupts.
type Trigger uint32

// The triggers (aspeed_gpio_int_type_t).
const (
	Falling Trigger = iota
	Rising
	Low
	High
	BothEdges
)

// Master is who may set the outputs of a group.
type Master uint32

// The masters (Linux, drivers/gpio/gpio-aspeed.c, GPIO_CMDSRC_ARM and others).
const (
	ARM Master = iota
	LPC
	Coprocessor
)

// Field is a field of a pin that [Index] can set.
type Field uint32

// The fields (aspeed_gpio_index_type_t).
const (
	DataField Field = iota
	DirectionField
	InterruptField // bit 0 enables, bits 3:1 are the [Trigger]
	DebounceField
	TolerantField
)

// SetByIndex is the value of [Index] that sets a field of a pin, counted from A0 on.
func SetByIndex(f Field, pin int, value uint32) uint32 {
	const typeShift, dataShift = 16, 20
	return uint32(f)<<typeShift | value<<dataShift | uint32(pin)
}
