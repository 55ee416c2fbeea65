package imxserial

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("imx.serial")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (IMX6DQRM, section "UART Memory Map/Register Definition").
const (
	Receive  reg.Reg[uint32] = 0x00 // URXD
	Transmit reg.Reg[uint32] = 0x40 // UTXD
	Control1 reg.Reg[uint32] = 0x80 // UCR1
	Control2 reg.Reg[uint32] = 0x84 // UCR2
	Control3 reg.Reg[uint32] = 0x88 // UCR3
	Control4 reg.Reg[uint32] = 0x8c // UCR4
	FIFO     reg.Reg[uint32] = 0x90 // UFCR
	Status1  reg.Reg[uint32] = 0x94 // USR1
	Status2  reg.Reg[uint32] = 0x98 // USR2
	Timer    reg.Reg[uint32] = 0xa0 // UTIM
	Rate     reg.Reg[uint32] = 0xa4 // UBIR
	Modulus  reg.Reg[uint32] = 0xa8 // UBMR
)

// Bits of URXD, of UCR1, of UCR2, of UCR4, of USR1, and of USR2.
const (
	errorBits = 0x1c00 // without OVRRUN, which the last place of the FIFO has

	enable        = 1 << 0  // UARTEN
	readyReceive  = 1 << 9  // RRDYEN
	readyTransmit = 1 << 13 // TRDYEN

	noReset    = 1 << 0  // SRST
	receiveOn  = 1 << 1  // RXEN
	transmitOn = 1 << 2  // TXEN
	eightBit   = 1 << 5  // WS
	ignoreRTS  = 1 << 14 // IRTS

	room = 1 << 13 // TRDY

	received = 1 << 0  // RDR
	breakEnd = 1 << 2  // BRCD; a written 1 clears
	sent     = 1 << 3  // TXDC
	empty    = 1 << 14 // TXFE
)

// Model returns how the port is used.
func Model() uart.Model {
	interrupt := func(name string, cause uart.Cause, bit uint32) uart.Interrupt {
		return uart.Interrupt{
			Name: name, Cause: cause,
			Enable: []uart.Write{uart.Set(Control1, enable|bit)}, Disable: []uart.Write{uart.Set(Control1, enable)},
		}
	}
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Control2, 0), uart.Set(Control1, enable), uart.Set(FIFO, 2<<10|1),
			uart.Set(Control2, noReset|receiveOn|transmitOn|eightBit|ignoreRTS),
		},
		Transmit: uart.Bits("UTXD", Transmit, 0xff), Receive: uart.Bits("URXD", Receive, 0xff|errorBits),
		Received: uart.Bits("USR2", Status2, received).Set(), Room: uart.Bits("USR1", Status1, room).Set(),
		Sent:  uart.Bits("USR2", Status2, sent).Set(),
		Depth: 32,
		Interrupts: []uart.Interrupt{
			interrupt("RRDY", uart.OnReceived, readyReceive),
			interrupt("TRDY", uart.OnRoom, readyTransmit),
		},
		Reset: []uart.Value{
			uart.Bits("UCR1", Control1, 0xffff).Is(0), uart.Bits("UCR2", Control2, 0xffff).Is(noReset),
			uart.Bits("UCR3", Control3, 0xffff).Is(0x700), uart.Bits("UCR4", Control4, 0xffff).Is(0x8000),
			uart.Bits("USR1", Status1, 0xbfff).Is(0x2040), uart.Bits("USR2", Status2, 0xffff).Is(0x4028),
			uart.Bits("UFCR", FIFO, 0xffff).Is(0x801), uart.Bits("UTIM", Timer, 0xfff).Is(0),
			uart.Bits("UBIR", Rate, 0xffff).Is(0), uart.Bits("UBMR", Modulus, 0xffff).Is(0),
		},
		Kept: []uart.Field{uart.Bits("UBIR", Rate, 0xffff), uart.Bits("UBMR", Modulus, 0xffff)},
	}
}
