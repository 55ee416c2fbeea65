package bcm2835sdhost

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/bcm2835sdhost"
	"github.com/qgraph/qgraph/tests/suite/cardsuite"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// words is how many words a block has.
const words = sd.BlockSize / 4

// transfer is a transfer of blocks whose words a test moves one by one.
type transfer struct {
	*run.T
	h     *bcm2835sdhost.Host
	image *block.Image
	card  *sd.Card
}

// data moves the data of a card through the FIFO.
func data(t *run.T, h *bcm2835sdhost.Host) {
	image, _ := cardsuite.Insert(t, cardsuite.Small)
	x := &transfer{T: t, h: h, image: image}
	line(t, h, "after the start", false) // it is watched from now on
	t.Must(h.Start(t.Context()))
	card, err := sd.Identify(t.Context(), h)
	t.Must(err)
	x.card = card
	t.Step("receive", func() { x.receive() })
	t.Step("state while receiving", func() {
		x.start(sd.ReadSingleBlock(0), bcm2835sdhost.CommandRead, sd.BlockSize, 1)
		x.state("while a block is read", bcm2835sdhost.ReadData, bcm2835sdhost.ReadWait, bcm2835sdhost.ReadCRC)
		x.words(words)
	})
	t.Step("data interrupt", func() { x.dataInterrupt() })
	t.Step("flag of SDIO", func() { x.cardFlag() })
	t.Step("send", func() { x.send() })
	t.Step("state while sending", func() {
		x.start(sd.WriteBlock(cardsuite.Prepared*sd.BlockSize), bcm2835sdhost.CommandWrite, sd.BlockSize, 1)
		x.state("while a block is written", bcm2835sdhost.WriteData, bcm2835sdhost.WriteStart1, bcm2835sdhost.WriteStart2)
		x.fill(x.image.Data(cardsuite.Prepared, 1))
		x.idle("after a block is written")
	})
	t.Step("block interrupt", func() { x.blockInterrupt() })
	t.Step("block sizes", func() { x.blockSizes() })
	t.Step("content of the card", func() {
		p := make([]byte, 3*sd.BlockSize)
		t.Must(card.ReadBlocks(t.Context(), cardsuite.Prepared, p))
		t.Must(x.image.Compare(cardsuite.Prepared, p))
	})
}

// start sends a command that data follow.
func (x *transfer) start(c sd.Command, direction bcm2835sdhost.CommandBits, size, blocks int) {
	x.Helper()
	bcm2835sdhost.HostStatus.WriteT(x, x.h.Regs, bcm2835sdhost.Flags)
	bcm2835sdhost.ByteCount.WriteT(x, x.h.Regs, uint32(size))
	bcm2835sdhost.BlockCount.WriteT(x, x.h.Regs, uint32(blocks))
	send(x.T, x.h, bcm2835sdhost.CommandNew|direction|bcm2835sdhost.CommandBits(c.Index), c.Argument)
	reg.ExpectBitsT(x, x.h.Regs, fmt.Sprintf("SDCMD of %v", c), bcm2835sdhost.Command, bcm2835sdhost.CommandFail, 0)
	if s := sd.Status(bcm2835sdhost.Response(0).ReadT(x, x.h.Regs)); s.Failure() != 0 {
		x.Fatalf("%v: card status %v, want no error", c, s)
	}
}

// state checks that the host is in one of some states.
func (x *transfer) state(when string, want ...bcm2835sdhost.State) {
	x.Helper()
	if got := bcm2835sdhost.Debug.ReadT(x, x.h.Regs).State(); !slices.Contains(want, got) {
		x.Errorf("the state of the host %s = %#x, want one of %#x", when, got, want)
	}
}

