package uartlite

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("xlnx.xps-uartlite")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (PG142, table "Register Address Map").
const (
	Receive  reg.Reg[uint32] = 0x0
	Transmit reg.Reg[uint32] = 0x4
	Status   reg.Reg[uint32] = 0x8 // STAT_REG
	Control  reg.Reg[uint32] = 0xc // CTRL_REG
)

// Bits of STAT_REG and of CTRL_REG.
const (
	received = 1 << 0 // Rx FIFO Valid Data
	fullFIFO = 1 << 1 // Rx FIFO Full
	sent     = 1 << 2 // Tx FIFO Empty
	noRoom   = 1 << 3 // Tx FIFO Full
	enabled  = 1 << 4 // Intr Enabled

	resetTransmit = 1 << 0
	resetReceive  = 1 << 1
	enable        = 1 << 4
)

// Model returns how the port is used.
func Model() uart.Model {
	status := func(bit uint32) uart.Field { return uart.Bits("STAT_REG", Status, bit) }
	return uart.Model{
		Setup:    []uart.Write{uart.Set(Control, resetTransmit|resetReceive), uart.Set(Control, 0)},
		Transmit: uart.Bits("Tx FIFO", Transmit, 0xff), Receive: uart.Bits("Rx FIFO", Receive, 0xff),
		Received: status(received).Set(), Room: status(noRoom).Clear(), Sent: status(sent).Set(),
		Depth: 8, Full: uart.Condition{}, // the FIFO has 16 characters; how many a model takes at once is its own affair
		Interrupts: []uart.Interrupt{{
			Name: "Rx FIFO", Cause: uart.OnReceived, Edge: true,
			Enable: []uart.Write{uart.Set(Control, enable)}, Disable: []uart.Write{uart.Set(Control, 0)},
			Pending: status(enabled).Set(),
		}},
		Reset: []uart.Value{status(0xff).Is(sent)},
	}
}
