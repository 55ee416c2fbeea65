package pl181

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/pl181"
	"github.com/qgraph/qgraph/tests/suite/cardsuite"
)

// transfer is a transfer of blocks whose words a test moves one by one.
type transfer struct {
	*run.T
	h     *pl181.Host
	image *block.Image
	card  *sd.Card
}

// data moves the data of a card through the FIFO.
func data(t *run.T, h *pl181.Host) {
	image, _ := cardsuite.Insert(t, cardsuite.Small)
	x := &transfer{T: t, h: h, image: image}
	t.Must(h.Start(t.Context()))
	card, err := sd.Identify(t.Context(), h)
	t.Must(err)
	x.card = card
	t.Step("receive", func() { x.receive() })
	t.Step("words to receive", func() { x.wordsLeft() })
	t.Step("interrupts while receiving", func() { x.receiveInterrupts() })
	t.Step("send", func() { x.send() })
	t.Step("block sizes", func() { x.blockSizes() })
	t.Step("data disabled", func() { x.disabled() })
	t.Step("time-out", func() { x.timeOut() })
}

// start prepares a transfer of length bytes.
func (x *transfer) start(length int, control pl181.DataBits) {
	x.Helper()
	pl181.Clear.WriteT(x, x.h.Regs, pl181.Static)
	pl181.DataTimer.WriteT(x, x.h.Regs, 0xffff_ffff)
	pl181.DataLength.WriteT(x, x.h.Regs, uint32(length))
	pl181.DataControl.WriteT(x, x.h.Regs, control|pl181.DataEnable)
}

// command sends a command with a response of 48 bits, which must have no error.
func (x *transfer) command(c sd.Command) {
	x.Helper()
	r, err := x.h.Command(x.Context(), c)
	x.Must(err)
	if s := sd.Status(r.Short); s.Failure() != 0 {
		x.Fatalf("%v: card status %v, want no error", c, s)
	}
}

// counters checks the counters of words and bytes.
func (x *transfer) counters(when string, bytes, words uint32) {
	x.Helper()
	reg.ExpectT(x, x.h.Regs, "MCIDataCnt "+when, pl181.DataCounter, bytes)
	reg.ExpectT(x, x.h.Regs, "MCIFifoCnt "+when, pl181.FIFOCounter, words)
}

// await waits for a flag.
func (x *transfer) await(flag pl181.Status) {
	x.Helper()
	x.Must(x.h.Wait(x.Context(), flag.String(), func(ctx context.Context) (bool, error) {
		v, err := pl181.State.Read(ctx, x.h.Regs)
		return v&flag != 0, err
	}))
}

// receive reads a block word by word ("Data FIFO").
func (x *transfer) receive() {
	const words = sd.BlockSize / 4
	x.start(sd.BlockSize, pl181.DataRead|pl181.BlockSize(9))
	x.counters("before a block is read", sd.BlockSize, words)
	reg.ExpectBitsT(x, x.h.Regs, "MCIStatus before a block is read", pl181.State,
		pl181.RxActive|pl181.RxDataAvlbl|pl181.RxFIFOFull|pl181.RxFIFOHalfFull|pl181.Static, pl181.RxActive)
	x.command(sd.ReadSingleBlock(3 * sd.BlockSize))
	want := x.image.Want(3, 1)
	for n := range words {
		x.await(pl181.RxDataAvlbl)
		if left := words - n; left <= pl181.Depth {
			x.level(left)
		}
		// The FIFO is at each of sixteen addresses.
		got := (pl181.FIFO + reg.Reg[uint32](4*(n%pl181.Depth))).ReadT(x, x.h.Regs)
		if w := binary.LittleEndian.Uint32(want[4*n:]); got != w {
			x.Fatalf("word %d of the block = %#x, want %#x", n, got, w)
		}
	}
	x.await(pl181.DataEnd)
	reg.ExpectBitsT(x, x.h.Regs, "MCIStatus after a block is read", pl181.State,
		pl181.Static|pl181.RxActive|pl181.RxDataAvlbl|pl181.RxFIFOFull|pl181.RxFIFOHalfFull, pl181.DataEnd|pl181.DataBlockEnd)
	x.counters("after a block is read", 0, 0)
	pl181.Clear.WriteT(x, x.h.Regs, pl181.DataEnd)
	reg.ExpectBitsT(x, x.h.Regs, "MCIStatus, DataEnd cleared", pl181.State, pl181.Static, pl181.DataBlockEnd)
	pl181.Clear.WriteT(x, x.h.Regs, pl181.DataBlockEnd)
	reg.ExpectBitsT(x, x.h.Regs, "MCIStatus, all cleared", pl181.State, pl181.Static, 0)
}

