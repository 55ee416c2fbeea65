package nrf51uart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("nrf51_soc.uart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (table "Register overview").
const (
	StartReceive  reg.Reg[uint32] = 0x000 // STARTRX
	StartTransmit reg.Reg[uint32] = 0x008 // STARTTX
	Received      reg.Reg[uint32] = 0x108 // RXDRDY; a written 0 clears
	Sent          reg.Reg[uint32] = 0x11c // TXDRDY; a written 0 clears
	EnableSet     reg.Reg[uint32] = 0x304 // INTENSET
	EnableClear   reg.Reg[uint32] = 0x308 // INTENCLR
	Enable        reg.Reg[uint32] = 0x500 // ENABLE
	Receive       reg.Reg[uint32] = 0x518 // RXD
	Transmit      reg.Reg[uint32] = 0x51c // TXD
	Rate          reg.Reg[uint32] = 0x524 // BAUDRATE
)

// The value of ENABLE, and bits of the interrupt registers.
const (
	enabled  = 4
	received = 1 << 2 // RXDRDY
	sent     = 1 << 7 // TXDRDY
)

// Model returns how the port is used. Its flags are events, which software clears.
func Model() uart.Model {
	event := func(name string, r reg.Reg[uint32]) uart.Condition { return uart.Bits(name, r, 1).Set() }
	interrupt := func(name string, cause uart.Cause, bit uint32, event reg.Reg[uint32]) uart.Interrupt {
		return uart.Interrupt{
			Name: name, Cause: cause,
			Enable: []uart.Write{uart.Set(EnableSet, bit)}, Disable: []uart.Write{uart.Set(EnableClear, bit)},
			Clear: []uart.Write{uart.Set(event, 0)},
		}
	}
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(EnableClear, received|sent), uart.Set(Enable, enabled), uart.Set(Received, 0), uart.Set(Sent, 0),
			uart.Set(StartReceive, 1), uart.Set(StartTransmit, 1),
		},
		Transmit: uart.Bits("TXD", Transmit, 0xff), Done: event("TXDRDY", Sent), Put: []uart.Write{uart.Set(Sent, 0)},
		Receive: uart.Bits("RXD", Receive, 0xff), BeforeTaken: []uart.Write{uart.Set(Received, 0)},
		Received: event("RXDRDY", Received), Depth: 6,
		Interrupts: []uart.Interrupt{interrupt("RXDRDY", uart.OnReceived, received, Received)},
		Reset: []uart.Value{
			uart.Bits("ENABLE", Enable, 7).Is(0), uart.Bits("RXDRDY", Received, 1).Is(0), uart.Bits("TXDRDY", Sent, 1).Is(0),
			uart.Bits("INTENSET", EnableSet, 0xffff).Is(0), uart.Bits("BAUDRATE", Rate, ^uint32(0)).Is(0x04000000),
		},
	}
}
