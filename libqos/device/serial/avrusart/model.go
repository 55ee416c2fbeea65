package avrusart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("avr-usart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers, from the address of UCSRnA on (DS40002061B, section "Register Description").
const (
	StatusA reg.Reg[uint8] = 0 // UCSRnA
	StatusB reg.Reg[uint8] = 1 // UCSRnB
	StatusC reg.Reg[uint8] = 2 // UCSRnC
	RateLow reg.Reg[uint8] = 4 // UBRRnL
	Data    reg.Reg[uint8] = 6 // UDRn
)

// Bits of UCSRnA, of UCSRnB, and of UCSRnC.
const (
	received = 1 << 7 // RXC
	sent     = 1 << 6 // TXC; a written 1 clears
	room     = 1 << 5 // UDRE

	receivedInterrupt = 1 << 7 // RXCIE
	sentInterrupt     = 1 << 6 // TXCIE
	roomInterrupt     = 1 << 5 // UDRIE
	receiveOn         = 1 << 4 // RXEN
	transmitOn        = 1 << 3 // TXEN

	eightBit = 3 << 1 // UCSZ
)

// The port's interrupts.
const (
	lineReceived = iota
	lineRoom
	lineSent
)

// Model returns how the port is used.
func Model() uart.Model {
	const on = receiveOn | transmitOn
	status := func(bit uint8) uart.Condition { return uart.Bits("UCSRnA", StatusA, bit).Set() }
	interrupt := func(name string, cause uart.Cause, enable uint8, line int) uart.Interrupt {
		return uart.Interrupt{
			Name: name, Cause: cause, Line: line,
			Enable: []uart.Write{uart.Set(StatusB, on|enable)}, Disable: []uart.Write{uart.Set(StatusB, on)},
		}
	}
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(StatusB, 0), uart.Set(RateLow, 1), uart.Set(StatusC, eightBit), uart.Set(StatusA, sent), uart.Set(StatusB, on),
		},
		Transmit: uart.Bits("UDRn", Data, 0xff), Receive: uart.Bits("UDRn", Data, 0xff),
		Received: status(received), Room: status(room), Depth: 2,
		Interrupts: []uart.Interrupt{
			interrupt("USART_RX", uart.OnReceived, receivedInterrupt, lineReceived),
			interrupt("USART_UDRE", uart.OnRoom, roomInterrupt, lineRoom),
		},
		Reset: []uart.Value{
			uart.Bits("UCSRnA", StatusA, 0xff).Is(room), uart.Bits("UCSRnB", StatusB, 0xff).Is(0),
			uart.Bits("UCSRnC", StatusC, 0xff).Is(eightBit), uart.Bits("UBRRnL", RateLow, 0xff).Is(0),
		},
		Kept: []uart.Field{uart.Bits("UBRRnL", RateLow, 0xff), uart.Bits("UCSRnC", StatusC, 0x3e)},
	}
}
