package vmcoreinfo

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/qtest"
)

// Register adds the test.
func Register(g *graph.Graph) {
	graph.Test(g, "vmcoreinfo-tests/write", tableloader.Interface, write, graph.After(graph.Option{Flag: "-device", Type: "vmcoreinfo"}))
}

// The file, and its fields (section "Format & alignment").
const (
	file         = "etc/vmcoreinfo"
	size         = 16
	notesSize    = 4
	formatELF    = 1
	supportedELF = 1
)

// info returns the bytes of a file that says where notes are.
func info(hostFormat, format uint16, length uint32, address uint64) []byte {
	le := binary.LittleEndian
	p := le.AppendUint16(nil, hostFormat)
	p = le.AppendUint16(p, format)
	p = le.AppendUint32(p, length)
	return le.AppendUint64(p, address)
}

// write checks that a guest can write the file, in whole and in part, and not beyond its end
// (docs/specs/fw_cfg.rst, section "Guest-side DMA Interface").
func write(t *run.T, s *tableloader.Source) {
	ctx, d := t.Context(), s.Device
	f, err := d.Lookup(ctx, file)
	t.Must(err)
	if f.Size != size {
		t.Fatalf("%s has %d bytes, want %d", file, f.Size, size)
	}
	t.Step("at the start", func() { expect(t, d, f.Key, info(supportedELF, 0, 0, 0)) })
	whole := info(supportedELF, formatELF, 0x1234, 0x1_2345_6780)
	fill := func() { t.Must(d.Put(ctx, f.Key, 0, whole)) }
	t.Step("write", func() {
		fill()
		expect(t, d, f.Key, whole)
	})
	t.Step("write of a part", func() {
		fill()
		const length = 0x5678
		t.Must(d.Put(ctx, f.Key, notesSize, binary.LittleEndian.AppendUint32(nil, length)))
		expect(t, d, f.Key, info(supportedELF, formatELF, length, 0x1_2345_6780))
	})
	t.Step("write beyond the end", func() {
		fill()
		for _, offset := range []uint32{size - 1, size, size + 4} {
			if err := d.Put(ctx, f.Key, offset, []byte{0xa5, 0xa5}); !errors.Is(err, fwcfg.ErrDMA) {
				t.Errorf("write of 2 bytes at %d of %d: error %v, want %v", offset, size, err, fwcfg.ErrDMA)
			}
		}
		expect(t, d, f.Key, whole)
	})
	t.Step("data register", func() {
		fill()
		t.Must(d.Choose(ctx, f.Key|fwcfg.WriteChannel))
		t.Must(d.Data.Store(ctx, qtest.Width8, 0, 0xa5))
		expect(t, d, f.Key, whole)
	})
	t.Step("reset", func() {
		t.Must(t.QEMU().SystemReset(ctx))
		expect(t, d, f.Key, info(supportedELF, 0, 0, 0))
	})
}

// expect checks the bytes of the file.
func expect(t *run.T, d *fwcfg.Device, k fwcfg.Key, want []byte) {
	t.Helper()
	got, err := d.Fetch(t.Context(), k, len(want))
	t.Must(err)
	if !bytes.Equal(got, want) {
		t.Errorf("%s = %x, want %x", file, got, want)
	}
}