// idle checks that the host does nothing, and that its FIFO is empty.
func (x *transfer) idle(when string) {
	x.Helper()
	reg.ExpectBitsT(x, x.h.Regs, "SDEDM "+when, bcm2835sdhost.Debug, bcm2835sdhost.DebugState|bcm2835sdhost.DebugLevel,
		bcm2835sdhost.DebugBits(bcm2835sdhost.DataMode))
	reg.ExpectBitsT(x, x.h.Regs, "SDHSTS "+when, bcm2835sdhost.HostStatus, bcm2835sdhost.Failures, 0)
}

// level waits until the FIFO has a number of words.
func (x *transfer) level(want int) {
	x.Helper()
	x.Must(x.h.Wait(x.Context(), fmt.Sprintf("%d words in the FIFO", want), func(ctx context.Context) (bool, error) {
		v, err := bcm2835sdhost.Debug.Read(ctx, x.h.Regs)
		return v.Level() == want, err
	}))
}

// words reads words of the FIFO, and checks how many more it has.
func (x *transfer) words(n int) []byte {
	x.Helper()
	p := make([]byte, 4*n)
	for at := range n {
		x.level(min(n-at, bcm2835sdhost.Depth))
		binary.LittleEndian.PutUint32(p[4*at:], bcm2835sdhost.Data.ReadT(x, x.h.Regs))
	}
	x.level(0)
	return p
}

// fill writes p to the FIFO as it has room.
func (x *transfer) fill(p []byte) {
	x.Helper()
	for ; len(p) > 0; p = p[4:] {
		x.Must(x.h.Wait(x.Context(), "room in the FIFO", func(ctx context.Context) (bool, error) {
			v, err := bcm2835sdhost.Debug.Read(ctx, x.h.Regs)
			return v.Level() < bcm2835sdhost.Depth, err
		}))
		bcm2835sdhost.Data.WriteT(x, x.h.Regs, binary.LittleEndian.Uint32(p))
	}
	x.level(0)
}

// receive reads a block word by word, then two in a transfer.
func (x *transfer) receive() {
	x.start(sd.ReadSingleBlock(3*sd.BlockSize), bcm2835sdhost.CommandRead, sd.BlockSize, 1)
	reg.ExpectBitsT(x, x.h.Regs, "SDHSTS with data in the FIFO", bcm2835sdhost.HostStatus, bcm2835sdhost.DataFlag|bcm2835sdhost.Flags, bcm2835sdhost.DataFlag)
	same.Bytes(x, "the block", x.words(words), x.image.Want(3, 1))
	x.idle("after a block is read")
	x.start(sd.ReadMultipleBlock(5*sd.BlockSize), bcm2835sdhost.CommandRead, sd.BlockSize, 2)
	same.Bytes(x, "two blocks", x.words(2*words), x.image.Want(5, 2))
	_, err := x.h.Command(x.Context(), sd.StopTransmission())
	x.Must(err)
	x.idle("after two blocks are read")
}

// dataInterrupt checks the interrupt while the FIFO has data.
func (x *transfer) dataInterrupt() {
	line(x.T, x.h, "before a block is read", false)
	x.start(sd.ReadSingleBlock(0), bcm2835sdhost.CommandRead, sd.BlockSize, 1)
	line(x.T, x.h, "with data in the FIFO, not enabled", false)
	x.words(words)
	bcm2835sdhost.HostConfig.WriteT(x, x.h.Regs, bcm2835sdhost.ConfigData)
	x.start(sd.ReadSingleBlock(0), bcm2835sdhost.CommandRead, sd.BlockSize, 1)
	line(x.T, x.h, "with data in the FIFO", true)
	bcm2835sdhost.HostConfig.WriteT(x, x.h.Regs, 0)
	same.Bytes(x, "the block, read after the interrupt", x.words(words), x.image.Want(0, 1))
	bcm2835sdhost.HostStatus.WriteT(x, x.h.Regs, bcm2835sdhost.Flags)
	line(x.T, x.h, "after a block is read", false)
}

