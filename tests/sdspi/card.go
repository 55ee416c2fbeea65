package sdspi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sdspi"
	"github.com/qgraph/qgraph/tests/suite/cardsuite"
)

// Register adds the test.
func Register(g *graph.Graph) {
	graph.Test(g, "ssi-sd-tests/card", sdspi.Driver, cards, graph.Known(deviations()...))
}

// written is the block that the test writes: it has no data before.
const written = 2 * cardsuite.Prepared

// inserted is a card in the slot.
type inserted struct {
	*run.T
	*sdspi.Card
	image *block.Image
	size  int64
}

// cards uses cards of standard and of high capacity.
func cards(t *run.T, c *sdspi.Card) {
	for _, v := range []struct {
		name string
		size int64
	}{{"card of 4 MiB", cardsuite.Small}, {"card of 4 GiB", 4 << 30}} {
		t.Step(v.name, func() {
			image, slot := cardsuite.Insert(t, v.size)
			t.Must(c.Start(t.Context()))
			use(&inserted{t, c, image, v.size})
			t.Must(slot.Remove(t.Context()))
			t.Step("content of the card", func() { t.Must(image.Check()) })
		})
	}
}

// use reads the registers of a card, and reads and writes blocks.
func use(c *inserted) {
	c.Step("OCR", func() {
		if high := c.OCR&sd.OCRHighCapacity != 0; c.OCR&sd.OCRReady == 0 || high != (c.size > 2<<30) {
			c.Errorf("OCR = %v, want it ready, high capacity: %t", c.OCR, c.size > 2<<30)
		}
	})
	c.Step("registers", c.registers)
	c.Step("blocks", c.blocks)
	c.Step("status", func() {
		r, second, err := c.Command(c.Context(), 13, 0, 1) // R2 has a byte more
		c.Must(err)
		if r != 0 || second[0] != 0 {
			c.Errorf("CMD13: R2 = %v, %#x, want no error", r, second[0])
		}
	})
	c.Step("illegal command", func() {
		r, _, err := c.Command(c.Context(), sd.AllSendCID().Index, 0, 0) // SPI mode does not have it
		c.Must(err)
		if r != sdspi.IllegalCommand {
			c.Errorf("CMD2: R1 = %v, want %v", r, sdspi.IllegalCommand)
		}
	})
}

// registers reads CSD and CID, which come as blocks (section 7.2.5 "Reading CID and CSD").
func (c *inserted) registers() {
	first, csd, err := c.ReadRegister(c.Context(), sd.SendCSD(0).Index)
	c.Must(err)
	if got := sd.CSD(csd).Capacity(); got != uint64(c.size) {
		c.Errorf("CSD: capacity = %d, want %d", got, c.size)
	}
	second, cid, err := c.ReadRegister(c.Context(), sd.SendCID(0).Index)
	c.Must(err)
	if got, want := sd.CID(cid).Product(), "QEMU!"; got != want {
		c.Errorf("CID: product %q, want %q", got, want)
	}
	for _, r := range [][16]byte{csd, cid} {
		const last = 15
		if want := sd.CRC7(r[:last])<<1 | 1; r[last] != want {
			c.Errorf("the last byte of %x = %#x, want %#x: the CRC of the others", r, r[last], want)
		}
	}
	c.Step("R1", func() {
		if first|second != 0 {
			c.Errorf("R1 of CMD9 and CMD10 = %v and %v, want no error", first, second)
		}
	})
}

// reads reads a block.
func (c *inserted) reads(index sd.Index, argument uint32, p []byte) {
	c.Helper()
	r, err := c.Read(c.Context(), index, argument, p)
	c.Must(err)
	if r != 0 {
		c.Fatalf("CMD%d: R1 = %v, want no error", index, r)
	}
}

// blocks reads blocks at both ends, and writes one.
func (c *inserted) blocks() {
	p := make([]byte, sd.BlockSize)
	read := func(n uint64) {
		c.Helper()
		c.reads(sd.ReadSingleBlock(0).Index, c.Address(n), p)
		c.Must(c.image.Compare(n, p))
	}
	read(1)
	read(c.image.Blocks() - 1)
	r, err := c.Write(c.Context(), sd.WriteBlock(0).Index, c.Address(written), c.image.Data(written, 1))
	c.Must(err)
	if r != 0 {
		c.Errorf("CMD24: R1 = %v, want no error", r)
	}
	read(written)
	read(written + 1)
	c.Step("beyond the end", func() {
		r, err := c.Read(c.Context(), sd.ReadSingleBlock(0).Index, c.Address(c.image.Blocks()), p)
		c.Must(err)
		if want := sdspi.ParameterError; r != want {
			c.Errorf("CMD17 behind the last block: R1 = %v, want %v", r, want)
		}
	})
}
