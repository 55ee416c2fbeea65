package nvme

import (
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// memoryBuffer tests the Controller Memory Buffer (section 4.7 "Controller Memory
// Buffer").
func memoryBuffer(t *run.T, d *nvme.Device) {
	t.Step("registers", func() { bufferRegisters(t, d) })
	drive := openDrive(t)
	a, err := d.OpenCMB(t.Context(), 0)
	t.Must(err)
	t.Step("memory", func() { memoryOf(t, a.Region) })
	t.Step("out of bounds", func() { outOfBounds(t, d, a.Region) })
	t.Step("commands", func() {
		commandsIn(t, d, a, drive, nvme.Layout{}, nvme.Layout{From: a}, nvme.Layout{Lists: a}, nvme.Layout{From: a, Lists: a})
	})
	t.Must(a.Check())

	// The controller's address of the memory may differ from the BAR's.
	elsewhere, err := d.OpenCMB(t.Context(), 1<<40)
	t.Must(err)
	t.Step("commands by other addresses", func() { commandsIn(t, d, elsewhere, drive, nvme.Layout{From: elsewhere, Lists: elsewhere}) })
	t.Must(elsewhere.Check())
	t.Step("invalid base in one write", func() { invalidBaseAtOnce(t, d) })
	t.Step("invalid base, lower half first", func() { invalidBaseLowerFirst(t, d) })
	t.Step("invalid base", func() { invalidBase(t, d) })
}

// bufferRegisters checks that CMBLOC and CMBSZ hold the place and size of the
// buffer while CMBMSC.CRE is set, and zero otherwise.
func bufferRegisters(t *run.T, d *nvme.Device) {
	const (
		location = nvme.BufferLocation(2) | nvme.LocationCDPMLS | nvme.LocationCDPCILS
		size     = nvme.SizeSQS | nvme.SizeLISTS | nvme.SizeRDS | nvme.SizeWDS
	)
	if caps := nvme.CAP.ReadT(t, d.Regs); caps&nvme.CapCMBS == 0 {
		t.Errorf("CAP = %v, want CMBS set", caps)
	}
	for range 2 {
		hidden := []value{is("CMBLOC", nvme.CMBLOC, 0), is("CMBSZ", nvme.CMBSZ, 0), is("CMBSTS", nvme.CMBSTS, 0)}
		values(t, d, "without CRE", hidden...)
		nvme.CMBMSC.WriteT(t, d.Regs, nvme.MemoryCRE)
		values(t, d, "with CRE", is("CMBLOC", nvme.CMBLOC, location), is("CMBSTS", nvme.CMBSTS, 0))
		sz := nvme.CMBSZ.ReadT(t, d.Regs)
		if sz.Bytes() != cmbSize || sz&^(nvme.SizeSZU|nvme.SizeSZ) != size {
			t.Errorf("CMBSZ = %v (%d bytes), want %v (%d bytes)", sz, sz.Bytes(), size, cmbSize)
		}
		constant(t, d, "CMBLOC", nvme.Narrow(nvme.CMBLOC), uint32(location))
		constant(t, d, "CMBSZ", nvme.Narrow(nvme.CMBSZ), uint32(sz))
		nvme.CMBMSC.WriteT(t, d.Regs, 0)
		values(t, d, "without CRE", hidden...)
	}
}

// commandsIn uses a part of the controller's memory for everything it may hold: a
// submission queue, and data and PRP lists as in the layouts.
func commandsIn(t *run.T, d *nvme.Device, a *nvme.Arena, drive *block.Image, layouts ...nvme.Layout) {
	t.Helper()
	enabled(t, d, func() {
		withQueue(t, d, nvme.QueueSetup{ID: 1, Size: 4, CQSize: 5, From: a}, func(q *nvme.Queue) {
			for _, l := range layouts {
				for _, x := range transfersOf(l) {
					write(t, d, q, drive, x)
					read(t, d, q, drive, x)
				}
			}
		})
		withQueue(t, d, ioQueue(), func(q *nvme.Queue) {
			overTheEnd(t, d, q, a, drive)
			behindTheEnd(t, d, q, a, drive)
		})
	})
}

// overTheEnd does commands whose data begins with the last bytes of the controller's
// memory and continues in guest memory. The controller must refuse that:
// CMBLOC.CDMMMS is clear.
func overTheEnd(t *run.T, d *nvme.Device, q *nvme.Queue, a *nvme.Arena, drive *block.Image) {
	t.Helper()
	const count, inside = 2, 100
	want := noise(6, int(a.Size))
	t.Must(a.Region.WriteMemory(t.Context(), a.Offset, want))
	withBuffer(t, d, count*blockSize-inside, nvme.Layout{}, func(rest *nvme.Buffer) {
		for _, op := range []func(uint32, uint64, int) nvme.Command{nvme.Read, nvme.Write} {
			cmd := op(namespace, 40, count)
			cmd.PRP1, cmd.PRP2 = a.Base+a.Size-inside, rest.PRP1
			refused(t, q, "data in both memories", cmd, nvme.InvalidMemoryUse)
		}
		got, err := rest.Get(t.Context())
		t.Must(err)
		same.Bytes(t, "guest memory of a refused read", got, make([]byte, len(got)))
	})
	holds(t, a.Region, "after refused commands", want)
	t.Must(drive.Check())
}

// behindTheEnd does commands whose data is right behind the controller's memory,
// where there is no memory. If they succeed, their data is undefined. The
// controller's memory must not change, nor any block except the written one.
func behindTheEnd(t *run.T, d *nvme.Device, q *nvme.Queue, a *nvme.Arena, drive *block.Image) {
	t.Helper()
	ctx := t.Context()
	const at = 50
	want := noise(7, int(a.Size))
	t.Must(a.Region.WriteMemory(ctx, a.Offset, want))
	for _, op := range []func(uint32, uint64, int) nvme.Command{nvme.Read, nvme.Write} {
		cmd := op(namespace, at, 1)
		cmd.PRP1 = a.Base + a.Size
		_, err := q.Do(ctx, cmd)
		if err != nil && !errors.Is(err, nvme.DataTransferError) {
			t.Errorf("%v with data behind the end of %v: %v, want success or %v", cmd, a.Region.BAR(), err, nvme.DataTransferError)
		}
	}
	holds(t, a.Region, "after commands with data behind its end", want)
	// The data behind the end is undefined, so the block is written anew.
	write(t, d, q, drive, transfer{"after commands with data behind the end", at, 1, nvme.Layout{}})
}

// invalidBase checks that the controller refuses a Controller Base Address that
// puts the buffer beyond 64 bits. It is written by halves, the upper one first.
func invalidBase(t *run.T, d *nvme.Device) {
	nvme.Half(nvme.CMBMSC, true).WriteT(t, d.Regs, 0xffff_ffff)
	nvme.Half(nvme.CMBMSC, false).WriteT(t, d.Regs, 0xffff_f000|uint32(nvme.MemoryCRE|nvme.MemoryCMSE))
	values(t, d, "with an invalid base address", is("CMBSTS", nvme.CMBSTS, nvme.BufferStatusCBAI))
}

// invalidBaseAtOnce does the same with one write of 64 bits (section 3.1 "Register
// Definition").
func invalidBaseAtOnce(t *run.T, d *nvme.Device) {
	validBase(t, d)
	nvme.CMBMSC.WriteT(t, d.Regs, 0xffff_ffff_ffff_f000|nvme.MemoryCRE|nvme.MemoryCMSE)
	values(t, d, "with an invalid base address", is("CMBSTS", nvme.CMBSTS, nvme.BufferStatusCBAI))
}

// invalidBaseLowerFirst does the same by halves, the lower one first.
func invalidBaseLowerFirst(t *run.T, d *nvme.Device) {
	validBase(t, d)
	nvme.Half(nvme.CMBMSC, false).WriteT(t, d.Regs, 0xffff_f000|uint32(nvme.MemoryCRE|nvme.MemoryCMSE))
	nvme.Half(nvme.CMBMSC, true).WriteT(t, d.Regs, 0xffff_ffff)
	values(t, d, "with an invalid base address", is("CMBSTS", nvme.CMBSTS, nvme.BufferStatusCBAI))
}

// validBase undoes an invalid base address.
func validBase(t *run.T, d *nvme.Device) {
	t.Helper()
	nvme.Half(nvme.CMBMSC, true).WriteT(t, d.Regs, 0)
	nvme.Half(nvme.CMBMSC, false).WriteT(t, d.Regs, 0)
	values(t, d, "with a valid base address", is("CMBSTS", nvme.CMBSTS, 0))
}
