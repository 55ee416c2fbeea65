package stm32usart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("stm32f2xx-usart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers.
const (
	Status  reg.Reg[uint32] = 0x00 // USART_SR
	Data    reg.Reg[uint32] = 0x04 // USART_DR
	Rate    reg.Reg[uint32] = 0x08 // USART_BRR
	Control reg.Reg[uint32] = 0x0c // USART_CR1
)

// Bits of the status and of the control register.
const (
	received = 1 << 5 // RXNE
	sent     = 1 << 6 // TC
	room     = 1 << 7 // TXE

	receiveOn         = 1 << 2  // RE
	transmitOn        = 1 << 3  // TE
	receivedInterrupt = 1 << 5  // RXNEIE
	sentInterrupt     = 1 << 6  // TCIE
	roomInterrupt     = 1 << 7  // TXEIE
	enable            = 1 << 13 // UE
)

// Model returns how the port is used.
func Model() uart.Model {
	const on = enable | receiveOn | transmitOn
	status := func(bit uint32) uart.Condition { return uart.Bits("USART_SR", Status, bit).Set() }
	interrupt := func(name string, cause uart.Cause, bit uint32) uart.Interrupt {
		return uart.Interrupt{
			Name: name, Cause: cause,
			Enable: []uart.Write{uart.Set(Control, on|bit)}, Disable: []uart.Write{uart.Set(Control, on)},
		}
	}
	return uart.Model{
		Setup:    []uart.Write{uart.Set(Control, 0), uart.Set(Rate, 0x271), uart.Set(Control, on)},
		Transmit: uart.Bits("data", Data, 0xff), Receive: uart.Bits("data", Data, 0x1ff),
		Received: status(received), Room: status(room), Sent: status(sent), Depth: 1,
		Interrupts: []uart.Interrupt{
			interrupt("RXNE", uart.OnReceived, receivedInterrupt),
			interrupt("TXE", uart.OnRoom, roomInterrupt),
			interrupt("TC", uart.OnSent, sentInterrupt),
		},
		Reset: []uart.Value{
			uart.Bits("USART_SR", Status, 0x3ff).Is(sent | room), uart.Bits("USART_CR1", Control, 0xffff).Is(0),
			uart.Bits("USART_BRR", Rate, 0xffff).Is(0),
		},
		Open:  []uart.Write{uart.Set(Control, 0)},
		Kept:  []uart.Field{uart.Bits("USART_BRR", Rate, 0xfff0), uart.Bits("USART_CR1", Control, receiveOn|transmitOn|receivedInterrupt|enable)},
		Close: []uart.Write{uart.Set(Control, 0)},
	}
}
