package renesassci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("renesas-sci")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (section "Register Descriptions").
const (
	Mode     reg.Reg[uint8] = 0 // SMR
	Rate     reg.Reg[uint8] = 1 // BRR
	Control  reg.Reg[uint8] = 2 // SCR
	Transmit reg.Reg[uint8] = 3 // TDR
	Status   reg.Reg[uint8] = 4 // SSR
	Receive  reg.Reg[uint8] = 5 // RDR
)

// Bits of SCR and of SSR.
const (
	transmitInterrupt = 1 << 7 // TIE
	receiveInterrupt  = 1 << 6 // RIE
	transmitOn        = 1 << 5 // TE
	receiveOn         = 1 << 4 // RE

	room     = 1 << 7 // TDRE
	received = 1 << 6 // RDRF
	sent     = 1 << 2 // TEND
)

// The port's interrupts.
const (
	lineError = iota
	lineReceived
	lineRoom
	lineSent
)

// Model returns how the port is used.
func Model() uart.Model {
	const on = transmitOn | receiveOn
	status := func(bit uint8) uart.Condition { return uart.Bits("SSR", Status, bit).Set() }
	return uart.Model{
		Setup:    []uart.Write{uart.Set(Control, 0), uart.Set(Mode, 0), uart.Set(Rate, 0), uart.Set(Control, on)},
		Transmit: uart.Bits("TDR", Transmit, 0xff), Receive: uart.Bits("RDR", Receive, 0xff),
		Received: status(received), Room: status(room), Unpaced: true, Depth: 1,
		Interrupts: []uart.Interrupt{{
			Name: "RXI", Cause: uart.OnReceived, Line: lineReceived, Pulse: true,
			Enable: []uart.Write{uart.Set(Control, on|receiveInterrupt)}, Disable: []uart.Write{uart.Set(Control, on)},
		}},
		Reset: []uart.Value{
			uart.Bits("SMR", Mode, 0xff).Is(0), uart.Bits("BRR", Rate, 0xff).Is(0xff), uart.Bits("SCR", Control, 0xff).Is(0),
			uart.Bits("TDR", Transmit, 0xff).Is(0xff), uart.Bits("SSR", Status, 0xfc).Is(room | sent), uart.Bits("RDR", Receive, 0xff).Is(0),
		},
		Open: []uart.Write{uart.Set(Control, 0)},
		Kept: []uart.Field{uart.Bits("BRR", Rate, 0xff)},
	}
}
