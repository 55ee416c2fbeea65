package zynqcan

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("xlnx.zynqmp-can")

// Kind is the kind of a board's part. Both controllers of a board are on one bus.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return &Controller{xilinxcan.At(m, p)}, nil
}, xilinxcan.OneBus())

// Depth is the number of messages that a FIFO takes (UG1085, "TX Messages", "RX Messages").
const Depth = 64

// Controller is one controller.
type Controller struct{ xilinxcan.Controller }

// Other returns the other controller of the two, without its interrupt.
func (c *Controller) Other() *Controller { return &Controller{c.Controller.Other()} }

// Start resets the controller, and has it enter a mode, without a filter, a received message or a pending interrupt.
// A bit has twelve periods of a quarter of the clock: some rate must be set.
func (c *Controller) Start(ctx context.Context, mode xilinxcan.Mode) error {
	if err := c.Configure(ctx); err != nil {
		return err
	}
	if err := Filters.Write(ctx, c.Regs, 0); err != nil { // QEMU's controller keeps them over a software reset
		return err
	}
	if err := c.drain(ctx); err != nil {
		return err
	}
	if err := xilinxcan.Prescaler.Write(ctx, c.Regs, 3); err != nil {
		return err
	}
	if err := xilinxcan.Timing.Write(ctx, c.Regs, 2<<4|7); err != nil {
		return err
	}
	if err := xilinxcan.Select.Write(ctx, c.Regs, mode); err != nil {
		return err
	}
	if err := xilinxcan.Reset.Write(ctx, c.Regs, xilinxcan.Enable); err != nil {
		return err
	}
	return Clear.Write(ctx, c.Regs, Interrupts)
}

// drain reads the received messages.
func (c *Controller) drain(ctx context.Context) error {
	for range Depth + 1 {
		if err := Clear.Write(ctx, c.Regs, NotEmpty); err != nil {
			return err
		}
		pending, err := Pending.Read(ctx, c.Regs)
		if err != nil || pending&NotEmpty == 0 {
			return err
		}
		if _, _, err := c.Receive(ctx); err != nil {
			return err
		}
	}
	return fmt.Errorf("zynqcan: the receive FIFO has more than %d messages", Depth)
}

// Message is a message.
type Message struct {
	ID     xilinxcan.ID
	Length int       // bytes of data, up to 8; of a remote frame, those that are asked for
	Data   [2]uint32 // the first byte in bits 31:24 of the first word; 0 after the last one
}

// String returns the identifier, the length and the data.
func (m Message) String() string {
	return fmt.Sprintf("{%v: %d bytes, %08x %08x}", m.ID, m.Length, m.Data[0], m.Data[1])
}

// lengthShift is the place of the length in the second word of a buffer. The low half of a received one is the time.
const lengthShift = 28

// Send writes a message into a buffer. The last word has it sent.
func (c *Controller) Send(ctx context.Context, buffer reg.Reg[uint32], m Message) error {
	for n, word := range []uint32{uint32(m.ID), uint32(m.Length) << lengthShift, m.Data[0], m.Data[1]} {
		if err := (buffer + reg.Reg[uint32](4*n)).Write(ctx, c.Regs, word); err != nil {
			return fmt.Errorf("zynqcan: send: %w", err)
		}
	}
	return nil
}

// Receive reads the first message of the receive FIFO, and the time at which it came. The result of an empty FIFO is
// arbitrary. Bytes beyond the length are returned as 0.
func (c *Controller) Receive(ctx context.Context) (m Message, timestamp uint16, err error) {
	var words [4]uint32
	for n := range words {
		if words[n], err = (RXFIFO + reg.Reg[uint32](4*n)).Read(ctx, c.Regs); err != nil {
			return Message{}, 0, fmt.Errorf("zynqcan: receive: %w", err)
		}
	}
	m = Message{ID: xilinxcan.ID(words[0]), Length: int(words[1] >> lengthShift), Data: [2]uint32(words[2:])}
	valid := ^(^uint64(0) >> (8 * min(m.Length, 8)))
	m.Data[0] &= uint32(valid >> 32)
	m.Data[1] &= uint32(valid)
	return m, uint16(words[1]), nil
}
