package bcm2835dma

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("bcm2835-dma")

// Kind is the kind of a board's part. Its interrupts are those of the channels.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return &Controller{board.At(m, p)}, nil
})

// Channels is the number of channels. The last one is apart from the others.
const Channels = 16

// Controller is a controller.
type Controller struct{ board.Device }

// The places of the channels: a page of 15 channels, and channel 15 at 7EE0_5000h, while the page is at 7E00_7000h.
const (
	channelSize = 0x100
	lastPlace   = 0x7ee0_5000 - 0x7e00_7000
)

// Channel returns channel n.
func (c *Controller) Channel(n int) *Channel {
	place := uint64(n * channelSize)
	if n == Channels-1 {
		place = lastPlace
	}
	return &Channel{Regs: reg.Part(c.Regs, place, channelSize), Number: n, machine: c.Machine}
}

// Channel is a channel of the controller.
type Channel struct {
	Regs    reg.Space
	Number  int
	machine *guest.Machine
}

// IsLite reports whether the channel is a lite one (section 4.5 "DMA LITE Engines").
func (c *Channel) IsLite() bool { return c.Number >= 7 && c.Number <= 14 }

// BlockSize is the size of a control block, in bytes, and its alignment.
const BlockSize = 32

// Block is a control block (table 4-2 "DMA Control Block Definition"). Its addresses are of the bus: see [Bus].
type Block struct {
	Info   Info
	Source uint32
	Dest   uint32
	Length uint32 // in bytes; of two dimensions, see [Rows]
	Stride uint32 // see [Strides]
	Next   uint32 // the next block, 0 for none
}

// Bus returns the bus address of RAM, by the alias that no cache holds.
func Bus(addr uint64) uint32 { return 0xc000_0000 | uint32(addr) }

// Rows returns the Length of a transfer of two dimensions: count rows of width bytes each. The manual
// says that YLENGTH is their number; the hardware makes one row more, and programs that run on it
// write one less (Circle's CDMAChannel::SetupMemCopy2D; hzeller/rpi-gpio-dma-demo).
func Rows(width, count int) uint32 { return uint32(count-1)<<16 | uint32(width) }

// Strides returns the Stride of a transfer of two dimensions: the bytes that are added to both addresses after each row.
func Strides(source, dest int16) uint32 { return uint32(uint16(dest))<<16 | uint32(uint16(source)) }

// bytes returns the block as it is in memory.
func (b Block) bytes() []byte {
	p := make([]byte, 0, BlockSize)
	for _, word := range []uint32{uint32(b.Info), b.Source, b.Dest, b.Length, b.Stride, b.Next, 0, 0} {
		p = binary.LittleEndian.AppendUint32(p, word)
	}
	return p
}

// Write writes blocks one after the other to RAM, at an address that is a multiple of [BlockSize].
func (c *Channel) Write(ctx context.Context, table uint64, blocks ...Block) error {
	var p []byte
	for _, b := range blocks {
		p = append(p, b.bytes()...)
	}
	return c.machine.WriteMemory(ctx, table, p)
}

// Start starts the channel with the block at an address of RAM.
func (c *Channel) Start(ctx context.Context, table uint64) error {
	if err := BlockAddress.Write(ctx, c.Regs, Bus(table)); err != nil {
		return err
	}
	return ControlRegister.Write(ctx, c.Regs, Active)
}

// Run writes blocks, chained by their own Next, starts with the first one, and waits until the channel is no longer active, or
// has failed.
func (c *Channel) Run(ctx context.Context, table uint64, blocks ...Block) error {
	if err := c.Write(ctx, table, blocks...); err != nil {
		return err
	}
	if err := c.Start(ctx, table); err != nil {
		return err
	}
	return c.machine.Wait(ctx, fmt.Sprintf("DMA channel %d to end", c.Number), func(ctx context.Context) (bool, error) {
		s, err := ControlRegister.Read(ctx, c.Regs)
		return s&Active == 0 || s&Failed != 0, err
	})
}
