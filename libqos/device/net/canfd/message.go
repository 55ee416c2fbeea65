package canfd

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
)

// Flags are the bits beside the length in the second word of a buffer.
type Flags uint32

// Bits of the second word.
//
//qgraph:bits
const (
	Event      Flags = 1 << 24 // "EFC": the transmission is stored as an event
	ErrorState Flags = 1 << 25 // "ESI"
	FastData   Flags = 1 << 26 // "BRS": the data have the rate of the data phase
	FD         Flags = 1 << 27 // "FDF": a frame of CAN FD
)

// codeShift is the place of the length code in the second word. The low half of a received one is the time.
const codeShift = 28

// Message is a message.
type Message struct {
	ID    xilinxcan.ID
	Code  int // the length code DLC, 0 to 15: see [Bytes]
	Flags Flags
	Data  [16]uint32 // the first byte in bits 31:24 of the first word; 0 after the last one
}

// String returns the message without the words that it does not use.
func (m Message) String() string {
	return fmt.Sprintf("{%v: length code %d, %v, %08x}", m.ID, m.Code, m.Flags, m.Data[:(Bytes(m.Code)+3)/4])
}

// Bytes returns the number of bytes that a length code means in a frame of CAN FD (ISO 11898-1:2015, table 5 "Data length codes").
func Bytes(code int) int { return [16]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64}[code] }

// Write writes a message into transmit buffer n, and does not send it.
func (c *Controller) Write(ctx context.Context, n int, m Message) error {
	words := append([]uint32{uint32(m.ID), uint32(m.Code)<<codeShift | uint32(m.Flags)}, m.Data[:(Bytes(m.Code)+3)/4]...)
	for i, word := range words {
		if err := reg.Reg[uint32](transmit+messageSize*n+4*i).Write(ctx, c.Regs, word); err != nil {
			return fmt.Errorf("canfd: write buffer %d: %w", n, err)
		}
	}
	return nil
}

// Send writes a message into transmit buffer n and sends it.
func (c *Controller) Send(ctx context.Context, n int, m Message) error {
	if err := c.Write(ctx, n, m); err != nil {
		return err
	}
	return Ready.Write(ctx, c.Regs, 1<<n)
}

// FIFO is a receive FIFO.
type FIFO int

// The receive FIFOs.
const (
	FIFO0 FIFO = iota
	FIFO1
)

// Level returns how many messages a receive FIFO has.
func (c *Controller) Level(ctx context.Context, f FIFO) (int, error) {
	status, err := ReceiveStatus.Read(ctx, c.Regs)
	return int(status >> (halfShift * int(f)) & FillLevel >> fillShift), err
}

// Receive takes the oldest message from a receive FIFO, and reports false if there is none. Bytes beyond the length are
// returned as 0.
func (c *Controller) Receive(ctx context.Context, f FIFO) (m Message, ok bool, err error) {
	status, err := ReceiveStatus.Read(ctx, c.Regs)
	status >>= halfShift * int(f)
	if err != nil || status&FillLevel == 0 {
		return Message{}, false, err
	}
	base := receive0
	if f == FIFO1 {
		base = receive1
	}
	base += messageSize * int(status&ReadIndex)
	word := func(n int) (uint32, error) { return reg.Reg[uint32](base+4*n).Read(ctx, c.Regs) }
	id, err := word(0)
	if err != nil {
		return Message{}, false, err
	}
	length, err := word(1)
	if err != nil {
		return Message{}, false, err
	}
	m = Message{ID: xilinxcan.ID(id), Code: int(length >> codeShift), Flags: Flags(length) & (FD | FastData | ErrorState)}
	left := Bytes(m.Code)
	for n := 0; left > 0; n++ {
		if m.Data[n], err = word(2 + n); err != nil {
			return Message{}, false, err
		}
		if left < 4 {
			m.Data[n] &^= ^uint32(0) >> (8 * left)
		}
		left -= 4
	}
	return m, true, ReceiveStatus.Write(ctx, c.Regs, Next<<(halfShift*int(f)))
}

// Sent is an event of the FIFO of transmit events.
type Sent struct {
	ID    xilinxcan.ID
	Code  int
	Flags Flags
}

// Event takes the oldest transmit event, and reports false if there is none.
func (c *Controller) Event(ctx context.Context) (e Sent, ok bool, err error) {
	status, err := EventStatus.Read(ctx, c.Regs)
	if err != nil || status&FillLevel == 0 {
		return Sent{}, false, err
	}
	base := reg.Reg[uint32](events + 8*(status&ReadIndex))
	id, err := base.Read(ctx, c.Regs)
	if err != nil {
		return Sent{}, false, err
	}
	length, err := (base + 4).Read(ctx, c.Regs)
	if err != nil {
		return Sent{}, false, err
	}
	return Sent{ID: xilinxcan.ID(id), Code: int(length >> codeShift), Flags: Flags(length) & (FD | FastData)}, true, EventStatus.Write(ctx, c.Regs, Next)
}
