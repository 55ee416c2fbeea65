package ns16550

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// The nodes of the boards' ports, by their types in QEMU.
var (
	MemoryMapped = graph.NewDriver[*uart.Port]("serial-mm")
	Built        = graph.NewDriver[*uart.Port]("isa-serial")
)

// Interface is the interface of every 16550, for the tests of what other ports have not.
var Interface = graph.NewInterface[*uart.Port]("16550")

// The kinds of a board's part.
var (
	Kind    = uart.NewKind(MemoryMapped, Model())
	ISAKind = uart.NewKind(Built, Model())
)

// depth is the number of characters in each FIFO.
const depth = 16

// Model returns how the port is used (SLLS177I, section "Principles of Operation").
func Model() uart.Model {
	status := func(s Status) uart.Condition { return uart.Bits("LSR", LineStatus, s).Set() }
	reset := FIFOs | ClearReceive | ClearSend
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(LineControl, EightBit|Latch), uart.Set(DivisorLow, 1), uart.Set(DivisorHigh, 0),
			uart.Set(LineControl, EightBit), uart.Set(ModemControl, DTR|RTS|Out2),
			uart.Set(InterruptEnable, 0), uart.Set(FIFOControl, reset),
		},
		Transmit: uart.Bits("THR", Data, 0xff), Receive: uart.Bits("RBR", Data, 0xff),
		Received: status(Ready), Room: status(Empty), Sent: status(Idle),
		Depth:    depth,
		Loopback: []uart.Write{uart.Set(ModemControl, DTR|RTS|Out2|Loopback)}, Silent: true,
		Break: uart.Break{Seen: status(BreakSeen)},
		Interrupts: []uart.Interrupt{
			interrupt("received data", uart.OnReceived, ReceivedData, IsReceived),
			interrupt("holding register empty", uart.OnRoom, HoldingEmpty, IsEmpty),
			interrupt("line status", uart.OnBreak, LineErrors, IsLine),
		},
		Reset: []uart.Value{
			uart.Bits("IER", InterruptEnable, 0xff).Is(0), uart.Bits("IIR", Identification, 0xff).Is(uint64(Nothing)),
			uart.Bits("LCR", LineControl, 0xff).Is(0), uart.Bits("LSR", LineStatus, 0xff).Is(uint64(Empty | Idle)),
			uart.Bits("MCR", ModemControl, 0xff).Is(0),
		},
		Kept: []uart.Field{
			uart.Bits("IER", InterruptEnable, 0xf), uart.Bits("LCR", LineControl, ^Latch&^SendBreak),
			uart.Bits("MCR", ModemControl, DTR|RTS|Out1|Out2), uart.Bits("SCR", Scratch, 0xff),
		},
		Close: []uart.Write{uart.Set(InterruptEnable, 0)},
	}
}

func interrupt(name string, cause uart.Cause, bit Enable, value Pending) uart.Interrupt {
	return uart.Interrupt{
		Name: name, Cause: cause, Masked: true,
		Enable: []uart.Write{uart.Set(InterruptEnable, bit)}, Disable: []uart.Write{uart.Set(InterruptEnable, 0)},
		Pending: uart.Bits("IIR", Identification, Class).Is(uint64(value)),
	}
}
