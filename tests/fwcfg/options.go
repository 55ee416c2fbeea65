package fwcfg

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// The options of the test.
const (
	uuid        = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
	textItem    = "opt/org.qgraph/text"
	text        = "a, b" // QEMU's syntax doubles the comma
	fileItem    = "opt/org.qgraph/a-name-of-55-characters-the-longest-one-"
	contentFile = "content.bin"
	emptyItem   = "opt/org.qgraph/empty"
)

// content is that of the file: each value of a byte, and an odd size.
func content() []byte {
	p := make([]byte, 257)
	for i := range p {
		p[i] = byte(i)
	}
	return p
}

// options checks items against the command line.
func options(t *run.T, d *fwcfg.Device) {
	t.Step("uuid", func() {
		want, err := hex.DecodeString(strings.ReplaceAll(uuid, "-", ""))
		t.Must(err)
		got, err := d.Item(t.Context(), fwcfg.UUID, len(want))
		t.Must(err)
		if !bytes.Equal(got, want) {
			t.Errorf("UUID = %x, want %x", got, want)
		}
	})
	t.Step("display", func() { number(t, d, "no display", fwcfg.NoGraphic, 2, 0) })
	t.Step("boot menu", func() { number(t, d, "boot menu", fwcfg.BootMenu, 2, 1) })
	t.Step("boot menu's time", func() { file(t, d, "etc/boot-menu-wait", binary.LittleEndian.AppendUint16(nil, 5000)) })
	t.Step("time before a reboot", func() { file(t, d, "etc/boot-fail-wait", binary.LittleEndian.AppendUint32(nil, 60000)) })
	t.Step("text", func() { file(t, d, textItem, []byte(text)) })
	t.Step("file", func() { file(t, d, fileItem, content()) })
	t.Step("empty file", func() { file(t, d, emptyItem, nil) })
	t.Step("RAM", func() {
		const size = 8
		want := ramSize(t, d.Machine)
		if d.Tree {
			want = 0 // there is no such item
		}
		number(t, d, "size of the RAM", fwcfg.RAMSize, size, want)
	})
	t.Step("processors", func() {
		all, err := qmp.Execute[[]struct{}](t.Context(), d.Machine.Monitor, "query-cpus-fast", qmp.Args{})
		t.Must(err)
		number(t, d, "processors", fwcfg.Processors, 2, uint64(len(all)))
	})
}

// ramSize returns the size of the machine's RAM in bytes.
func ramSize(t *run.T, m *guest.Machine) uint64 {
	t.Helper()
	memory, err := qmp.Execute[struct {
		Base uint64 `json:"base-memory"`
	}](t.Context(), m.Monitor, "query-memory-size-summary", qmp.Args{})
	t.Must(err)
	return memory.Base
}

// number checks an item that is a number of size bytes.
func number(t *run.T, d *fwcfg.Device, what string, k fwcfg.Key, size int, want uint64) {
	t.Helper()
	got, err := d.Number(t.Context(), k, size)
	t.Must(err)
	if got != want {
		t.Errorf("%s (item %#x) = %d, want %d", what, k, got, want)
	}
}

// file checks a file's size and bytes, and that a guest cannot write it.
func file(t *run.T, d *fwcfg.Device, name string, want []byte) {
	t.Helper()
	f, err := d.Lookup(t.Context(), name)
	t.Must(err)
	if int(f.Size) != len(want) {
		t.Fatalf("%s has %d bytes, want %d", name, f.Size, len(want))
	}
	got, err := d.Item(t.Context(), f.Key, len(want))
	t.Must(err)
	if !bytes.Equal(got, want) {
		t.Errorf("%s = %x, want %x", name, got, want)
	}
	if d.DMA == nil || len(want) == 0 {
		return
	}
	done(t, d, "a write of "+name, fwcfg.Request{Control: fwcfg.Write.Of(f.Key), Length: uint32(len(want)), Address: d.Machine.Alloc.RAM().Base}, fwcfg.Error)
}
