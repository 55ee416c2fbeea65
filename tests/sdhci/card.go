package sdhci

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// The blocks of a card: prepared blocks at both ends, which the tests read, and
// behind the first of them those that the tests write.
const (
	prepared = 16 // blocks
	written  = 128
	atEnd    = 4 // the last blocks of the card are written, as many before them read
)

// useCard inserts a card of size bytes, uses it in every way that the controller
// supports, removes it and compares the content of its file.
func useCard(t *run.T, c *sdhci.Controller, s *sd.Medium, size int64) {
	name := fmt.Sprintf("card-%dMiB.img", size>>20)
	d := newImage(t, name, size)
	end := d.Blocks()
	d.Data(0, prepared)
	d.Data(end-2*atEnd, atEnd)
	t.Must(d.Fill())
	t.Must(s.Insert(t.Context(), name))

	t.Must(c.Start(t.Context()))
	t.Step("power", func() { power(t, c) })
	card, err := sd.Identify(t.Context(), c)
	t.Must(err)
	t.Step("identification", func() { identification(t, c, card, size) })
	wideBus(t, c, card)

	next := uint64(written)
	for _, dma := range c.Model.DMAs() {
		t.Step(dma.String(), func() {
			c.DMA = dma
			for _, row := range transfersBy(dma, card.HighCapacity()) {
				c.AutoStop = row.autoStop
				transfer(t, c, card, d, 3, next, row.blocks)
				next += uint64(row.blocks) + 1 // a block that must stay zero
			}
			last := atEnd
			if dma == sdhci.PIO {
				last = 1
			}
			transfer(t, c, card, d, end-2*atEnd, end-uint64(last), last)
			completion(t, c, card, d)
		})
	}
	t.Step("SDMA address alone", func() { addressAlone(t, c) })
	t.Step("reset during a transfer", func() { transferReset(t, c, card, d) })
	if c.Model.Has(sdhci.ADMA2) {
		t.Step("descriptor that is not valid", func() { badDescriptor(t, c, card, d) })
	}

	t.Must(s.Remove(t.Context()))
	t.Step("content of the card", func() { t.Must(d.Check()) })
}

// blocks is a transfer of several blocks, ended by the controller or by the
// driver.
type blocks struct {
	blocks   int
	autoStop bool
}

// transfersBy returns the transfers at the beginning of a card. DMA moves enough blocks
// to need several descriptor tables. PIO takes an access for each word, so it moves as
// few blocks as possible, and none on a card of high capacity: the card's addressing
// does not affect the way that data move.
func transfersBy(dma sdhci.DMA, highCapacity bool) []blocks {
	switch {
	case dma != sdhci.PIO:
		return []blocks{{1, false}, {2, true}, {9, false}}
	case highCapacity:
		return nil
	}
	return []blocks{{1, false}, {2, true}, {2, false}}
}

// newImage makes the image of a card in QEMU's working directory.
func newImage(t *run.T, name string, size int64) *block.Image {
	t.Helper()
	i, err := block.CreateImage(filepath.Join(t.Env.Dir, name), size, sd.BlockSize)
	t.Must(err)
	return i
}

// identification checks the registers by which the card identifies itself.
func identification(t *run.T, c *sdhci.Controller, card *sd.Card, size int64) {
	if got := card.CSD.Capacity(); got != uint64(size) {
		t.Errorf("CSD: capacity = %d, want %d", got, size)
	}
	if want := size > 2<<30; card.HighCapacity() != want || card.CSD.HighCapacity() != want {
		t.Errorf("high capacity: OCR %v, CSD %v; want %v", card.HighCapacity(), card.CSD.HighCapacity(), want)
	}
	if got, want := card.CID.Product(), "QEMU!"; got != want {
		t.Errorf("CID: product %q, want %q", got, want)
	}
	if status, err := card.Status(t.Context()); err != nil || status != sd.ReadyForData|sd.Status(sd.Transferring)<<9 {
		t.Errorf("card status = %v (%v), want ready for data in the transfer state", status, err)
	}
	if _, err := c.Command(t.Context(), sd.SendStatus(card.RCA+1)); !errors.Is(err, sdhci.CommandTimeout) {
		t.Errorf("CMD13 to another card: %v, want %v", err, sdhci.CommandTimeout)
	}
	scr, err := card.SCR(t.Context())
	t.Must(err)
	if !scr.FourBit() {
		t.Errorf("SCR = %x, want a bus of four data lines", scr)
	}
}

// wideBus has card and controller use four data lines, and a fast clock.
func wideBus(t *run.T, c *sdhci.Controller, card *sd.Card) {
	t.Helper()
	t.Must(card.SetBusWidth4(t.Context()))
	t.Must(c.SetBusWidth4(t.Context()))
	t.Must(c.StartClock(t.Context(), sdhci.DefaultSpeedClock))
}

// transfer reads n prepared blocks, writes n others and reads them back.
func transfer(t *run.T, c *sdhci.Controller, card *sd.Card, d *block.Image, from, to uint64, n int) {
	t.Helper()
	what := fmt.Sprintf("%d blocks by %v (auto CMD12: %v)", n, c.DMA, c.AutoStop)
	read := func(block uint64) {
		t.Helper()
		p := make([]byte, n*sd.BlockSize)
		if err := card.ReadBlocks(t.Context(), block, p); err != nil {
			t.Fatalf("read %s: %v", what, err)
		}
		if err := d.Compare(block, p); err != nil {
			t.Errorf("read %s: %v", what, err)
		}
		finished(t, c, what, n)
	}
	read(from)
	if err := card.WriteBlocks(t.Context(), to, d.Data(to, n)); err != nil {
		t.Fatalf("write %s: %v", what, err)
	}
	finished(t, c, what, n)
	read(to)
}

// finished checks the registers after a transfer of n blocks.
func finished(t *run.T, c *sdhci.Controller, what string, n int) {
	t.Helper()
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status after "+what, sdhci.NormalIntStatus, 0)
	reg.ExpectT(t, c.Regs, "Error Interrupt Status after "+what, sdhci.ErrorIntStatus, 0)
	reg.ExpectT(t, c.Regs, "Present State after "+what, sdhci.PresentState, withCard)
	if n > 1 {
		reg.ExpectT(t, c.Regs, "Block Count after "+what, sdhci.BlockCount, 0)
	}
}

// completion checks that a transfer interrupts once when it is complete.
func completion(t *run.T, c *sdhci.Controller, card *sd.Card, d *block.Image) {
	sdhci.NormalIntSignalEnable.WriteT(t, c.Regs, sdhci.TransferComplete)
	count := c.Line.Count()
	p := make([]byte, sd.BlockSize)
	t.Must(card.ReadBlocks(t.Context(), 1, p))
	if err := d.Compare(1, p); err != nil {
		t.Errorf("read a block by %v with the interrupt enabled: %v", c.DMA, err)
	}
	if got := c.Line.Count() - count; got != 1 {
		t.Errorf("a transfer by %v interrupted %d times, want once", c.DMA, got)
	}
	line(t, c, "after a transfer", false)
	sdhci.NormalIntSignalEnable.WriteT(t, c.Regs, 0)
}
