package nvme

import (
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// persistentMemory tests the Persistent Memory Region (section 4.8 "Persistent
// Memory Region"), which is kept in a file.
func persistentMemory(t *run.T, d *nvme.Device) {
	region := pmrRegisters(t, d)
	file := openPMRFile(t)

	// The ready region has the content from before power-on.
	first := noise(2, pmrSize)
	file.write(t, first)
	absent(t, region, "before it is enabled")
	a, err := d.OpenPMR(t.Context(), 0)
	t.Must(err)
	holds(t, region, "enabled for the first time", first)

	t.Step("memory", func() { memoryOf(t, region) })
	t.Step("out of bounds", func() { outOfBounds(t, d, region) })
	t.Step("persistence", func() { persists(t, d, region, file) })
	drive := openDrive(t)
	t.Step("data of commands", func() { dataIn(t, d, a, drive) })
	t.Must(a.Check())
	t.Step("after a reset", func() { afterReset(t, d, file) })
	t.Step("invalid base", func() { invalidPMRBase(t, d) })
	t.Step("data of commands by other addresses", func() {
		elsewhere, err := d.OpenPMR(t.Context(), 1<<40)
		t.Must(err)
		dataIn(t, d, elsewhere, drive)
	})
}

// pmrRegisters checks the registers of a region that is not enabled (sections 3.1.18
// to 3.1.22), and returns the region.
func pmrRegisters(t *run.T, d *nvme.Device) *pci.Region {
	if caps := nvme.CAP.ReadT(t, d.Regs); caps&nvme.CapPMRS == 0 {
		t.Errorf("CAP = %v, want PMRS set", caps)
	}
	const want = nvme.PMRCapRDS | nvme.PMRCapWDS | nvme.PMRCapabilities(4)<<5 | nvme.BarrierStatus | nvme.PMRCapCMSS
	values(t, d, "after power-on",
		is("PMRCAP", nvme.PMRCAP, want),
		is("PMRCTL", nvme.PMRCTL, 0),
		is("PMREBS", nvme.PMREBS, 0),
		is("PMRSWTP", nvme.PMRSWTP, 0),
		is("PMRMSC, lower half", nvme.PMRMSCL, 0),
		is("PMRMSC, upper half", nvme.PMRMSCU, 0),
	)
	t.Step("not ready after power on", func() { values(t, d, "after power-on", is("PMRSTS", nvme.PMRSTS, nvme.PMRStatusNRDY)) })
	constant(t, d, "PMRCAP", nvme.Narrow(nvme.PMRCAP), uint32(want))
	region, err := d.PCI.Map(t.Context(), nvme.PMRCAP.ReadT(t, d.Regs).BAR())
	t.Must(err)
	if region.Size() != pmrSize {
		t.Errorf("got %v, want %d bytes", region.BAR(), pmrSize)
	}
	return region
}

// pmrBacking is the file that keeps the region.
type pmrBacking struct{ path string }

func openPMRFile(t *run.T) pmrBacking {
	t.Helper()
	b, err := t.Env.Backend(pmr)
	t.Must(err)
	return pmrBacking{filepath.Join(t.Env.Dir, b.File)}
}

// write replaces the content of the file, and keeps the file itself.
func (f pmrBacking) write(t *run.T, p []byte) {
	t.Helper()
	file, err := os.OpenFile(f.path, os.O_WRONLY, 0)
	t.Must(err)
	_, err = file.WriteAt(p, 0)
	t.Must(err)
	t.Must(file.Close())
}

// holds compares the file with the expected content.
func (f pmrBacking) holds(t *run.T, when string, want []byte) {
	t.Helper()
	t.Must(t.QEMU().Sync(t.Context()))
	got, err := os.ReadFile(f.path)
	t.Must(err)
	if len(got) != len(want) {
		t.Fatalf("%s: the file has %d bytes, want %d", when, len(got), len(want))
	}
	same.Bytes(t, "the file "+when, got, want)
}

// barrier reads PMRSTS, after which all previous writes have reached the region
// (PMRCAP.PMRWBM), and checks that the region is healthy.
func barrier(t *run.T, d *nvme.Device) {
	t.Helper()
	values(t, d, "enabled", is("PMRSTS", nvme.PMRSTS, 0))
}

// persists checks that written data is in the file, that it stays while the
// region is disabled, and that writes have no effect then.
func persists(t *run.T, d *nvme.Device, region *pci.Region, file pmrBacking) {
	ctx := t.Context()
	for seed := range uint64(2) {
		want := noise(3+seed, pmrSize)
		t.Must(region.WriteMemory(ctx, 0, want))
		barrier(t, d)
		file.holds(t, "after writes", want)

		t.Must(d.SetPMR(ctx, false))
		absent(t, region, "disabled")
		constant(t, d, "PMRSTS, disabled", nvme.Narrow(nvme.PMRSTS), uint32(nvme.PMRStatusNRDY))
		t.Must(region.WriteMemory(ctx, 64, noise(9, 64)))
		file.holds(t, "after writes to a disabled region", want)

		t.Must(d.SetPMR(ctx, true))
		holds(t, region, "enabled again", want)
	}
}

// dataIn has commands read and write data in the region.
func dataIn(t *run.T, d *nvme.Device, a *nvme.Arena, drive *block.Image) {
	enabled(t, d, func() {
		withQueue(t, d, ioQueue(), func(q *nvme.Queue) {
			for _, x := range transfersOf(nvme.Layout{From: a}) {
				write(t, d, q, drive, x)
				read(t, d, q, drive, x)
			}
		})
	})
}

// afterReset checks that the content survives a reset of the controller and one
// of the machine, which disables the region.
func afterReset(t *run.T, d *nvme.Device, file pmrBacking) {
	ctx := t.Context()
	region, err := d.PCI.Map(ctx, nvme.PMRCAP.ReadT(t, d.Regs).BAR())
	t.Must(err)
	want := noise(5, pmrSize)
	t.Must(region.WriteMemory(ctx, 0, want))
	barrier(t, d)
	enabled(t, d, func() {})
	holds(t, region, "after a reset of the controller", want)

	t.Must(t.QEMU().SystemReset(ctx))
	t.Must(d.PCI.Bus().Setup(ctx))
	for _, bar := range []int{0, region.BAR().Index} {
		_, err := d.PCI.Map(ctx, bar)
		t.Must(err)
	}
	t.Must(d.PCI.Enable(ctx))
	file.holds(t, "after a reset of the machine", want)
	t.Step("PMRCTL", func() { values(t, d, "after a reset of the machine", is("PMRCTL", nvme.PMRCTL, 0)) })
	t.Must(d.SetPMR(ctx, false))
	t.Must(d.SetPMR(ctx, true))
	holds(t, region, "enabled after a reset of the machine", want)
}

// invalidPMRBase checks that the controller refuses a Controller Base Address
// that puts the region beyond 64 bits.
func invalidPMRBase(t *run.T, d *nvme.Device) {
	nvme.PMRMSCU.WriteT(t, d.Regs, 0xffff_ffff)
	nvme.PMRMSCL.WriteT(t, d.Regs, 0xffff_f000|uint32(nvme.MemoryCMSE))
	values(t, d, "with an invalid base address", is("PMRSTS", nvme.PMRSTS, nvme.PMRStatusCBAI))
	t.Must(d.SetPMR(t.Context(), false))
	t.Must(d.SetPMR(t.Context(), true))
	values(t, d, "enabled again", is("PMRSTS", nvme.PMRSTS, 0))
}
