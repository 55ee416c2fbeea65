package ibexuart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("ibex-uart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers.
const (
	Pending  reg.Reg[uint32] = 0x00 // INTR_STATE; a written 1 clears
	Enable   reg.Reg[uint32] = 0x04 // INTR_ENABLE
	Control  reg.Reg[uint32] = 0x10 // CTRL
	Status   reg.Reg[uint32] = 0x14 // STATUS
	Receive  reg.Reg[uint32] = 0x18 // RDATA
	Transmit reg.Reg[uint32] = 0x1c // WDATA
	FIFO     reg.Reg[uint32] = 0x20 // FIFO_CTRL
)

// Bits of CTRL, of STATUS, of FIFO_CTRL, and of the interrupt registers.
const (
	transmitOn = 1 << 0
	receiveOn  = 1 << 1
	rate       = 0x7fff << 16 // NCO

	noRoom       = 1 << 0 // TXFULL
	sent         = 3 << 2 // TXEMPTY, TXIDLE
	noneReceived = 1 << 5 // RXEMPTY
	statusAtRest = 0x3c   // empty and idle, both

	resetFIFOs = 3

	receiveLevel = 1 << 1 // rx_watermark
)

// The line of the interrupt for received characters.
const lineReceive = 1

// Model returns how the port is used.
func Model() uart.Model {
	status := func(bit uint32) uart.Field { return uart.Bits("STATUS", Status, bit) }
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Enable, 0), uart.Set(FIFO, resetFIFOs), uart.Set(Control, transmitOn|receiveOn|rate), uart.Set(Pending, 0xff),
		},
		Transmit: uart.Bits("WDATA", Transmit, 0xff), Receive: uart.Bits("RDATA", Receive, 0xff),
		Received: status(noneReceived).Clear(), Room: status(noRoom).Clear(), Sent: status(sent).Set(), Depth: 32,
		Interrupts: []uart.Interrupt{{
			Name: "rx_watermark", Cause: uart.OnReceived, Line: lineReceive,
			Enable: []uart.Write{uart.Set(Enable, receiveLevel)}, Disable: []uart.Write{uart.Set(Enable, 0)},
			Pending: uart.Bits("INTR_STATE", Pending, receiveLevel).Set(), Clear: []uart.Write{uart.Set(Pending, receiveLevel)},
		}},
		Reset: []uart.Value{
			status(0x3f).Is(statusAtRest), uart.Bits("INTR_STATE", Pending, 0xff).Is(0),
			uart.Bits("INTR_ENABLE", Enable, 0xff).Is(0), uart.Bits("CTRL", Control, 0xff).Is(0),
		},
		Kept:  []uart.Field{uart.Bits("INTR_ENABLE", Enable, 0xff)},
		Close: []uart.Write{uart.Set(Enable, 0)},
	}
}
