package sifiveuart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("riscv.sifive.uart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (table "Register offsets within UART memory map").
const (
	Transmit        reg.Reg[uint32] = 0x00 // txdata
	Receive         reg.Reg[uint32] = 0x04 // rxdata; a read takes the character
	TransmitControl reg.Reg[uint32] = 0x08 // txctrl
	ReceiveControl  reg.Reg[uint32] = 0x0c // rxctrl
	Enable          reg.Reg[uint32] = 0x10 // ie
	Pending         reg.Reg[uint32] = 0x14 // ip
	Divisor         reg.Reg[uint32] = 0x18 // div
)

// Bits of txdata and rxdata, of the control registers, and of ie and ip.
const (
	full  = 1 << 31
	empty = 1 << 31

	on          = 1 << 0
	levelOne    = 1 << 16 // less than one character waits
	controlBits = 0x7_0003

	transmitLow  = 1 << 0 // txwm: fewer characters than the level
	receiveAbove = 1 << 1 // rxwm: more characters than the level
)

// Model returns how the port is used. That a character is there shows in ip: a read of rxdata
// would take it.
func Model() uart.Model {
	pending := func(bit uint32) uart.Condition { return uart.Bits("ip", Pending, bit).Set() }
	interrupt := func(name string, cause uart.Cause, bit uint32) uart.Interrupt {
		return uart.Interrupt{
			Name: name, Cause: cause, Pending: pending(bit),
			Enable: []uart.Write{uart.Set(Enable, bit)}, Disable: []uart.Write{uart.Set(Enable, 0)},
		}
	}
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Enable, 0), uart.Set(Divisor, 16), uart.Set(TransmitControl, on|levelOne), uart.Set(ReceiveControl, on),
		},
		Transmit: uart.Bits("txdata", Transmit, 0xff), Receive: uart.Bits("rxdata", Receive, empty|0xff),
		Received: pending(receiveAbove), Room: uart.Bits("txdata", Transmit, full).Clear(), Sent: pending(transmitLow), Depth: 8,
		Interrupts: []uart.Interrupt{
			interrupt("rxwm", uart.OnReceived, receiveAbove),
			interrupt("txwm", uart.OnRoom, transmitLow),
		},
		Reset: []uart.Value{
			uart.Bits("txctrl", TransmitControl, controlBits).Is(0), uart.Bits("rxctrl", ReceiveControl, 0x7_0001).Is(0),
			uart.Bits("ie", Enable, 3).Is(0),
		},
		Kept: []uart.Field{
			uart.Bits("txctrl", TransmitControl, controlBits), uart.Bits("rxctrl", ReceiveControl, 0x7_0001),
			uart.Bits("ie", Enable, 3), uart.Bits("div", Divisor, 0xffff),
		},
		Close: []uart.Write{uart.Set(Enable, 0)},
	}
}
