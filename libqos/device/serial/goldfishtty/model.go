package goldfishtty

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("goldfish_tty")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers.
const (
	Transmit reg.Reg[uint32] = 0x00  // PUT_CHAR
	Ready    reg.Reg[uint32] = 0x04  // BYTES_READY
	Command  reg.Reg[uint32] = 0x08  // CMD
	Pointer  reg.Reg[uint32] = 0x10  // DATA_PTR
	Length   reg.Reg[uint32] = 0x14  // DATA_LEN
	High     reg.Reg[uint32] = 0x18  // DATA_PTR_HIGH
	Version  reg.Reg[uint32] = 0x20  // VERSION
	Some     reg.Reg[uint32] = 0x100 // not the device's: 1 if there are bytes
	Take     reg.Reg[uint32] = 0x104 // not the device's: the next byte, through memory
)

// The commands.
const (
	disable = 0 // CMD_INT_DISABLE
	enable  = 1 // CMD_INT_ENABLE
	read    = 3 // CMD_READ_BUFFER
)

// Model returns how the port is used. The device gives its characters by memory.
func Model() uart.Model {
	return uart.Model{
		Setup:    []uart.Write{uart.Set(Command, disable)},
		Transmit: uart.Bits("PUT_CHAR", Transmit, 0xff), Receive: uart.Bits("the buffer", Take, 0xff),
		Received: uart.Bits("BYTES_READY", Some, 1).Set(), Depth: 16,
		Interrupts: []uart.Interrupt{{
			Name: "bytes are ready", Cause: uart.OnReceived,
			Enable: []uart.Write{uart.Set(Command, enable)}, Disable: []uart.Write{uart.Set(Command, disable)},
		}},
		Reset: []uart.Value{uart.Bits("BYTES_READY", Ready, ^uint32(0)).Is(0), uart.Bits("VERSION", Version, ^uint32(0)).Is(1)},
		Adapt: func(m *guest.Machine, s reg.Space) reg.Space { return buffered{s, m} },
	}
}

// buffered has the registers, and the two that stand for the device's buffer.
type buffered struct {
	reg.Space
	m *guest.Machine
}

func (b buffered) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	switch reg.Reg[uint32](offset) {
	case Some:
		n, err := Ready.Read(ctx, b.Space)
		return uint64(min(n, 1)), err
	case Take:
		c, err := b.take(ctx)
		return uint64(c), err
	}
	return b.Space.Load(ctx, w, offset)
}

// take has the device write its next byte to memory.
func (b buffered) take(ctx context.Context) (c byte, err error) {
	addr, err := b.m.AllocZeroed(ctx, 1, 1)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, b.m.Alloc.Free(addr)) }()
	err = errors.Join(
		Pointer.Write(ctx, b.Space, uint32(addr)), High.Write(ctx, b.Space, uint32(addr>>32)),
		Length.Write(ctx, b.Space, 1), Command.Write(ctx, b.Space, read),
	)
	if err != nil {
		return 0, err
	}
	got := make([]byte, 1)
	err = b.m.ReadMemory(ctx, addr, got)
	return got[0], err
}