// level checks the flags of the receive FIFO while it has the last words of a transfer.
func (x *transfer) level(words int) {
	x.Helper()
	got := pl181.State.ReadT(x, x.h.Regs)
	want := pl181.RxDataAvlbl
	if words >= pl181.Depth/2 {
		want |= pl181.RxFIFOHalfFull
	}
	if words == pl181.Depth {
		want |= pl181.RxFIFOFull
	}
	const receive = pl181.RxDataAvlbl | pl181.RxFIFOHalfFull | pl181.RxFIFOFull | pl181.RxFIFOEmpty
	if got&receive != want {
		x.Errorf("MCIStatus with %d words left = %v, want %v of %v", words, got, want, receive)
	}
}

// wordsLeft reads a short block, and checks how many words are still to be read from the FIFO ("FIFO counter register").
func (x *transfer) wordsLeft() {
	const words = 4
	x.command(sd.SetBlockLen(4 * words))
	x.start(4*words, pl181.DataRead|pl181.BlockSize(4))
	x.command(sd.ReadSingleBlock(0))
	for n := range words {
		x.await(pl181.RxDataAvlbl)
		reg.ExpectT(x, x.h.Regs, fmt.Sprintf("MCIFifoCnt before word %d of %d", n, words), pl181.FIFOCounter, uint32(words-n))
		pl181.FIFO.ReadT(x, x.h.Regs)
	}
	reg.ExpectT(x, x.h.Regs, "MCIFifoCnt after all words", pl181.FIFOCounter, 0)
	pl181.DataControl.WriteT(x, x.h.Regs, 0)
	x.command(sd.SetBlockLen(sd.BlockSize))
}

// receiveInterrupts checks that the lines follow the levels of the FIFO, which no write clears.
func (x *transfer) receiveInterrupts() {
	pl181.Mask0.WriteT(x, x.h.Regs, pl181.RxFIFOHalfFull)
	pl181.Mask1.WriteT(x, x.h.Regs, pl181.RxDataAvlbl)
	lines(x.T, x.h, "before a block is read", false, false)
	x.start(sd.BlockSize, pl181.DataRead|pl181.BlockSize(9))
	x.command(sd.ReadSingleBlock(0))
	x.await(pl181.RxFIFOHalfFull)
	lines(x.T, x.h, "with data in the FIFO", true, true)
	pl181.Clear.WriteT(x, x.h.Regs, pl181.Static)
	lines(x.T, x.h, "after the static flags are cleared", true, true)
	const half = pl181.Depth / 2
	p := make([]byte, sd.BlockSize-4*(half-1))
	for at := 0; at < len(p); at += 4 {
		x.await(pl181.RxDataAvlbl)
		binary.LittleEndian.PutUint32(p[at:], pl181.FIFO.ReadT(x, x.h.Regs))
	}
	if !bytes.Equal(p, x.image.Want(0, 1)[:len(p)]) {
		x.Errorf("the block, read under interrupts, differs from the card's")
	}
	lines(x.T, x.h, "with fewer than eight words in the FIFO", false, true)
	for range half - 1 {
		pl181.FIFO.ReadT(x, x.h.Regs)
	}
	lines(x.T, x.h, "with an empty FIFO", false, false)
	pl181.Mask0.WriteT(x, x.h.Regs, pl181.DataEnd)
	pl181.Mask1.WriteT(x, x.h.Regs, 0)
	x.await(pl181.DataEnd)
	lines(x.T, x.h, "at the end of the data", true, false)
	pl181.Mask0.WriteT(x, x.h.Regs, 0)
	lines(x.T, x.h, "under no mask", false, false)
}

