package pci_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
	"github.com/qgraph/qgraph/qtest"
)

func TestBARs(t *testing.T) {
	for _, tc := range []struct {
		name string
		bars []pci.BAR
	}{
		{"none", nil},
		{"smallest I/O", []pci.BAR{{Index: 0, Kind: pci.IO, Size: 4}}},
		{"smallest memory", []pci.BAR{{Index: 5, Kind: pci.Memory32, Size: 16}}},
		{"all six", []pci.BAR{
			{Index: 0, Kind: pci.IO, Size: 64},
			{Index: 1, Kind: pci.Memory32, Size: 4096},
			{Index: 2, Kind: pci.Memory32, Size: 1 << 20, Prefetchable: true},
			{Index: 3, Kind: pci.IO, Size: 256},
			{Index: 4, Kind: pci.Memory64, Size: 1 << 16},
		}},
		{"2 GiB", []pci.BAR{{Index: 1, Kind: pci.Memory32, Size: 1 << 31}}},
		{"a gap", []pci.BAR{{Index: 1, Kind: pci.Memory64, Size: 1 << 12, Prefetchable: true}, {Index: 4, Kind: pci.IO, Size: 8}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			model := named()
			model.BARs = nil
			f := pcifake.New(model)
			for _, b := range tc.bars {
				implement(f, b)
			}
			before := f.Config
			h := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): f})
			d, err := h.Bus(slot()).Device(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got, err := d.BARs(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.bars, got); diff != "" {
				t.Errorf("BARs() mismatch (-want +got):\n%s", diff)
			}
			if f.Config != before {
				t.Error("BARs() did not restore configuration space")
			}
		})
	}
}

// implement makes the registers of a BAR writable for the sizing protocol,
// without memory behind it, as a BAR may be large.
func implement(f *pcifake.Function, b pci.BAR) {
	at := uint64(pci.BaseAddress(b.Index))
	f.Config[at] = byte(b.Flags())
	f.Allow(at, qtest.Width32, -b.Size)
	last := at + 3
	if b.Kind == pci.Memory64 {
		f.Allow(at+4, qtest.Width32, -b.Size>>32)
		last = at + 7
	}
	f.Config[last] = 0x80 // it already has an address
}

func TestBARAbove4GiB(t *testing.T) {
	f := pcifake.New(named())
	implement(f, pci.BAR{Index: 2, Kind: pci.Memory64, Size: 1 << 36})
	d, err := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): f}).Bus(slot()).Device(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.BAR(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(pci.BAR{Index: 2, Kind: pci.Memory64, Size: 1 << 36}, got); diff != "" {
		t.Errorf("BAR(2) mismatch (-want +got):\n%s", diff)
	}
}

func TestBARWith16BitIO(t *testing.T) {
	d, f, _ := plug(t, named())
	f.Config[pci.BaseAddress0] = 1
	f.Allow(uint64(pci.BaseAddress0), qtest.Width32, 0xff00) // no upper half, as on a PC
	got, err := d.BAR(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(pci.BAR{Index: 0, Kind: pci.IO, Size: 256}, got); diff != "" {
		t.Errorf("BAR(0) mismatch (-want +got):\n%s", diff)
	}
}

func TestBARRefuses(t *testing.T) {
	for _, tc := range []struct {
		name  string
		index int
		low   byte
		mask  uint64
		want  string
	}{
		{"bits missing", 0, 0, 0xff0ff000, "want those of an address"},
		{"top bit missing", 0, 0, 0x7ffff000, "want those of an address"},
		{"I/O with bits missing", 0, 1, 0xf0f0, "want those of an address"},
		{"reserved type", 0, 6, 0xfffff000, "reserved type"},
		{"64 bits in the last register", 5, 4, 0xfffff000, "in the last register"},
		{"not implemented", 3, 0, 0, "no such BAR"},
		{"no such index", 6, 0, 0, "no such BAR"},
		{"negative index", -1, 0, 0, "no such BAR"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d, f, _ := plug(t, named())
			if tc.mask != 0 {
				at := uint64(pci.BaseAddress(tc.index))
				f.Config[at] = tc.low
				f.Allow(at, qtest.Width32, tc.mask)
			}
			_, err := d.BAR(t.Context(), tc.index)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("BAR(%d): error %v, want %q in it", tc.index, err, tc.want)
			}
			if got := strings.Contains(tc.want, "no such"); got != errors.Is(err, pci.ErrNoBAR) {
				t.Errorf("BAR(%d): error %v wraps ErrNoBAR: %v", tc.index, err, !got)
			}
		})
	}
}

// watcher is a host bridge that checks the Command register at every write of a
// BAR.
type watcher struct {
	*pcifake.Host
	t       *testing.T
	f       *pcifake.Function
	written int
}

func (w *watcher) WriteConfig(ctx context.Context, at pci.Address, width qtest.Width, offset uint16, v uint32) error {
	if offset >= uint16(pci.BaseAddress0) && offset < uint16(pci.CardbusCIS) {
		w.written++
		if w.f.Config[pci.Command]&3 != 0 {
			w.t.Errorf("base address register at %#x was written while the device decodes", offset)
		}
	}
	return w.Host.WriteConfig(ctx, at, width, offset, v)
}

func TestSizingDoesNotDecode(t *testing.T) {
	model := named()
	model.BARs = []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 4096}, {Index: 1, Kind: pci.IO, Size: 32}}
	f := pcifake.New(model)
	w := &watcher{Host: pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): f}), t: t, f: f}
	d, err := pci.NewBus(w.Bus(slot()).Machine(), w, slot()).Device(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Enable(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.BARs(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.written == 0 {
		t.Error("no base address register was written")
	}
	if got, want := pci.Command.ReadT(t, d.Config()), pci.CommandIO|pci.CommandMemory|pci.CommandMaster; got != want {
		t.Errorf("Command = %v afterwards, want %v", got, want)
	}
}
