package ufs

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/tests/suite/scsisuite"
)

// legacy transfers by the transfer request list.
func legacy(t *run.T, d *ufs.Device) {
	drive := openDisk(t)
	values(t, d, "after power-on", is("CAP", ufs.CAP, capabilities))
	withList(t, d, func(l *ufs.List) {
		initDevice(t, d, l)
		bothReady(t, d, l)
		t.Step("well-known units", func() { wellKnownUnits(t, d, l, []uint64{0, 1}) })
		t.Step("units", func() { units(t, d, l, drive) })
		t.Step("data longer than its table", func() { shortTable(t, d, l, drive) })
		t.Step("table far from its command", func() { farTable(t, d, l, drive) })
		t.Step("every slot", func() { everySlot(t, d, l, drive) })
		t.Step("interrupts", func() { listInterrupts(t, d, l) })
	})
	// The written data is there after a reset.
	t.Step("after a reset", func() {
		withList(t, d, func(l *ufs.List) {
			u := unit(d, l, 1)
			scsisuite.Read(t, u, drive, scsi.Read10(0, 64, blockSize), 0)
			t.Must(drive.Check())
		})
	})
	d.Machine.StepAbove(t, func() {
		withList(t, d, func(l *ufs.List) { units(t, d, l, drive) })
	})
}

// bothReady checks that units 0 and 1 report a power-on once, and are then ready.
func bothReady(t *run.T, d *ufs.Device, tr ufs.Transport) {
	t.Helper()
	for lun := range uint8(2) {
		scsisuite.Ready(t, unit(d, tr, lun))
	}
}

// units uses logical unit 1 in every way of a SCSI disk, with data in pieces of
// different sizes, and checks that logical unit 0 is separate.
func units(t *run.T, d *ufs.Device, tr ufs.Transport, drive *block.Image) {
	t.Helper()
	first, second := unit(d, tr, 0), unit(d, tr, 1)
	scsisuite.Medium(t, second, drive)
	for _, piece := range []int{blockSize, 1020, 2 * blockSize, ufs.MaxPiece} {
		u := second
		u.Piece = piece
		scsisuite.Transfers(t, u, drive)
	}
	scsisuite.Maintenance(t, second, drive)
	scsisuite.Refusals(t, second, drive)

	medium, err := scsi.Capacity(t.Context(), first)
	t.Must(err)
	if want := (scsi.Medium{Blocks: block.DefaultSize / blockSize, BlockSize: blockSize}); medium != want {
		t.Errorf("READ CAPACITY of logical unit 0: got %+v, want %+v", medium, want)
	}
	t.Must(scsi.Write(t.Context(), first, 0, blockSize, drive.Want(0, 4)))
	t.Must(drive.Check())
	got, err := scsi.Read(t.Context(), first, 0, 4, blockSize)
	t.Must(err)
	for i, v := range got {
		if v != 0 {
			t.Fatalf("logical unit 0, which stores nothing, has %#02x at byte %d, want 0", v, i)
		}
	}
}

// shortTable reads with a PRDT shorter than the command's transfer. The controller
// fills the PRDT and reports the rest as residual, or the request fails (UFSHCI,
// section 6.1.1 "UTP Transfer Request Descriptor", MISMATCH_DATA_BUFFER_SIZE).
func shortTable(t *run.T, d *ufs.Device, tr ufs.Transport, drive *block.Image) {
	ctx := t.Context()
	const room = 2048
	data, err := d.NewData(ctx, room)
	t.Must(err)
	done, err := tr.Do(ctx, ufs.Request{
		UPIU: ufs.CommandTo(1, scsi.Read10(10, 1, blockSize)), Direction: scsi.FromTarget, Data: data,
	})
	t.Must(err)
	got, err := data.Get(ctx)
	t.Must(err)
	t.Must(data.Free())
	switch done.OCS {
	case ufs.OCSMismatchData:
	case ufs.OCSSuccess:
		if done.UPIU.Flags()&ufs.ResponseUnderflow == 0 || done.UPIU.Residual() != blockSize-room {
			t.Errorf("read of %d bytes into %d bytes: flags %#02x, residual %d", blockSize, room, done.UPIU.Flags(), done.UPIU.Residual())
		}
		if string(got) != string(drive.Want(10, 1)[:room]) {
			t.Errorf("read of %d bytes into %d bytes: got other data than the block's", blockSize, room)
		}
	default:
		t.Errorf("read of %d bytes into %d bytes: %v", blockSize, room, done.OCS)
	}
}

// farTable reads with a PRDT that is more than 64 KiB from the command descriptor (UFSHCI,
// section 6.1.1 "UTP Transfer Request Descriptor", PRDT Offset: 16 bits, in units of four
// bytes).
func farTable(t *run.T, d *ufs.Device, tr ufs.Transport, drive *block.Image) {
	ctx := t.Context()
	data, err := d.NewData(ctx, blockSize)
	t.Must(err)
	near, err := d.NewData(ctx, blockSize)
	t.Must(err)
	done, err := tr.Do(ctx, ufs.Request{
		UPIU: ufs.CommandTo(1, scsi.Read10(10, 1, blockSize)), Direction: scsi.FromTarget, Data: data, Near: near,
	})
	t.Must(err)
	transferred(t, "read with a far PRDT", done, data, drive, 10)
	t.Must(near.Free())
}

