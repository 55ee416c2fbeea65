package memplug

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/device/firmware/memhotplug"
	"github.com/qgraph/qgraph/libqos/device/firmware/nvdimm"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// The module that keeps its contents: its label area in bytes, and its handle, which is one more
// than its slot.
const (
	labelBytes = 128 << 10
	handle     = nvdimm.Handle(slot + 1)
)

func nvdimmOptions() []graph.Option {
	return append(memoryOptions(), graph.Option{Flag: "-machine", Props: []graph.Prop{graph.P("nvdimm", "on")}})
}

// plugNVDIMM plugs such a module in, and asks about it as the ACPI code does (QEMU 11.1,
// docs/specs/acpi_nvdimm.rst).
func plugNVDIMM(t *run.T, d *memhotplug.Device) {
	t.Step("no module", func() {
		expectStatus(t, d, nvdimm.Success, fit(t, d, 0))
	})
	t.Must(hotplug.Add(t.Context(), d.Machine.Monitor, hotplug.Device{Driver: "nvdimm", ID: id, Props: []hotplug.Prop{
		hotplug.String("memdev", module), hotplug.Int("slot", slot), hotplug.Int("label-size", labelBytes),
	}}))
	t.Step("NFIT", func() { readFIT(t, d) })
	t.Step("functions", func() {
		const want = 1<<nvdimm.Functions | 1<<nvdimm.LabelSize | 1<<nvdimm.ReadLabel | 1<<nvdimm.SetLabel
		out := ask(t, d, nvdimm.Functions)
		if got := binary.LittleEndian.Uint32(out); got != want {
			t.Errorf("functions = %#x, want %#x", got, want)
		}
	})
	t.Step("label area", func() { labels(t, d) })
	t.Step("limits of the label area", func() { labelLimits(t, d) })
}

// ask calls a function of the module.
func ask(t *run.T, d *memhotplug.Device, f nvdimm.Function, input ...[]byte) []byte {
	t.Helper()
	out, err := nvdimm.Ask(t.Context(), d.Machine, handle, f, bytes.Join(input, nil))
	t.Must(err)
	if len(out) < 4 {
		t.Fatalf("function %d returns %d bytes, want 4 and more", f, len(out))
	}
	return out
}

// fit returns the status and the part of the NFIT's structures from an offset on.
func fit(t *run.T, d *memhotplug.Device, offset uint32) []byte {
	t.Helper()
	out, err := nvdimm.Ask(t.Context(), d.Machine, nvdimm.Internal, nvdimm.ReadFIT, nvdimm.Words(offset))
	t.Must(err)
	return out
}

// expectStatus checks an answer that has its status alone, or with data.
func expectStatus(t *run.T, d *memhotplug.Device, want nvdimm.Status, out []byte, data ...byte) {
	t.Helper()
	if whole := append(nvdimm.Words(uint32(want)), data...); !bytes.Equal(out, whole) {
		t.Errorf("answer = %x, want %x", out, whole)
	}
}

// readFIT reads the structures: a reading that began before the module came must begin anew ("Read
// FIT").
func readFIT(t *run.T, d *memhotplug.Device) {
	expectStatus(t, d, nvdimm.Changed, fit(t, d, 1))
	all := fit(t, d, 0)
	if got := binary.LittleEndian.Uint32(all); got != uint32(nvdimm.Success) {
		t.Fatalf("status = %#x, want %#x", got, nvdimm.Success)
	}
	all = all[4:]
	const half = 32
	expectStatus(t, d, nvdimm.Success, fit(t, d, half), all[min(half, len(all)):]...)
	expectStatus(t, d, nvdimm.Success, fit(t, d, uint32(len(all))))
	present, err := qmp.Execute[[]struct {
		Data struct {
			Address uint64 `json:"addr"`
		} `json:"data"`
	}](t.Context(), d.Machine.Monitor, "query-memory-devices", qmp.NoArgs{})
	t.Must(err)
	const typ, length, base = 0, 2, 32 // of a structure; of an address range (ACPI 6.5, section 5.2.25.2)
	var types []uint16
	for p := all; len(p) >= base+8; p = p[binary.LittleEndian.Uint16(p[length:]):] {
		types = append(types, binary.LittleEndian.Uint16(p[typ:]))
		if got := binary.LittleEndian.Uint64(p[base:]); len(types) == 1 && got != present[0].Data.Address {
			t.Errorf("the range begins at %#x, want %#x", got, present[0].Data.Address)
		}
	}
	if got, want := fmt.Sprint(types), "[0 1 4]"; got != want {
		t.Errorf("types of structures = %s, want %s: range, mapping, control region", got, want)
	}
}

// transfer is the size of the test's transfers in bytes.
const transfer = 64

// labels writes the area at both ends, and reads it.
func labels(t *run.T, d *memhotplug.Device) {
	size := ask(t, d, nvdimm.LabelSize)
	if got := binary.LittleEndian.Uint32(size[4:]); len(size) != 12 || got != labelBytes {
		t.Fatalf("size of the label area: answer %x, want %d bytes", size, labelBytes)
	}
	empty := make([]byte, transfer)
	for _, offset := range []uint32{0, labelBytes - transfer} {
		at := nvdimm.Words(offset, transfer)
		content := bytes.Repeat([]byte{byte(offset>>8) + 1, 0x5a}, transfer/2)
		expectStatus(t, d, nvdimm.Success, ask(t, d, nvdimm.ReadLabel, at), empty...)
		expectStatus(t, d, nvdimm.Success, ask(t, d, nvdimm.SetLabel, at, content))
		expectStatus(t, d, nvdimm.Success, ask(t, d, nvdimm.ReadLabel, at), content...)
		expectStatus(t, d, nvdimm.Success, ask(t, d, nvdimm.ReadLabel, nvdimm.Words(offset+1, 2)), content[1:3]...)
	}
	expectStatus(t, d, nvdimm.Success, ask(t, d, nvdimm.ReadLabel, nvdimm.Words(transfer, transfer)), empty...)
}

// labelLimits checks that nothing beyond the area, or larger than a transfer may be, is read or
// written.
func labelLimits(t *run.T, d *memhotplug.Device) {
	most := binary.LittleEndian.Uint32(ask(t, d, nvdimm.LabelSize)[8:])
	for _, r := range []struct{ offset, length uint32 }{
		{labelBytes - transfer, transfer + 1}, {labelBytes + 1, 1}, {0, most + 1}, {^uint32(0), 2}, {transfer, ^uint32(0)},
	} {
		for _, f := range []nvdimm.Function{nvdimm.ReadLabel, nvdimm.SetLabel} {
			if out := ask(t, d, f, nvdimm.Words(r.offset, r.length)); !bytes.Equal(out, nvdimm.Words(uint32(nvdimm.Invalid))) {
				t.Errorf("function %d of %d bytes at %#x: answer %x, want status %d", f, r.length, r.offset, out, nvdimm.Invalid)
			}
		}
	}
	whole := ask(t, d, nvdimm.ReadLabel, nvdimm.Words(0, most))
	if len(whole) != int(most)+4 {
		t.Errorf("a read of %d bytes, the most: %d bytes, want %d", most, len(whole), most+4)
	}
}
