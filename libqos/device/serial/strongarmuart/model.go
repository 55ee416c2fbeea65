package strongarmuart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("strongarm-uart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (section "UART Register Definitions").
const (
	Control0 reg.Reg[uint32] = 0x00 // UTCR0
	RateHigh reg.Reg[uint32] = 0x04 // UTCR1
	RateLow  reg.Reg[uint32] = 0x08 // UTCR2
	Control3 reg.Reg[uint32] = 0x0c // UTCR3
	Data     reg.Reg[uint32] = 0x14 // UTDR
	Status0  reg.Reg[uint32] = 0x1c // UTSR0
	Status1  reg.Reg[uint32] = 0x20 // UTSR1
)

// Bits of UTCR0, of UTCR3, of UTSR0, and of UTSR1.
const (
	eightBit = 1 << 3 // DSS

	receiveOn         = 1 << 0 // RXE
	transmitOn        = 1 << 1 // TXE
	receiveInterrupt  = 1 << 3 // RIE
	transmitInterrupt = 1 << 4 // TIE

	transmitService = 1 << 0 // TFS

	received = 1 << 1 // RNE
	room     = 1 << 2 // TNF
)

// Model returns how the port is used.
func Model() uart.Model {
	const on = receiveOn | transmitOn
	status := func(bit uint32) uart.Condition { return uart.Bits("UTSR1", Status1, bit).Set() }
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Control3, 0), uart.Set(Control0, eightBit), uart.Set(RateHigh, 0), uart.Set(RateLow, 1),
			uart.Set(Status0, 0xff), uart.Set(Control3, on),
		},
		Transmit: uart.Bits("UTDR", Data, 0xff), Receive: uart.Bits("UTDR", Data, 0x7ff),
		Received: status(received), Room: status(room),
		Interrupts: []uart.Interrupt{{
			Name: "TFS", Cause: uart.OnRoom, Pending: uart.Bits("UTSR0", Status0, transmitService).Set(),
			Enable: []uart.Write{uart.Set(Control3, on|transmitInterrupt)}, Disable: []uart.Write{uart.Set(Control3, on)},
		}},
		Reset: []uart.Value{uart.Bits("UTCR3", Control3, on).Is(0)},
		Open:  []uart.Write{uart.Set(Control3, 0)},
		Kept:  []uart.Field{uart.Bits("UTCR0", Control0, 0x7f), uart.Bits("UTCR1", RateHigh, 0xf), uart.Bits("UTCR2", RateLow, 0xff)},
	}
}
