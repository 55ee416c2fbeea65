package sunximmc

import (
	"bytes"
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sunximmc"
	"github.com/qgraph/qgraph/tests/suite/cardsuite"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// many is how many blocks need several descriptors.
const many = 20

// transfer is a transfer of blocks that a test moves itself.
type transfer struct {
	*run.T
	h     *sunximmc.Host
	image *block.Image
	card  *sd.Card
}

// data moves the data of a card through the FIFO and through the IDMAC.
func data(t *run.T, h *sunximmc.Host) {
	image, _ := cardsuite.Insert(t, cardsuite.Small)
	x := &transfer{T: t, h: h, image: image}
	line(t, h, "after the start", false) // it is watched from now on
	t.Must(h.Start(t.Context()))
	card, err := sd.Identify(t.Context(), h)
	t.Must(err)
	x.card = card
	t.Step("receive", func() { x.receive() })
	t.Step("send", func() { x.send() })
	t.Step("stop", func() { x.stop() })
	t.Step("IDMAC", func() {
		want := x.image.Data(cardsuite.Prepared+1, many)
		t.Must(card.WriteBlocks(t.Context(), cardsuite.Prepared+1, want))
		got := make([]byte, len(want))
		t.Must(card.ReadBlocks(t.Context(), cardsuite.Prepared+1, got))
		same.Bytes(t, "blocks through the IDMAC", got, want)
	})
	t.Step("descriptors", func() { x.descriptors() })
	t.Step("flags of the IDMAC", func() { x.dmaFlags() })
	t.Step("flag of SDIO", func() {
		t.Must(card.ReadBlocks(t.Context(), 0, make([]byte, sd.BlockSize)))
		reg.ExpectBitsT(t, h.Regs, "SD_RINTSTS of a transfer", sunximmc.Raw, sunximmc.SDIO, 0)
		clearFlags(t, h)
	})
	t.Step("interrupt at the end of the data", func() { x.overInterrupt() })
}

// software gives the FIFO to the test.
const software = sunximmc.ControlInterrupt | sunximmc.ControlAHB

// start sends a command that data follow.
func (x *transfer) start(c sd.Command, control sunximmc.ControlBits, direction sunximmc.CommandBits, blocks int) {
	x.Helper()
	sunximmc.Control.WriteT(x, x.h.Regs, control)
	sunximmc.BlockSize.WriteT(x, x.h.Regs, sd.BlockSize)
	sunximmc.ByteCount.WriteT(x, x.h.Regs, uint32(blocks)*sd.BlockSize)
	send(x.T, x.h, sunximmc.CommandStart|sunximmc.CommandResponse|sunximmc.CommandCRC|sunximmc.CommandData|direction|sunximmc.CommandBits(c.Index), c.Argument)
	if s := sd.Status(sunximmc.Response(0).ReadT(x, x.h.Regs)); s.Failure() != 0 {
		x.Fatalf("%v: card status %v, want no error", c, s)
	}
}

// words reads words of the FIFO while it has some.
func (x *transfer) words(n int) []byte {
	x.Helper()
	var p []byte
	for range n {
		reg.ExpectBitsT(x, x.h.Regs, "SD_RINTSTS before the last word", sunximmc.Raw, sunximmc.DataOver|sunximmc.Failures, 0)
		x.Must(x.h.Wait(x.Context(), "data in the FIFO", func(ctx context.Context) (bool, error) {
			v, err := sunximmc.State.Read(ctx, x.h.Regs)
			return v&sunximmc.FIFOEmpty == 0 && v&sunximmc.FIFOLevel != 0, err
		}))
		p = binary.LittleEndian.AppendUint32(p, x.h.FIFO.ReadT(x, x.h.Regs))
	}
	return p
}

// receive reads a block word by word.
func (x *transfer) receive() {
	x.start(sd.ReadSingleBlock(3*sd.BlockSize), software, 0, 1)
	same.Bytes(x, "the block", x.words(sd.BlockSize/4), x.image.Want(3, 1))
	flags(x.T, x.h, "after a block is read", sunximmc.CommandDone|sunximmc.DataOver)
	reg.ExpectBitsT(x, x.h.Regs, "SD_STATUS after a block is read", sunximmc.State, sunximmc.FIFOEmpty|sunximmc.FIFOLevel, sunximmc.FIFOEmpty)
}

// send writes a block word by word, and reads it back.
func (x *transfer) send() {
	x.start(sd.WriteBlock(cardsuite.Prepared*sd.BlockSize), software, sunximmc.CommandWrite, 1)
	for p := x.image.Data(cardsuite.Prepared, 1); len(p) > 0; p = p[4:] {
		x.Must(x.h.Wait(x.Context(), "room in the FIFO", func(ctx context.Context) (bool, error) {
			v, err := sunximmc.State.Read(ctx, x.h.Regs)
			return v&sunximmc.FIFOFull == 0, err
		}))
		x.h.FIFO.WriteT(x, x.h.Regs, binary.LittleEndian.Uint32(p))
		if len(p) == 8 {
			flags(x.T, x.h, "before the last word", sunximmc.CommandDone)
		}
	}
	flags(x.T, x.h, "after a block is written", sunximmc.CommandDone|sunximmc.DataOver)
	p := make([]byte, sd.BlockSize)
	x.Must(x.card.ReadBlocks(x.Context(), cardsuite.Prepared, p))
	x.Must(x.image.Compare(cardsuite.Prepared, p))
}

// stop reads two blocks, after which the controller stops the card by itself.
func (x *transfer) stop() {
	x.start(sd.ReadMultipleBlock(sd.BlockSize), software, sunximmc.CommandStop, 2)
	same.Bytes(x, "two blocks", x.words(2*sd.BlockSize/4), x.image.Want(1, 2))
	flags(x.T, x.h, "after two blocks are read", sunximmc.CommandDone|sunximmc.DataOver|sunximmc.StopDone)
	if s, err := x.card.Status(x.Context()); err != nil || s.State() != sd.Transferring {
		x.Errorf("after two blocks are read: card status %v (error %v), want state %v", s, err, sd.Transferring)
	}
}

// descriptors reads a block into two buffers of different sizes, and checks the bytes around them.
func (x *transfer) descriptors() {
	const first, gap = 100, 16 // bytes
	const size = 2*sunximmc.Size + sd.BlockSize + 3*gap
	table, err := x.h.Machine.Alloc.Alloc(size, gap)
	x.Must(err)
	buffers := []uint64{table + 2*sunximmc.Size + gap, table + 2*sunximmc.Size + gap + first + gap}
	var p []byte
	for _, word := range []uint32{
		sunximmc.Own | sunximmc.Chain | sunximmc.Quiet | sunximmc.First, first, uint32(buffers[0]), uint32(table) + sunximmc.Size,
		sunximmc.Own | sunximmc.Chain | sunximmc.Last | sunximmc.Ring, sd.BlockSize - first, uint32(buffers[1]), 0,
	} {
		p = binary.LittleEndian.AppendUint32(p, word)
	}
	p = append(p, bytes.Repeat([]byte{0xa5}, size-len(p))...)
	x.Must(x.h.Machine.WriteMemory(x.Context(), table, p))
	sunximmc.Descriptors.WriteT(x, x.h.Regs, uint32(table))
	sunximmc.DMAControl.WriteT(x, x.h.Regs, sunximmc.DMAFixed|sunximmc.DMAOn)
	x.start(sd.ReadSingleBlock(2*sd.BlockSize), sunximmc.ControlInterrupt|sunximmc.ControlDMA, 0, 1)
	x.Must(x.h.Wait(x.Context(), "the IDMAC", func(ctx context.Context) (bool, error) {
		v, err := sunximmc.DMAState.Read(ctx, x.h.Regs)
		return v&sunximmc.Received != 0, err
	}))
	want, block := bytes.Clone(p), x.image.Want(2, 1)
	for n := range buffers { // the IDMAC gives both descriptors back
		want[n*sunximmc.Size+3] &^= byte(sunximmc.Own >> 24)
	}
	copy(want[buffers[0]-table:], block[:first])
	copy(want[buffers[1]-table:], block[first:])
	got := make([]byte, size)
	x.Must(x.h.Machine.ReadMemory(x.Context(), table, got))
	same.Bytes(x, "descriptors, buffers, and the bytes around them", got, want)
	sunximmc.DMAControl.WriteT(x, x.h.Regs, 0)
	x.Must(x.h.Machine.Alloc.Free(table))
}

// dmaFlags checks the flags of the IDMAC, which each direction has of its own.
func (x *transfer) dmaFlags() {
	const each = sunximmc.Sent | sunximmc.Received | sunximmc.BusError | sunximmc.Invalid | sunximmc.Normal | sunximmc.Abnormal
	p := make([]byte, sd.BlockSize)
	x.Must(x.card.ReadBlocks(x.Context(), 0, p))
	reg.ExpectBitsT(x, x.h.Regs, "SD_IDST after a block is read", sunximmc.DMAState, each, sunximmc.Received|sunximmc.Normal)
	sunximmc.DMAState.WriteT(x, x.h.Regs, sunximmc.Sent|sunximmc.Normal)
	reg.ExpectBitsT(x, x.h.Regs, "SD_IDST after other flags are cleared", sunximmc.DMAState, sunximmc.Sent|sunximmc.Received, sunximmc.Received)
	sunximmc.DMAState.WriteT(x, x.h.Regs, each)
	reg.ExpectBitsT(x, x.h.Regs, "SD_IDST after all flags are cleared", sunximmc.DMAState, each, 0)
	x.Must(x.card.WriteBlocks(x.Context(), cardsuite.Prepared, x.image.Data(cardsuite.Prepared, 1)))
	reg.ExpectBitsT(x, x.h.Regs, "SD_IDST after a block is written", sunximmc.DMAState, each, sunximmc.Sent|sunximmc.Normal)
	sunximmc.DMAState.WriteT(x, x.h.Regs, each)
}

// overInterrupt checks the interrupt at the end of the data.
func (x *transfer) overInterrupt() {
	clearFlags(x.T, x.h)
	sunximmc.Mask.WriteT(x, x.h.Regs, sunximmc.DataOver)
	x.start(sd.ReadSingleBlock(0), software, 0, 1)
	p := x.words(sd.BlockSize/4 - 1)
	line(x.T, x.h, "before the last word", false)
	p = append(p, x.words(1)...)
	same.Bytes(x, "the block, read under the interrupt", p, x.image.Want(0, 1))
	line(x.T, x.h, "after the last word", true)
	clearFlags(x.T, x.h)
	line(x.T, x.h, "after the flag is cleared", false)
	sunximmc.Mask.WriteT(x, x.h.Regs, 0)
}
