package shaktiuart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("shakti-uart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers.
const (
	Rate     reg.Reg[uint32] = 0x00 // BAUD
	Transmit reg.Reg[uint32] = 0x04 // TX
	Receive  reg.Reg[uint32] = 0x08 // RX
	Status   reg.Reg[uint32] = 0x0c // STATUS
)

// Bits of STATUS.
const (
	noRoom   = 1 << 1
	received = 1 << 2 // the receiver is not empty
)

// Model returns how the port is used.
func Model() uart.Model {
	status := func(bit uint32) uart.Field { return uart.Bits("STATUS", Status, bit) }
	return uart.Model{
		Transmit: uart.Bits("TX", Transmit, 0xff), Receive: uart.Bits("RX", Receive, 0xff),
		Received: status(received).Set(), Room: status(noRoom).Clear(),
		Reset: []uart.Value{status(noRoom | received).Is(0)},
	}
}
