package mcfuart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("mcf-uart")

// Kind is the kind of a board's part: its first port. SecondKind is that of its second one.
var (
	Kind       = uart.NewKind(Driver, Model())
	SecondKind = uart.NewKindAfter(1, Driver, Model())
)

// The registers (section "Memory Map/Register Definition").
const (
	Mode    reg.Reg[uint8] = 0x00 // UMR1, and after an access to it UMR2
	Status  reg.Reg[uint8] = 0x04 // USR
	Clock   reg.Reg[uint8] = 0x04 // UCSR, write-only
	Command reg.Reg[uint8] = 0x08 // UCR, write-only
	Data    reg.Reg[uint8] = 0x0c // URB, UTB
	Pending reg.Reg[uint8] = 0x14 // UISR
	Mask    reg.Reg[uint8] = 0x14 // UIMR, write-only
)

// Bits of USR, commands of UCR, bits of UMR1 and UMR2, and of UISR.
const (
	received = 1 << 0 // RXRDY
	room     = 1 << 2 // TXRDY
	sent     = 1 << 3 // TXEMP

	resetMode     = 1 << 4
	resetReceive  = 2 << 4
	resetTransmit = 3 << 4
	enableBoth    = 1<<2 | 1<<0

	eightBit      = 3
	noParity      = 2 << 3
	oneStop       = 7
	localLoopback = 2 << 6

	interruptRoom     = 1 << 0 // TXRDY
	interruptReceived = 1 << 1 // FFULL/RXRDY
)

// Model returns how the port is used.
func Model() uart.Model {
	status := func(bit uint8) uart.Condition { return uart.Bits("USR", Status, bit).Set() }
	interrupt := func(name string, cause uart.Cause, bit uint8) uart.Interrupt {
		return uart.Interrupt{
			Name: name, Cause: cause, Pending: uart.Bits("UISR", Pending, bit).Set(),
			Enable: []uart.Write{uart.Set(Mask, bit)}, Disable: []uart.Write{uart.Set(Mask, 0)},
		}
	}
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Mask, 0), uart.Set(Command, resetReceive), uart.Set(Command, resetTransmit), uart.Set(Command, resetMode),
			uart.Set(Mode, eightBit|noParity), uart.Set(Mode, oneStop), uart.Set(Command, enableBoth),
		},
		Transmit: uart.Bits("UTB", Data, 0xff), Receive: uart.Bits("URB", Data, 0xff),
		Received: status(received), Room: status(room), Sent: status(sent), Depth: 4,
		Interrupts: []uart.Interrupt{
			interrupt("RXRDY", uart.OnReceived, interruptReceived),
			interrupt("TXRDY", uart.OnRoom, interruptRoom),
		},
		Reset: []uart.Value{uart.Bits("USR", Status, ^uint8(sent)).Is(0)},
	}
}
