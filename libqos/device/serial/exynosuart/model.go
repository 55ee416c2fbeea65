package exynosuart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("exynos4210.uart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (section "Register Description").
const (
	LineControl reg.Reg[uint32] = 0x00 // ULCON
	Control     reg.Reg[uint32] = 0x04 // UCON
	FIFO        reg.Reg[uint32] = 0x08 // UFCON
	Modem       reg.Reg[uint32] = 0x0c // UMCON
	Status      reg.Reg[uint32] = 0x10 // UTRSTAT
	Transmit    reg.Reg[uint32] = 0x20 // UTXH
	Receive     reg.Reg[uint32] = 0x24 // URXH
	Divisor     reg.Reg[uint32] = 0x28 // UBRDIV
	Pending     reg.Reg[uint32] = 0x30 // UINTP; a written 1 clears
	Source      reg.Reg[uint32] = 0x34 // UINTSP
	Mask        reg.Reg[uint32] = 0x38 // UINTM
)

// Bits of ULCON, of UCON, of UTRSTAT, and of the interrupt registers.
const (
	eightBit = 3

	receivePolled  = 1 << 0
	transmitPolled = 1 << 2

	received = 1 << 0
	room     = 1 << 1
	sent     = 1 << 2

	interruptReceived = 1 << 0 // RXD
	interruptSent     = 1 << 2 // TXD
	allInterrupts     = 0xf
)

// Model returns how the port is used, without FIFOs.
func Model() uart.Model {
	status := func(bit uint32) uart.Condition { return uart.Bits("UTRSTAT", Status, bit).Set() }
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Control, 0), uart.Set(LineControl, eightBit), uart.Set(FIFO, 0), uart.Set(Divisor, 1),
			uart.Set(Mask, allInterrupts), uart.Set(Pending, allInterrupts), uart.Set(Control, receivePolled|transmitPolled),
		},
		Transmit: uart.Bits("UTXH", Transmit, 0xff), Receive: uart.Bits("URXH", Receive, 0xff),
		Received: status(received), Room: status(room), Sent: status(sent), Depth: 1,
		Interrupts: []uart.Interrupt{{
			Name: "RXD", Cause: uart.OnReceived,
			Enable:  []uart.Write{uart.Set(Mask, allInterrupts&^interruptReceived)},
			Disable: []uart.Write{uart.Set(Mask, allInterrupts)},
			Pending: uart.Bits("UINTP", Pending, interruptReceived).Set(),
			Clear:   []uart.Write{uart.Set(Pending, interruptReceived)},
		}},
		Reset: []uart.Value{
			uart.Bits("ULCON", LineControl, 0x7f).Is(0), uart.Bits("UFCON", FIFO, 0x7f7).Is(0),
			uart.Bits("UTRSTAT", Status, 7).Is(room | sent), uart.Bits("UBRDIV", Divisor, 0xffff).Is(0),
			uart.Bits("UINTP", Pending, 0xf).Is(0), uart.Bits("UINTM", Mask, 0xf).Is(0),
		},
		Kept: []uart.Field{
			uart.Bits("ULCON", LineControl, 0x7f), uart.Bits("UBRDIV", Divisor, 0xffff), uart.Bits("UINTM", Mask, allInterrupts),
		},
	}
}
