package e1000

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// Registers that only this family has, or has at another offset (8254x manual, chapter
// 13 "Register Descriptions").
const (
	EECD  reg.Reg[EEPROMControl] = 0x0010 // EEPROM/Flash Control & Data
	TIPG  reg.Reg[uint32]        = 0x0410 // Transmit Inter Packet Gap
	PBA   reg.Reg[uint32]        = 0x1000 // Packet Buffer Allocation, in KB: receive in 15:0, transmit in 31:16
	FCRTL reg.Reg[uint32]        = 0x2160 // Flow Control Receive Threshold Low
	FCRTH reg.Reg[uint32]        = 0x2168 // Flow Control Receive Threshold High
	RDTR  reg.Reg[uint32]        = 0x2820 // Receive Delay Timer, in units of 1.024 µs
	RADV  reg.Reg[uint32]        = 0x282c // Receive Interrupt Absolute Delay, in units of 1.024 µs
	TIDV  reg.Reg[uint32]        = 0x3820 // Transmit Interrupt Delay Value, in units of 1.024 µs
	TADV  reg.Reg[uint32]        = 0x382c // Transmit Absolute Interrupt Delay Value, in units of 1.024 µs
)

// Blocks of the registers of the queues.
const (
	RX intelnic.Block = 0x2800
	TX intelnic.Block = 0x3800
)

// Registers in BAR 1, the way to all others (section 13.3 "I/O-Mapped Register Access").
const (
	IOADDR reg.Reg[uint32] = 0 // the offset of a register
	IODATA reg.Reg[uint32] = 4 // its content
)
