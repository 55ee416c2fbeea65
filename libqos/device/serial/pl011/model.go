package pl011

import "github.com/qgraph/qgraph/libqos/device/serial/uart"

// errorBits are those of the data register beside the character (section 3.3.1 "Data Register, UARTDR").
const errorBits = 0xf00

// breakCharacter is what a break reads as: the bit BE, and a character of zeros.
const breakCharacter = 0x400

// Model returns how the device is used (section 2.4 "Operation"). With no FIFOs each
// character interrupts.
func Model() uart.Model {
	flag := func(f Flag) uart.Field { return uart.Bits("UARTFR", Flags, f) }
	data := uart.Bits("UARTDR", Data, 0xff)
	withErrors := uart.Bits("UARTDR", Data, 0xff|errorBits)
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(ControlRegister, 0), uart.Set(Mask, 0), uart.Set(Clear, NoModem),
			uart.Set(IntegerDivisor, 1), uart.Set(FractionDivisor, 0), uart.Set(LineControl, EightBit),
			uart.Set(ControlRegister, Enable|Transmit|Receive),
		},
		Transmit: data, Receive: withErrors,
		Received: flag(ReceiveEmpty).Clear(), Room: flag(TransmitFull).Clear(), Sent: flag(TransmitEmpty).Set(),
		Depth: 1, Full: flag(ReceiveFull).Set(),
		Loopback: []uart.Write{uart.Set(ControlRegister, Enable|Transmit|Receive|Loopback)},
		Break:    uart.Break{Seen: flag(ReceiveEmpty).Clear(), Data: breakCharacter},
		Interrupts: []uart.Interrupt{
			interrupt("UARTRXINTR", uart.OnReceived, Received),
			interrupt("UARTTXINTR", uart.OnSent, Transmitted),
		},
		Reset: []uart.Value{
			uart.Bits("UARTCR", ControlRegister, ^Control(0)).Is(uint64(Transmit | Receive)),
			uart.Bits("UARTLCR_H", LineControl, ^Line(0)).Is(0), uart.Bits("UARTIFLS", FIFOLevels, ^uint32(0)).Is(0x12),
			uart.Bits("UARTIMSC", Mask, ^Interrupt(0)).Is(0), uart.Bits("UARTRIS", Raw, NoModem).Is(0),
			flag(FIFOFlags).Is(uint64(ReceiveEmpty | TransmitEmpty)),
		},
		Open: []uart.Write{uart.Set(ControlRegister, 0)},
		Kept: []uart.Field{
			uart.Bits("UARTIBRD", IntegerDivisor, 0xffff), uart.Bits("UARTFBRD", FractionDivisor, 0x3f),
			uart.Bits("UARTIFLS", FIFOLevels, 0x3f), uart.Bits("UARTIMSC", Mask, 0x7ff),
		},
	}
}

func interrupt(name string, cause uart.Cause, bit Interrupt) uart.Interrupt {
	return uart.Interrupt{
		Name: name, Cause: cause, Masked: true,
		Enable: []uart.Write{uart.Set(Mask, bit)}, Disable: []uart.Write{uart.Set(Mask, 0)},
		Pending: uart.Bits("UARTMIS", Masked, bit).Set(), Clear: []uart.Write{uart.Set(Clear, bit)},
	}
}
