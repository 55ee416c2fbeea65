package escc

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("escc")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers. A write register and the read register with the same number differ. The chip
// has a control and a data port: a register's number is written to the control port first.
const (
	Write0  reg.Reg[uint8] = 0
	Write1  reg.Reg[uint8] = 1
	Write3  reg.Reg[uint8] = 3
	Write4  reg.Reg[uint8] = 4
	Write5  reg.Reg[uint8] = 5
	Write9  reg.Reg[uint8] = 9
	Write12 reg.Reg[uint8] = 12
	Write14 reg.Reg[uint8] = 14
	Read0   reg.Reg[uint8] = 0
	Read1   reg.Reg[uint8] = 1
	Read3   reg.Reg[uint8] = 3
	Read12  reg.Reg[uint8] = 12
	Data    reg.Reg[uint8] = 16 // the data port
)

// Bits and commands.
const (
	transmitInterrupt = 1 << 1 // WR1
	receiveInterrupt  = 2 << 3 // WR1: for each character

	receiveOn  = 3<<6 | 1<<0 // WR3: eight bits
	clock      = 1<<6 | 1<<2 // WR4: 16 times the rate, one stop bit
	transmitOn = 3<<5 | 1<<3 // WR5: eight bits
	resetA     = 0x80        // WR9
	masterOn   = 1 << 3      // WR9
	localLoop  = 1 << 4      // WR14
	rateOn     = 1 << 0      // WR14

	received = 1 << 0 // RR0
	room     = 1 << 2 // RR0
	broken   = 1 << 7 // RR0
	sent     = 1 << 0 // RR1

	pendingTransmit = 1 << 4 // RR3
	pendingReceive  = 1 << 5 // RR3
)

// lineA is the interrupt of channel A; the first one is that of channel B.
const lineA = 1

// Model returns how the channel is used. It takes note of a cause while the interrupt is
// enabled.
func Model() uart.Model {
	status := func(bit uint8) uart.Condition { return uart.Bits("RR0", Read0, bit).Set() }
	interrupt := func(name string, cause uart.Cause, enable, pending uint8) uart.Interrupt {
		return uart.Interrupt{
			Name: name, Cause: cause, Line: lineA, Latched: true, Pending: uart.Bits("RR3", Read3, pending).Set(),
			Enable: []uart.Write{uart.Set(Write1, enable)}, Disable: []uart.Write{uart.Set(Write1, 0)},
		}
	}
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Write9, resetA), uart.Set(Write4, clock), uart.Set(Write1, 0), uart.Set(Write12, 1),
			uart.Set(Write14, rateOn), uart.Set(Write3, receiveOn), uart.Set(Write5, transmitOn), uart.Set(Write9, masterOn),
		},
		Transmit: uart.Bits("WR8", Data, 0xff), Receive: uart.Bits("RR8", Data, 0xff),
		Received: status(received), Room: status(room), Sent: uart.Bits("RR1", Read1, sent).Set(), Depth: 8,
		Interrupts: []uart.Interrupt{
			interrupt("receive character available", uart.OnReceived, receiveInterrupt, pendingReceive),
		},
		Reset: []uart.Value{uart.Bits("RR0", Read0, received|room).Is(room)},
		Kept:  []uart.Field{uart.Bits("WR12", Write12, 0xff)},
		Adapt: func(_ *guest.Machine, s reg.Space) reg.Space { return indirect{s} },
	}
}

// indirect has the chip's registers. The ports are registers 0 and 1 of the space below.
type indirect struct{ ports reg.Space }

func (i indirect) Load(ctx context.Context, w qtest.Width, n uint64) (uint64, error) {
	port, err := i.point(ctx, n)
	if err != nil {
		return 0, err
	}
	return i.ports.Load(ctx, w, port)
}

func (i indirect) Store(ctx context.Context, w qtest.Width, n, value uint64) error {
	port, err := i.point(ctx, n)
	if err != nil {
		return err
	}
	return i.ports.Store(ctx, w, port, value)
}

// point has the next access to the control port be one of register n. It returns the port.
func (i indirect) point(ctx context.Context, n uint64) (port uint64, err error) {
	const control, data, pointHigh = 0, 1, 1 << 3
	switch {
	case n == uint64(Data):
		return data, nil
	case n == 0:
		return control, nil
	case n >= 8:
		n = n - 8 | pointHigh
	}
	if err := i.ports.Store(ctx, qtest.Width8, control, n); err != nil {
		return 0, fmt.Errorf("escc: point to a register: %w", err)
	}
	return control, nil
}