// everySlot has a write, then a read under way in every slot at a time.
func everySlot(t *run.T, d *ufs.Device, l *ufs.List, drive *block.Image) {
	ctx := t.Context()
	const first, count = 100, 3
	for _, dir := range []scsi.Direction{scsi.ToTarget, scsi.FromTarget} {
		var requests []ufs.Request
		for slot := range l.Slots() {
			at := uint64(first + count*slot)
			requests = append(requests, transfer(t, d, drive, dir, at, count))
		}
		t.Must(l.Put(ctx, 0, requests...))
		t.Must(l.Ring(ctx, 0, l.Slots()))
		all, err := l.Wait(ctx, 0, l.Slots())
		t.Must(err)
		for slot, done := range all {
			transferred(t, fmt.Sprintf("one request of %d, slot %d", len(all), slot), done, requests[slot].Data, drive, uint64(first+count*slot))
		}
		t.Must(drive.Check())
	}
	ufs.IS.WriteT(t, d.Regs, ufs.InterruptUTRCS)
}

// transfer returns a request that reads or writes blocks of logical unit 1, with its own
// data.
func transfer(t *run.T, d *ufs.Device, drive *block.Image, dir scsi.Direction, at uint64, count int) ufs.Request {
	t.Helper()
	pieces := ufs.Split(count*blockSize, blockSize)
	if dir == scsi.ToTarget {
		data, err := d.NewDataOf(t.Context(), drive.Data(at, count), pieces...)
		t.Must(err)
		return ufs.Request{UPIU: ufs.CommandTo(1, scsi.Write10(uint32(at), count, blockSize)), Direction: dir, Data: data}
	}
	data, err := d.NewData(t.Context(), pieces...)
	t.Must(err)
	return ufs.Request{UPIU: ufs.CommandTo(1, scsi.Read10(uint32(at), count, blockSize)), Direction: dir, Data: data}
}

// transferred checks the result of such a request, and that its data is that of the
// blocks.
func transferred(t *run.T, what string, done ufs.Response, data *ufs.Data, drive *block.Image, at uint64) {
	t.Helper()
	if done.Err() != nil || done.UPIU.Status() != scsi.Good {
		t.Errorf("%s: %v, %v", what, done.OCS, done.UPIU.Status())
	}
	got, err := data.Get(t.Context())
	t.Must(err)
	if err := drive.Compare(at, got); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	t.Must(data.Free())
}

// listInterrupts checks doorbell, completion notification and interrupt of requests with
// and without the bit I in their descriptor.
func listInterrupts(t *run.T, d *ufs.Device, l *ufs.List) {
	ctx := t.Context()
	line, err := d.PCI.INTx(ctx)
	t.Must(err)
	ufs.IS.WriteT(t, d.Regs, ^ufs.Interrupts(0))
	ufs.UTRLCNR.WriteT(t, d.Regs, ^uint32(0))
	ufs.IE.WriteT(t, d.Regs, ufs.InterruptUTRCS)
	for _, slot := range []int{0, 7, l.Slots() - 1} {
		before := line.Count()
		t.Must(l.Put(ctx, slot, ufs.Request{UPIU: ufs.Nop()}))
		t.Must(l.Ring(ctx, slot, 1))
		t.Must(line.Await(ctx, true))
		values(t, d, "a request is complete",
			is("UTRLDBR", ufs.UTRLDBR, 0),
			is("UTRLCNR", ufs.UTRLCNR, 1<<slot),
			is("IS", ufs.IS, ufs.InterruptUTRCS))
		done, err := l.Wait(ctx, slot, 1) // clears the notification
		t.Must(err)
		t.Must(done[0].Err())
		values(t, d, "a request is acknowledged", is("UTRLCNR", ufs.UTRLCNR, 0))
		ufs.IS.WriteT(t, d.Regs, ufs.InterruptUTRCS)
		t.Must(line.Wait(ctx, false))
		if got := line.Count() - before; got != 1 {
			t.Errorf("request in slot %d: interrupt line raised %d times, want 1", slot, got)
		}
	}
	before := line.Count()
	t.Must(l.Put(ctx, 3, ufs.Request{UPIU: ufs.Nop(), NoInterrupt: true}))
	t.Must(l.Ring(ctx, 3, 1))
	done, err := l.Wait(ctx, 3, 1)
	t.Must(err)
	t.Must(done[0].Err())
	quiet(t, d)
	if line.Count() != before || ufs.IS.ReadT(t, d.Regs) != 0 {
		t.Errorf("request without I: IS = %v, %d interrupts", ufs.IS.ReadT(t, d.Regs), line.Count()-before)
	}
}
