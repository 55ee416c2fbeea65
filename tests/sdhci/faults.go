package sdhci

import (
	"bytes"
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// startRead issues by hand the command that reads block 0.
func startRead(t *run.T, c *sdhci.Controller, mode sdhci.Mode) {
	t.Helper()
	sdhci.BlockSize.WriteT(t, c.Regs, sd.BlockSize)
	sdhci.BlockCount.WriteT(t, c.Regs, 1)
	sdhci.TransferMode.WriteT(t, c.Regs, sdhci.ReadTransfer|mode)
	sdhci.Argument.WriteT(t, c.Regs, 0)
	sdhci.Command.WriteT(t, c.Regs,
		sdhci.CommandIndex(17)|sdhci.Response48|sdhci.CRCCheck|sdhci.IndexCheck|sdhci.DataPresent)
}

// await waits for an interrupt and leaves it pending.
func await(t *run.T, c *sdhci.Controller, want sdhci.NormalInt) {
	t.Helper()
	t.Must(c.Wait(t.Context(), want.String(), func(ctx context.Context) (bool, error) {
		got, err := sdhci.NormalIntStatus.Read(ctx, c.Regs)
		return got&want != 0, err
	}))
}

// usable stops a transfer that only the card still has under way, and checks that
// both sides work.
func usable(t *run.T, c *sdhci.Controller, card *sd.Card, d *block.Image) {
	t.Helper()
	if status, err := card.Status(t.Context()); err != nil {
		t.Fatalf("card status after a reset of the controller: %v", err)
	} else if status.State() == sd.SendingData {
		_, err := c.Command(t.Context(), sd.StopTransmission())
		t.Must(err)
	}
	p := make([]byte, sd.BlockSize)
	t.Must(card.ReadBlocks(t.Context(), 0, p))
	if err := d.Compare(0, p); err != nil {
		t.Errorf("read a block after a reset of the controller: %v", err)
	}
}

// transferReset resets the data circuit while data wait in the buffer (section
// 2.2.16, Software Reset For DAT Line).
func transferReset(t *run.T, c *sdhci.Controller, card *sd.Card, d *block.Image) {
	startRead(t, c, 0)
	await(t, c, sdhci.BufferReadReady)
	reg.ExpectT(t, c.Regs, "Present State with data in the buffer", sdhci.PresentState,
		withCard|sdhci.CommandInhibitDAT|sdhci.ReadTransferActive|sdhci.BufferReadEnable)
	t.Must(c.Reset(t.Context(), sdhci.ResetDAT))
	reg.ExpectT(t, c.Regs, "Present State after a reset of the data circuit", sdhci.PresentState, withCard)
	reg.ExpectT(t, c.Regs, "Normal Interrupt Status after a reset of the data circuit", sdhci.NormalIntStatus, sdhci.CommandComplete)
	reg.ExpectT(t, c.Regs, "Block Size after a reset of the data circuit", sdhci.BlockSize, sd.BlockSize)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, sdhci.CommandComplete)
	usable(t, c, card, d)
}

// badDescriptor gives ADMA2 an invalid descriptor (section 2.2.29).
func badDescriptor(t *run.T, c *sdhci.Controller, card *sd.Card, d *block.Image) {
	table, err := c.Machine.Alloc.Alloc(sd.BlockSize, sd.BlockSize)
	t.Must(err)
	defer func() { t.Must(c.Machine.Alloc.Free(table)) }()
	bad := sdhci.Descriptor{Attribute: sdhci.ActTran | sdhci.End, Length: sd.BlockSize, Address: table}
	t.Must(c.Machine.WriteMemory(t.Context(), table, bad.Append(nil, false)))
	t.Must(sdhci.HostControl1.Modify(t.Context(), c.Regs, sdhci.DMASelect, sdhci.SelectADMA2))
	t.Must(c.SetADMAAddress(t.Context(), table))

	startRead(t, c, sdhci.DMAEnable)
	await(t, c, sdhci.ErrorInterrupt)
	reg.ExpectT(t, c.Regs, "Error Interrupt Status of a bad descriptor", sdhci.ErrorIntStatus, sdhci.ADMAError)
	reg.ExpectT(t, c.Regs, "ADMA Error Status of a bad descriptor", sdhci.ADMAErrorStatus, sdhci.ADMAFetching)
	reg.ExpectT(t, c.Regs, "ADMA System Address of a bad descriptor", sdhci.ADMAAddressLow, uint32(table))
	t.Must(c.Reset(t.Context(), sdhci.ResetCMD|sdhci.ResetDAT))
	sdhci.ErrorIntStatus.WriteT(t, c.Regs, sdhci.ADMAError)
	sdhci.NormalIntStatus.WriteT(t, c.Regs, sdhci.NormalInts)
	usable(t, c, card, d)
}

// addressAlone sets up a transfer by SDMA and gives no command: no data move (section
// 2.2.1).
func addressAlone(t *run.T, c *sdhci.Controller) {
	if !c.Model.Has(sdhci.SDMA) {
		t.Skip("the controller has no SDMA")
	}
	addr, err := c.Machine.Alloc.Alloc(sd.BlockSize, sd.BlockSize)
	t.Must(err)
	defer func() { t.Must(c.Machine.Alloc.Free(addr)) }()
	want := bytes.Repeat([]byte{0x5a}, sd.BlockSize)
	t.Must(c.Machine.WriteMemory(t.Context(), addr, want))
	control := sdhci.HostControl1.ReadT(t, c.Regs)
	sdhci.HostControl1.WriteT(t, c.Regs, control&^sdhci.DMASelect|sdhci.SelectSDMA)
	sdhci.BlockSize.WriteT(t, c.Regs, sd.BlockSize)
	sdhci.BlockCount.WriteT(t, c.Regs, 1)
	sdhci.TransferMode.WriteT(t, c.Regs, sdhci.ReadTransfer|sdhci.DMAEnable)
	sdhci.SDMAAddress.WriteT(t, c.Regs, uint32(addr))
	got := make([]byte, sd.BlockSize)
	t.Must(c.Machine.ReadMemory(t.Context(), addr, got))
	if !bytes.Equal(got, want) {
		t.Errorf("memory at the address of a transfer that has not begun = %x…, want %x…", got[:8], want[:8])
	}
	reg.ExpectT(t, c.Regs, "Present State without a command", sdhci.PresentState, withCard)
	sdhci.HostControl1.WriteT(t, c.Regs, control)
}
