package memplug

import (
	"context"
	"strconv"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/firmware/memhotplug"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// id is that of the plugged module.
const id = "dimm1"

// plug plugs a module in and out, twice.
func plug(t *run.T, d *memhotplug.Device) {
	for n := range slots {
		expect(t, d, "at the start", uint32(n), 0)
	}
	for _, round := range []string{"first", "again"} {
		t.Step(round, func() { inAndOut(t, d) })
	}
}

// expect checks the state of a slot.
func expect(t *run.T, d *memhotplug.Device, when string, n uint32, want memhotplug.Status) {
	t.Helper()
	memhotplug.Selector.WriteT(t, d.Regs, n)
	reg.ExpectT(t, d.Regs, "status "+when, memhotplug.StatusRegister, want)
}

func inAndOut(t *run.T, d *memhotplug.Device) {
	ctx, m := t.Context(), d.Machine
	t.Must(hotplug.Add(ctx, m.Monitor, hotplug.Device{Driver: "pc-dimm", ID: id, Props: []hotplug.Prop{
		hotplug.String("memdev", module), hotplug.Int("slot", slot),
	}}))
	expect(t, d, "of the other slot", 0, 0)
	expect(t, d, "plugged in", slot, memhotplug.Enabled|memhotplug.Insert)
	memory(t, d)
	memhotplug.ControlBits.WriteT(t, d.Regs, memhotplug.Insert)
	expect(t, d, "seen", slot, memhotplug.Enabled)
	report(t, d)
	t.Must(hotplug.Remove(ctx, m.Monitor, id, func(ctx context.Context) error {
		expect(t, d, "to be taken out", slot, memhotplug.Enabled|memhotplug.Remove)
		memhotplug.ControlBits.WriteT(t, d.Regs, memhotplug.Remove)
		expect(t, d, "seen again", slot, memhotplug.Enabled)
		return memhotplug.ControlBits.Write(ctx, d.Regs, memhotplug.Eject)
	}))
	expect(t, d, "taken out", slot, 0)
}

// memory checks that address and size of the selected slot are those that the monitor reports,
// and that the memory keeps a written value, up to its last byte.
func memory(t *run.T, d *memhotplug.Device) {
	t.Helper()
	all, err := qmp.Execute[[]struct {
		Data struct {
			Address uint64 `json:"addr"`
			Size    uint64 `json:"size"`
			Slot    int    `json:"slot"`
		} `json:"data"`
	}](t.Context(), d.Machine.Monitor, "query-memory-devices", qmp.NoArgs{})
	t.Must(err)
	if len(all) != 1 || all[0].Data.Size != moduleSize || all[0].Data.Slot != slot {
		t.Fatalf("query-memory-devices = %+v, want one module of %d bytes in slot %d", all, moduleSize, slot)
	}
	want := all[0].Data
	address := uint64(memhotplug.AddressHigh.ReadT(t, d.Regs))<<32 | uint64(memhotplug.AddressLow.ReadT(t, d.Regs))
	length := uint64(memhotplug.SizeHigh.ReadT(t, d.Regs))<<32 | uint64(memhotplug.SizeLow.ReadT(t, d.Regs))
	if address != want.Address || length != want.Size {
		t.Errorf("the module is at %#x with %#x bytes, want %#x, %#x", address, length, want.Address, want.Size)
	}
	const pattern = 0x0123_4567_89ab_cdef
	for _, at := range []uint64{address, address + length - uint64(qtest.Width64)} {
		t.Must(d.Machine.Write(t.Context(), qtest.Width64, at, pattern))
		got, err := d.Machine.Read(t.Context(), qtest.Width64, at)
		t.Must(err)
		if got != pattern {
			t.Errorf("memory at %#x = %#x, want %#x", at, got, uint64(pattern))
		}
	}
}

// report checks that OSPM's report on an event reaches the monitor.
func report(t *run.T, d *memhotplug.Device) {
	t.Helper()
	const source, code = 0x103, 0x80 // ejection in progress, ACPI 6.5, section 6.3.5 "_OST"
	want := hotplug.Report{Device: id, Type: "DIMM", Slot: strconv.Itoa(slot), Source: source, Status: code}
	got, err := hotplug.Reported(t.Context(), d.Machine.Monitor, func() {
		memhotplug.Selector.WriteT(t, d.Regs, slot)
		memhotplug.OSTEvent.WriteT(t, d.Regs, source)
		memhotplug.OSTStatus.WriteT(t, d.Regs, code)
	})
	t.Must(err)
	if got != want {
		t.Errorf("report = %+v, want %+v", got, want)
	}
}
