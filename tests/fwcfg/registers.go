package fwcfg

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/qtest"
)

const signature = "QEMU"

// registers checks both interfaces of the device, and its directory.
func registers(t *run.T, d *fwcfg.Device) {
	t.Step("signature", func() {
		begins(t, d, "signature", fwcfg.Signature, []byte(signature))
	})
	t.Step("features", func() { features(t, d) })
	t.Step("selector", func() { selector(t, d) })
	t.Step("data register", func() { dataRegister(t, d) })
	if d.DMA != nil {
		t.Step("DMA", func() { dma(t, d) })
		t.Step("both interfaces", func() { bothInterfaces(t, d) })
	}
	t.Step("directory", func() { directory(t, d) })
}

// begins checks the first bytes of an item by the data register.
func begins(t *run.T, d *fwcfg.Device, what string, k fwcfg.Key, want []byte) {
	t.Helper()
	t.Must(d.Choose(t.Context(), k))
	next(t, d, what, want)
}

// next checks the next bytes of the data register.
func next(t *run.T, d *fwcfg.Device, what string, want []byte) {
	t.Helper()
	got, err := d.Next(t.Context(), qtest.Width8, len(want))
	t.Must(err)
	if !bytes.Equal(got, want) {
		t.Errorf("%s: the data register has %q, want %q", what, got, want)
	}
}

// features checks the bits of the revision against the registers that there are.
func features(t *run.T, d *fwcfg.Device) {
	want := fwcfg.Traditional
	if d.DMA != nil {
		want |= fwcfg.DMA
	}
	const size = 4
	v, err := d.Number(t.Context(), fwcfg.ID, size)
	t.Must(err)
	if got := fwcfg.Features(v); got != want {
		t.Errorf("features = %v, want %v", got, want)
	}
}

// selector checks that a write of the selector begins an item anew, and which of its bits
// matter.
func selector(t *run.T, d *fwcfg.Device) {
	t.Must(d.Choose(t.Context(), fwcfg.Signature))
	next(t, d, "the first two bytes", []byte(signature[:2]))
	next(t, d, "the next two", []byte(signature[2:]))
	begins(t, d, "selected again", fwcfg.Signature, []byte(signature[:2]))
	begins(t, d, "selected in the midst of it", fwcfg.Signature, []byte(signature))
	begins(t, d, "with bit 14", fwcfg.Signature|fwcfg.WriteChannel, []byte(signature))
	const size = 4
	got, err := d.Item(t.Context(), fwcfg.Signature|fwcfg.ArchSpecific, size)
	t.Must(err)
	if string(got) == signature {
		t.Errorf("item %#x = %q, that of another key", fwcfg.Signature|fwcfg.ArchSpecific, got)
	}
	const unused = fwcfg.WriteChannel - 1
	begins(t, d, "a key without an item", unused, make([]byte, size))
}

// dataRegister checks reads of each width, behind the end of an item, and writes.
func dataRegister(t *run.T, d *fwcfg.Device) {
	const beyond = 8
	want := append([]byte(signature), make([]byte, beyond)...)
	for w := qtest.Width8; w <= d.Width; w *= 2 {
		t.Must(d.Choose(t.Context(), fwcfg.Signature))
		got, err := d.Next(t.Context(), w, len(want))
		t.Must(err)
		if !bytes.Equal(got, want) {
			t.Errorf("reads of %d bytes: got %q, want %q", w, got, want)
		}
	}
	for _, bit := range []fwcfg.Key{0, fwcfg.WriteChannel} {
		t.Must(d.Choose(t.Context(), fwcfg.Signature|bit))
		t.Must(d.Data.Store(t.Context(), qtest.Width8, 0, '!'))
		begins(t, d, fmt.Sprintf("after a write with key %#x", fwcfg.Signature|bit), fwcfg.Signature, []byte(signature))
	}
}

// bothInterfaces checks that the directory is the same by DMA and by the data register, which
// gives few bytes at a time.
func bothInterfaces(t *run.T, d *fwcfg.Device) {
	size := 100 * int(d.Width)
	want, err := d.Fetch(t.Context(), fwcfg.Directory, size)
	t.Must(err)
	t.Must(d.Choose(t.Context(), fwcfg.Directory))
	got, err := d.Next(t.Context(), d.Width, size)
	t.Must(err)
	if !bytes.Equal(got, want) {
		t.Errorf("the directory is %q by the data register, %q by DMA", got, want)
	}
}

// directory checks that the entries of the directory make sense together, and that each file
// ends where its entry says.
func directory(t *run.T, d *fwcfg.Device) {
	files, err := d.Files(t.Context())
	t.Must(err)
	names, keys := map[string]bool{}, map[fwcfg.Key]string{}
	for i, f := range files {
		if f.Name == "" || names[f.Name] {
			t.Errorf("file %d: its name is %q, want a name that no other file has", i, f.Name)
		}
		if other, ok := keys[f.Key]; ok {
			t.Errorf("%s and %s have the same key, %#x", other, f.Name, f.Key)
		}
		if f.Key < fwcfg.FirstFile || f.Key >= fwcfg.WriteChannel {
			t.Errorf("%s: key %#x, want one from %#x to %#x", f.Name, f.Key, fwcfg.FirstFile, fwcfg.WriteChannel-1)
		}
		names[f.Name], keys[f.Key] = true, f.Name
		end(t, d, f)
	}
	const size = 4
	behind, err := d.Item(t.Context(), fwcfg.Directory, size)
	t.Must(err)
	if got := binary.BigEndian.Uint32(behind); int(got) != len(files) {
		t.Errorf("the directory has %d files, and then %d", len(files), got)
	}
}

// end checks that there are zeros behind a file.
func end(t *run.T, d *fwcfg.Device, f fwcfg.File) {
	t.Helper()
	const beyond = 4
	if d.DMA == nil {
		whole, err := d.Item(t.Context(), f.Key, int(f.Size)+beyond)
		t.Must(err)
		if behind := whole[f.Size:]; !bytes.Equal(behind, make([]byte, beyond)) {
			t.Errorf("%s: behind its %d bytes are %x, want zeros", f.Name, f.Size, behind)
		}
		return
	}
	done(t, d, "skip", fwcfg.Request{Control: fwcfg.Skip.Of(f.Key), Length: f.Size}, 0)
	next(t, d, fmt.Sprintf("behind the %d bytes of %s", f.Size, f.Name), make([]byte, beyond))
}
