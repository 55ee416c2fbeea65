package cmsdk

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("cmsdk-apb-uart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (DDI 0479C, table "APB UART memory map").
const (
	Data    reg.Reg[uint32] = 0x00 // DATA
	State   reg.Reg[uint32] = 0x04 // STATE
	Control reg.Reg[uint32] = 0x08 // CTRL
	Status  reg.Reg[uint32] = 0x0c // INTSTATUS; a written 1 clears
	Divisor reg.Reg[uint32] = 0x10 // BAUDDIV, 16 or more
)

// Bits of STATE, of CTRL, and of INTSTATUS.
const (
	transmitFull = 1 << 0
	receiveFull  = 1 << 1

	transmitOn        = 1 << 0
	receiveOn         = 1 << 1
	transmitInterrupt = 1 << 2
	receiveInterrupt  = 1 << 3
	controlBits       = 0x7f

	transmitted = 1 << 0
	received    = 1 << 1
)

// The port's interrupts.
const (
	lineTransmit = iota
	lineReceive
)

// Model returns how the port is used. It tells of an event only if the interrupt for it is
// enabled when it happens.
func Model() uart.Model {
	const on = transmitOn | receiveOn
	state := func(bit uint32) uart.Field { return uart.Bits("STATE", State, bit) }
	interrupt := func(name string, cause uart.Cause, enable, bit uint32, line int) uart.Interrupt {
		return uart.Interrupt{
			Name: name, Cause: cause, Line: line, Latched: true,
			Enable: []uart.Write{uart.Set(Control, on|enable)}, Disable: []uart.Write{uart.Set(Control, on)},
			Pending: uart.Bits("INTSTATUS", Status, bit).Set(), Clear: []uart.Write{uart.Set(Status, bit)},
		}
	}
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Control, 0), uart.Set(Divisor, 16), uart.Set(Status, 0xf), uart.Set(Control, on),
		},
		Transmit: uart.Bits("DATA", Data, 0xff), Receive: uart.Bits("DATA", Data, 0xff),
		Received: state(receiveFull).Set(), Room: state(transmitFull).Clear(), Depth: 1,
		Interrupts: []uart.Interrupt{
			interrupt("TXINT", uart.OnSent, transmitInterrupt, transmitted, lineTransmit),
			interrupt("RXINT", uart.OnReceived, receiveInterrupt, received, lineReceive),
		},
		Reset: []uart.Value{
			state(0xf).Is(0), uart.Bits("CTRL", Control, controlBits).Is(0),
			uart.Bits("INTSTATUS", Status, 0xf).Is(0), uart.Bits("BAUDDIV", Divisor, 0xfffff).Is(0),
			uart.Bits("PID0", reg.Reg[uint32](0xfe0), 0xff).Is(0x21), uart.Bits("PID1", reg.Reg[uint32](0xfe4), 0xff).Is(0xb8),
			uart.Bits("CID1", reg.Reg[uint32](0xff4), 0xff).Is(0xf0), uart.Bits("CID3", reg.Reg[uint32](0xffc), 0xff).Is(0xb1),
		},
		Open: []uart.Write{uart.Set(Control, 0)},
		Kept: []uart.Field{uart.Bits("CTRL", Control, controlBits), uart.Bits("BAUDDIV", Divisor, 0xfffff)},
	}
}
