package max78000uart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("max78000-uart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (UG7456, table "UART Register Summary").
const (
	Control reg.Reg[uint32] = 0x00 // UART_CTRL
	Status  reg.Reg[uint32] = 0x04 // UART_STATUS
	Enable  reg.Reg[uint32] = 0x08 // UART_INT_EN
	Pending reg.Reg[uint32] = 0x0c // UART_INT_FL; a written 1 clears
	Divisor reg.Reg[uint32] = 0x10 // UART_CLKDIV
	FIFO    reg.Reg[uint32] = 0x20 // UART_FIFO
)

// Bits of UART_CTRL, of UART_STATUS, and of the interrupt registers.
const (
	levelOne = 1
	flush    = 3 << 8
	eightBit = 3 << 10
	clockOn  = 1 << 15

	noneReceived = 1 << 4 // RX_EM
	noRoom       = 1 << 7 // TX_FULL

	receiveLevel = 1 << 4 // RX_THD
)

// Model returns how the port is used.
func Model() uart.Model {
	const on = levelOne | eightBit | clockOn
	status := func(bit uint32) uart.Field { return uart.Bits("UART_STATUS", Status, bit) }
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Enable, 0), uart.Set(Control, flush|on), uart.Set(Control, on), uart.Set(Pending, 0xff),
		},
		Transmit: uart.Bits("UART_FIFO", FIFO, 0xff), Receive: uart.Bits("UART_FIFO", FIFO, 0xff),
		Received: status(noneReceived).Clear(), Room: status(noRoom).Clear(), Depth: 8,
		Interrupts: []uart.Interrupt{{
			Name: "RX_THD", Cause: uart.OnReceived,
			Enable: []uart.Write{uart.Set(Enable, receiveLevel)}, Disable: []uart.Write{uart.Set(Enable, 0)},
			Pending: uart.Bits("UART_INT_FL", Pending, receiveLevel).Set(), Clear: []uart.Write{uart.Set(Pending, receiveLevel)},
		}},
		Reset: []uart.Value{uart.Bits("UART_INT_EN", Enable, 0xff).Is(0), status(noneReceived | noRoom).Is(noneReceived)},
		Kept:  []uart.Field{uart.Bits("UART_CLKDIV", Divisor, 0xfffff), uart.Bits("UART_INT_EN", Enable, 0x7f)},
		Close: []uart.Write{uart.Set(Enable, 0)},
	}
}