// send writes a block word by word.
func (x *transfer) send() {
	const words = sd.BlockSize / 4
	want := x.image.Data(cardsuite.Prepared, 1)
	x.command(sd.WriteBlock(cardsuite.Prepared * sd.BlockSize))
	x.start(sd.BlockSize, pl181.BlockSize(9))
	x.counters("before a block is written", sd.BlockSize, words)
	const transmit = pl181.TxActive | pl181.TxFIFOEmpty | pl181.TxFIFOHalfFree | pl181.TxFIFOFull | pl181.TxDataAvlbl
	reg.ExpectBitsT(x, x.h.Regs, "MCIStatus before a block is written", pl181.State, transmit|pl181.RxActive|pl181.Static,
		pl181.TxActive|pl181.TxFIFOEmpty|pl181.TxFIFOHalfFree)
	pl181.Mask0.WriteT(x, x.h.Regs, pl181.TxFIFOEmpty)
	pl181.Mask1.WriteT(x, x.h.Regs, pl181.TxFIFOFull)
	lines(x.T, x.h, "with an empty FIFO to fill", true, false)
	pl181.Mask0.WriteT(x, x.h.Regs, 0)
	pl181.Mask1.WriteT(x, x.h.Regs, 0)
	for n := range words {
		x.await(pl181.TxFIFOHalfFree)
		(pl181.FIFO + reg.Reg[uint32](4*(n%pl181.Depth))).WriteT(x, x.h.Regs, binary.LittleEndian.Uint32(want[4*n:]))
		if n%pl181.Depth == 0 {
			reg.ExpectT(x, x.h.Regs, fmt.Sprintf("MCIFifoCnt after word %d", n), pl181.FIFOCounter, uint32(words-n-1))
		}
	}
	x.await(pl181.DataEnd)
	reg.ExpectBitsT(x, x.h.Regs, "MCIStatus after a block is written", pl181.State,
		pl181.Static|pl181.TxActive|pl181.TxDataAvlbl|pl181.TxFIFOFull, pl181.DataEnd|pl181.DataBlockEnd)
	x.counters("after a block is written", 0, 0)
	pl181.DataControl.WriteT(x, x.h.Regs, 0)
	p := make([]byte, sd.BlockSize)
	x.Must(x.card.ReadBlocks(x.Context(), cardsuite.Prepared, p))
	x.Must(x.image.Compare(cardsuite.Prepared, p))
}

// blockSizes reads blocks of every size that the card has, several in a transfer.
func (x *transfer) blockSizes() {
	want := x.image.Want(1, 1)
	for exponent := range 10 {
		size := 1 << exponent
		what := fmt.Sprintf("a block of %d bytes", size)
		x.command(sd.SetBlockLen(uint32(size)))
		x.start(size, pl181.DataRead|pl181.BlockSize(exponent))
		x.counters("before "+what, uint32(size), uint32(size+3)/4)
		x.command(sd.ReadSingleBlock(sd.BlockSize))
		got := make([]byte, size)
		for at := 0; at < size; at += 4 {
			x.await(pl181.RxDataAvlbl)
			var word [4]byte
			binary.LittleEndian.PutUint32(word[:], pl181.FIFO.ReadT(x, x.h.Regs))
			copy(got[at:], word[:])
		}
		if !bytes.Equal(got, want[:size]) {
			x.Errorf("%s differs from the card's: %x, want %x", what, got, want[:size])
		}
		x.await(pl181.DataEnd)
		x.counters("after "+what, 0, 0)
		pl181.DataControl.WriteT(x, x.h.Regs, 0)
	}
	x.command(sd.SetBlockLen(sd.BlockSize))
}

// disabled checks that without the enable bit there is no transfer.
func (x *transfer) disabled() {
	pl181.Clear.WriteT(x, x.h.Regs, pl181.Static)
	pl181.DataLength.WriteT(x, x.h.Regs, sd.BlockSize)
	pl181.DataControl.WriteT(x, x.h.Regs, pl181.DataRead|pl181.BlockSize(9))
	x.counters("of a transfer that is not enabled", 0, 0)
	reg.ExpectBitsT(x, x.h.Regs, "MCIStatus of a transfer that is not enabled", pl181.State, pl181.RxActive|pl181.TxActive|pl181.Static, 0)
}

// timeOut waits for data that no card sends ("Data timer register").
func (x *transfer) timeOut() {
	x.start(sd.BlockSize, pl181.DataRead|pl181.BlockSize(9))
	pl181.DataControl.WriteT(x, x.h.Regs, 0)
	pl181.DataTimer.WriteT(x, x.h.Regs, 1000)
	pl181.DataControl.WriteT(x, x.h.Regs, pl181.DataEnable|pl181.DataRead|pl181.BlockSize(9))
	x.Must(x.h.Machine.Pass(x.Context(), time.Second))
	reg.ExpectBitsT(x, x.h.Regs, "MCIStatus after the card sent nothing", pl181.State, pl181.DataTimeOut|pl181.RxActive, pl181.DataTimeOut)
	pl181.DataControl.WriteT(x, x.h.Regs, 0)
	pl181.Clear.WriteT(x, x.h.Regs, pl181.Static)
}
