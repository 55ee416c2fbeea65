package apbuart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("grlib-apbuart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (table "UART registers").
const (
	Data    reg.Reg[uint32] = 0x0
	Status  reg.Reg[uint32] = 0x4
	Control reg.Reg[uint32] = 0x8
	Scaler  reg.Reg[uint32] = 0xc
)

// Bits of the status and of the control register.
const (
	received = 1 << 0 // DR
	sent     = 1 << 1 // TS
	room     = 1 << 2 // TE

	receiveOn        = 1 << 0 // RE
	transmitOn       = 1 << 1 // TE
	receiveInterrupt = 1 << 2 // RI
)

// Model returns how the port is used.
func Model() uart.Model {
	const on = receiveOn | transmitOn
	status := func(bit uint32) uart.Condition { return uart.Bits("status", Status, bit).Set() }
	return uart.Model{
		Setup:    []uart.Write{uart.Set(Control, 0), uart.Set(Scaler, 1), uart.Set(Control, on)},
		Transmit: uart.Bits("data", Data, 0xff), Receive: uart.Bits("data", Data, 0xff),
		Received: status(received), Room: status(room), Sent: status(sent),
		Interrupts: []uart.Interrupt{{
			Name: "receiver", Cause: uart.OnReceived, Pulse: true,
			Enable: []uart.Write{uart.Set(Control, on|receiveInterrupt)}, Disable: []uart.Write{uart.Set(Control, on)},
		}},
		Reset: []uart.Value{uart.Bits("status", Status, received|sent|room).Is(sent | room)},
	}
}