// cardFlag checks that data set no flag but that for data.
func (x *transfer) cardFlag() {
	bcm2835sdhost.HostConfig.WriteT(x, x.h.Regs, bcm2835sdhost.ConfigData)
	x.start(sd.ReadSingleBlock(0), bcm2835sdhost.CommandRead, sd.BlockSize, 1)
	reg.ExpectBitsT(x, x.h.Regs, "SDHSTS in a data interrupt", bcm2835sdhost.HostStatus, bcm2835sdhost.DataFlag|bcm2835sdhost.Flags, bcm2835sdhost.DataFlag)
	bcm2835sdhost.HostConfig.WriteT(x, x.h.Regs, 0)
	x.words(words)
	bcm2835sdhost.HostStatus.WriteT(x, x.h.Regs, bcm2835sdhost.Flags)
}

// send writes a block word by word.
func (x *transfer) send() {
	x.start(sd.WriteBlock(cardsuite.Prepared*sd.BlockSize), bcm2835sdhost.CommandWrite, sd.BlockSize, 1)
	reg.ExpectBitsT(x, x.h.Regs, "SDHSTS with space in the FIFO", bcm2835sdhost.HostStatus, bcm2835sdhost.DataFlag|bcm2835sdhost.Failures, bcm2835sdhost.DataFlag)
	x.fill(x.image.Data(cardsuite.Prepared, 1))
	x.idle("after a block is written")
	line(x.T, x.h, "after a block is written, not enabled", false)
	p := make([]byte, sd.BlockSize)
	x.Must(x.card.ReadBlocks(x.Context(), cardsuite.Prepared, p))
	x.Must(x.image.Compare(cardsuite.Prepared, p))
}

// blockInterrupt checks the interrupt after each block of two that are written.
func (x *transfer) blockInterrupt() {
	want := x.image.Data(cardsuite.Prepared+1, 2)
	x.start(sd.WriteMultipleBlock((cardsuite.Prepared+1)*sd.BlockSize), bcm2835sdhost.CommandWrite, sd.BlockSize, 2)
	bcm2835sdhost.HostConfig.WriteT(x, x.h.Regs, bcm2835sdhost.ConfigBlock)
	for n := range 2 {
		bcm2835sdhost.HostStatus.WriteT(x, x.h.Regs, bcm2835sdhost.Flags)
		b := want[n*sd.BlockSize:][:sd.BlockSize]
		x.fill(b[:sd.BlockSize-4])
		line(x.T, x.h, fmt.Sprintf("in block %d", n), false)
		x.fill(b[sd.BlockSize-4:])
		reg.ExpectBitsT(x, x.h.Regs, fmt.Sprintf("SDHSTS after block %d", n), bcm2835sdhost.HostStatus, bcm2835sdhost.Flags, bcm2835sdhost.BlockEnd)
		line(x.T, x.h, fmt.Sprintf("after block %d", n), true)
	}
	bcm2835sdhost.HostStatus.WriteT(x, x.h.Regs, bcm2835sdhost.BlockEnd)
	line(x.T, x.h, "after BLOCK_IRPT is cleared", false)
	bcm2835sdhost.HostConfig.WriteT(x, x.h.Regs, 0)
	_, err := x.h.Command(x.Context(), sd.StopTransmission())
	x.Must(err)
}

// blockSizes reads blocks of each size that is a whole number of words.
func (x *transfer) blockSizes() {
	want := x.image.Want(1, 1)
	for size := 4; size < sd.BlockSize; size *= 2 {
		_, err := x.h.Command(x.Context(), sd.SetBlockLen(uint32(size)))
		x.Must(err)
		x.start(sd.ReadSingleBlock(sd.BlockSize), bcm2835sdhost.CommandRead, size, 1)
		same.Bytes(x, fmt.Sprintf("a block of %d bytes", size), x.words(size/4), want[:size])
		x.idle(fmt.Sprintf("after a block of %d bytes", size))
	}
	_, err := x.h.Command(x.Context(), sd.SetBlockLen(sd.BlockSize))
	x.Must(err)
}
