package stm32usart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// The nodes of the port, of both generations.
var (
	Driver   = graph.NewDriver[*uart.Port]("stm32f2xx-usart")
	DriverL4 = graph.NewDriver[*uart.Port]("stm32l4x5-usart")
)

// The kinds of a board's part.
var (
	Kind   = uart.NewKind(Driver, f2.model())
	KindL4 = uart.NewKind(DriverL4, l4.model())
)

// The registers of the STM32F1, F2 and F4 (RM0033, section "USART registers").
const (
	Status  reg.Reg[uint32] = 0x00 // USART_SR
	Data    reg.Reg[uint32] = 0x04 // USART_DR
	Rate    reg.Reg[uint32] = 0x08 // USART_BRR
	Control reg.Reg[uint32] = 0x0c // USART_CR1
)

// The registers of the STM32L4 (RM0351, section "USART registers").
const (
	ControlL4     reg.Reg[uint32] = 0x00 // USART_CR1
	Control2L4    reg.Reg[uint32] = 0x04 // USART_CR2
	Control3L4    reg.Reg[uint32] = 0x08 // USART_CR3
	RateL4        reg.Reg[uint32] = 0x0c // USART_BRR
	GuardTimeL4   reg.Reg[uint32] = 0x10 // USART_GTPR
	TimeOutL4     reg.Reg[uint32] = 0x14 // USART_RTOR
	RequestL4     reg.Reg[uint32] = 0x18 // USART_RQR, write-only
	StatusL4      reg.Reg[uint32] = 0x1c // USART_ISR, read-only
	StatusClearL4 reg.Reg[uint32] = 0x20 // USART_ICR, write-only: a 1 clears a flag
	DataL4        reg.Reg[uint32] = 0x24 // USART_RDR
	SendDataL4    reg.Reg[uint32] = 0x28 // USART_TDR
)

// Bits of the STM32L4: of CR1, CR2 and CR3 those that can be written while the port is off, flags of ISR, and requests of RQR.
const (
	ControlBitsL4  = 0x1fff_fffe
	Control2BitsL4 = 0xffff_ff70
	Control3BitsL4 = 0x007e_ffff
	ResetStatusL4  = 0x0200_00c0
	Received       = 1 << 5  // RXNE
	Sent           = 1 << 6  // TC of ISR, TCCF of ICR
	TransmitReady  = 1 << 21 // TEACK
	ReceiveReady   = 1 << 22 // REACK
	FlushReceive   = 1 << 3  // RXFRQ
	EnableL4       = 1 << 0  // UE
	ReceiveOn      = 1 << 2  // RE
	TransmitOn     = 1 << 3  // TE
	SentInterrupt  = 1 << 6  // TCIE
)

// registers are the registers of a generation, and its bit UE.
type registers struct {
	status, data, sendData, rate, control reg.Reg[uint32]
	statusName                            string
	enable                                uint32
}

var (
	f2 = registers{Status, Data, Data, Rate, Control, "USART_SR", 1 << 13}
	l4 = registers{StatusL4, DataL4, SendDataL4, RateL4, ControlL4, "USART_ISR", 1 << 0}
)

// Bits of the status and of the control register, USART_CR1.
const (
	received = 1 << 5 // RXNE
	sent     = 1 << 6 // TC
	room     = 1 << 7 // TXE

	receiveOn         = 1 << 2 // RE
	transmitOn        = 1 << 3 // TE
	receivedInterrupt = 1 << 5 // RXNEIE
	sentInterrupt     = 1 << 6 // TCIE
	roomInterrupt     = 1 << 7 // TXEIE
)

// model returns how the port is used.
func (r registers) model() uart.Model {
	on := r.enable | receiveOn | transmitOn
	status := func(bit uint32) uart.Condition { return uart.Bits(r.statusName, r.status, bit).Set() }
	interrupt := func(name string, cause uart.Cause, bit uint32) uart.Interrupt {
		return uart.Interrupt{
			Name: name, Cause: cause,
			Enable: []uart.Write{uart.Set(r.control, on|bit)}, Disable: []uart.Write{uart.Set(r.control, on)},
		}
	}
	return uart.Model{
		Setup:    []uart.Write{uart.Set(r.control, 0), uart.Set(r.rate, 0x271), uart.Set(r.control, on)},
		Transmit: uart.Bits("data", r.sendData, 0xff), Receive: uart.Bits("data", r.data, 0x1ff),
		Received: status(received), Room: status(room), Sent: status(sent), Depth: 1,
		Interrupts: []uart.Interrupt{
			interrupt("RXNE", uart.OnReceived, receivedInterrupt),
			interrupt("TXE", uart.OnRoom, roomInterrupt),
			interrupt("TC", uart.OnSent, sentInterrupt),
		},
		Reset: []uart.Value{
			uart.Bits(r.statusName, r.status, 0x3ff).Is(sent | room), uart.Bits("USART_CR1", r.control, 0xffff).Is(0),
			uart.Bits("USART_BRR", r.rate, 0xffff).Is(0),
		},
		Open:  []uart.Write{uart.Set(r.control, 0)},
		Kept:  []uart.Field{uart.Bits("USART_BRR", r.rate, 0xfff0), uart.Bits("USART_CR1", r.control, receiveOn|transmitOn|receivedInterrupt|r.enable)},
		Close: []uart.Write{uart.Set(r.control, 0)},
	}
}
