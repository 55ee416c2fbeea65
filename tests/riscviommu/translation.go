package riscviommu

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/riscviommu"
)

// translation sets up the directory for one device, with a page table of one page. It
// reads the translations through the debug interface: in each mode, for a device with
// a context and for others, and after the page is remapped (sections 2 "Data
// Structures", 6.5 and 6.24).
func translation(t *run.T, d *riscviommu.Device, q *riscviommu.Queue) {
	const (
		device = 9
		iova   = 0x12_3456_7000
		first  = 0x8_7654_3000
		second = 0x8_1111_1000
		page   = riscviommu.PageValid | riscviommu.PageRead | riscviommu.PageUser | riscviommu.PageAccessed
		writes = riscviommu.PageWrite | riscviommu.PageDirty
	)
	ctx := t.Context()
	contexts, err := d.NewContexts(ctx)
	t.Must(err)
	defer func() { t.Must(contexts.Free()) }()
	table, err := d.NewPageTable(ctx, iova, first, page|writes)
	t.Must(err)
	defer func() { t.Must(table.Free()) }()
	forget := func() {
		t.Helper()
		t.Must(q.Do(ctx, riscviommu.InvalidateDevice(device)))
		t.Must(q.Do(ctx, riscviommu.InvalidateTranslations()))
	}

	t.Must(d.SetDirectory(ctx, riscviommu.ModeOff, 0))
	faults(t, d, "Off", device, iova, 0)
	t.Must(d.SetDirectory(ctx, riscviommu.ModeBare, 0))
	goes(t, d, "Bare", device, iova, iova)
	t.Must(d.SetDirectory(ctx, riscviommu.Mode1LVL, contexts.Addr))
	faults(t, d, "a directory without a context", device, iova, 0)

	t.Must(contexts.Set(ctx, device, riscviommu.Context{
		Control: riscviommu.ContextValid,
		First:   riscviommu.FirstStage(riscviommu.FirstSv39, table.Root),
	}))
	forget()
	goes(t, d, "a page table", device, iova, first)
	goes(t, d, "a page table, within the page", device, iova|0xabc, first)
	faults(t, d, "an unmapped page", device, iova+0x1000, 0)
	faults(t, d, "a device without a context", device+1, iova, 0)

	t.Must(table.Map(ctx, second, page))
	forget()
	faults(t, d, "a write to a page for reading", device, iova, 0)
	if got, err := d.Translate(ctx, device, iova, riscviommu.ReadOnly); err != nil || got&riscviommu.Fault != 0 || got.Address() != second {
		t.Errorf("a remapped page, for reading: %#x (%v), want %#x", uint64(got), err, uint64(second))
	}

	t.Must(contexts.Set(ctx, device, riscviommu.Context{}))
	forget()
	faults(t, d, "a removed context", device, iova, riscviommu.ReadOnly)
	t.Must(d.SetDirectory(ctx, riscviommu.ModeOff, 0))
}

// goes checks the translated address of a device's access for reading and
// writing.
func goes(t *run.T, d *riscviommu.Device, what string, device uint32, iova, want uint64) {
	t.Helper()
	got, err := d.Translate(t.Context(), device, iova, 0)
	t.Must(err)
	if got&riscviommu.Fault != 0 || got.Address() != want&^0xfff {
		t.Errorf("%s: address %#x of device %d translates to %#x, want %#x", what, iova, device, uint64(got), want&^0xfff)
	}
}

// faults checks that the IOMMU refuses a device's access.
func faults(t *run.T, d *riscviommu.Device, what string, device uint32, iova uint64, flags riscviommu.Request) {
	t.Helper()
	got, err := d.Translate(t.Context(), device, iova, flags)
	t.Must(err)
	if got&riscviommu.Fault == 0 {
		t.Errorf("%s: address %#x of device %d translates to %#x, want a fault", what, iova, device, got.Address())
	}
}
