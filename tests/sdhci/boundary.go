package sdhci

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// boundary has SDMA read across a boundary of 4 KiB. The controller stops there with a
// DMA interrupt, and continues once the next address is written (section 2.2.1 "SDMA
// System Address / Argument 2 Register").
func boundary(t *run.T, c *sdhci.Controller, s *sd.Medium) {
	const (
		file     = "card-boundary.img"
		distance = 4 << 10
		blocks   = distance/sd.BlockSize + 1
	)
	if !c.Model.Has(sdhci.SDMA) || c.Model.Layout != sdhci.Standard {
		t.Skip("the controller has no SDMA with boundaries")
	}
	ctx := t.Context()
	d := newImage(t, file, 4<<20)
	d.Data(0, blocks)
	t.Must(d.Fill())
	t.Must(s.Insert(ctx, file))
	t.Must(c.Start(ctx))
	card, err := sd.Identify(ctx, c)
	t.Must(err)
	wideBus(t, c, card)
	addr, err := c.Machine.AllocZeroed(ctx, 2*distance, distance)
	t.Must(err)

	t.Must(sdhci.HostControl1.Modify(ctx, c.Regs, sdhci.DMASelect, sdhci.SelectSDMA))
	sdhci.SDMAAddress.WriteT(t, c.Regs, uint32(addr))
	sdhci.BlockSize.WriteT(t, c.Regs, sd.BlockSize)
	sdhci.BlockCount.WriteT(t, c.Regs, blocks)
	sdhci.TransferMode.WriteT(t, c.Regs, sdhci.DMAEnable|sdhci.BlockCountEnable|sdhci.MultipleBlocks|sdhci.ReadTransfer)
	sdhci.Argument.WriteT(t, c.Regs, 0)
	sdhci.Command.WriteT(t, c.Regs,
		sdhci.CommandIndex(18)|sdhci.Response48|sdhci.CRCCheck|sdhci.IndexCheck|sdhci.DataPresent)
	await(t, c, sdhci.DMAInterrupt)
	reg.ExpectT(t, c.Regs, "SDMA System Address at the boundary", sdhci.SDMAAddress, uint32(addr)+distance)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, sdhci.CommandComplete|sdhci.DMAInterrupt)
	sdhci.SDMAAddress.WriteT(t, c.Regs, uint32(addr)+distance)
	t.Must(c.Machine.Pass(ctx, 100*time.Millisecond))
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status behind the boundary", sdhci.NormalIntStatus, sdhci.TransferComplete)
	got := make([]byte, blocks*sd.BlockSize)
	t.Must(c.Machine.ReadMemory(ctx, addr, got))
	if err := d.Compare(0, got); err != nil {
		t.Error(err)
	}

	t.Must(c.Reset(ctx, sdhci.ResetAll))
	t.Must(c.Machine.Alloc.Free(addr))
	t.Must(s.Remove(ctx))
}
