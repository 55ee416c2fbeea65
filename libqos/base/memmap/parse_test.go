package memmap_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/memmap"
)

// parsed reads a text that a QEMU of that version gave.
func parsed(t *testing.T, name string) *memmap.Map {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := memmap.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestVersions reads the same machine from three versions, which differ in the order of the views, in the owners' paths,
// and in the kind of ranges where nothing answers.
func TestVersions(t *testing.T) {
	for _, version := range []string{"7.2", "10.0", "11.1"} {
		t.Run(version, func(t *testing.T) {
			m := parsed(t, "pc-"+version)
			memory, ports := m.Memory(), m.Ports()
			bios := memmap.Range{
				First: 0xe0000, Last: 0xfffff, Kind: memmap.ROM, Region: "pc.bios", Offset: 0x20000,
				Owner: memmap.Owner{Path: "/machine/unattached"},
			}
			apic := memmap.Range{
				First: 0xfee00000, Last: 0xfeefffff, Kind: memmap.IO, Priority: 4096, Region: "apic-msi",
				Owner: memmap.Owner{Path: "/machine/unattached/device[0]/lapic"},
			}
			serial := memmap.Range{First: 0x3f8, Last: 0x3ff, Kind: memmap.IO, Region: "serial", Owner: memmap.Owner{ID: "com"}}
			for _, tc := range []struct {
				view memmap.View
				addr uint64
				want memmap.Range
			}{
				{memory, 0xe0000, bios}, {memory, 0xfffff, bios}, {memory, 0xfee00004, apic}, {ports, 0x3fd, serial},
			} {
				got, _ := tc.view.At(tc.addr)
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Errorf("at %#x (-want +got):\n%s", tc.addr, diff)
				}
			}
			if n := len(memory.Ranges); n != 8 {
				t.Errorf("memory has %d ranges, want 8", n)
			}
			hole, _ := ports.At(0x10)
			if !hole.Hole || hole.Last != 0x1f || hole.Region != "io" {
				t.Errorf("port 0x10 is in %+v, want a hole up to 0x1f", hole)
			}
			for i, r := range ports.Ranges {
				if i > 0 && r.First != ports.Ranges[i-1].Last+1 {
					t.Errorf("the ports before %v are missing", r)
				}
			}
			if of := ports.Of("/machine/peripheral/com"); len(of) != 1 || of[0].Region != "serial" {
				t.Errorf("Of(com) = %v, want the serial port", of)
			}
			if r, ok := memory.At(0xfed00400); ok {
				t.Errorf("got %v where nothing is", r)
			}
		})
	}
}

// The names of regions contain spaces, and what looks like an offset. A list of ports has no owner with a path; its
// parent has.
func TestNames(t *testing.T) {
	m := parsed(t, "mps2-an386-11.1")
	for addr, want := range map[uint64]memmap.Range{
		0x40003000: {
			First: 0x40003000, Last: 0x40003fff, Kind: memmap.IO, Priority: -1000, Region: "CMSDK APB peripheral region @0x40000000",
			Offset: 0x3000, Owner: memmap.Owner{Path: "/machine/unattached/device[6]"},
		},
		0x800000: {
			First: 0x800000, Last: 0xffffff, Kind: memmap.IO, Priority: -1000, Region: "RESERVED 1",
			Owner: memmap.Owner{Path: "/machine/unattached/device[1]"},
		},
	} {
		got, _ := m.Memory().At(addr)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("at %#x (-want +got):\n%s", addr, diff)
		}
	}
	if got, _ := parsed(t, "pc-11.1").Ports().At(0x81); got.Owner.Path != "/machine/unattached/device[3]/dma[0]" {
		t.Errorf("%v belongs to %v, want the DMA controller", got, got.Owner)
	}
}

// Without owners, and with a line for an accelerator's copy, the ranges are the same.
func TestParseWithoutOwners(t *testing.T) {
	m, err := memmap.Parse("FlatView #0\r\n AS \"memory\", root: system\r\n AS \"x, root: y\", root: system\r\n Root memory region: system\r\n" +
		"  0000000000000000-00000000000bffff (prio 0, ram): pc.ram KVM\r\n  00000000000c0000-00000000000dffff (prio 1, rom): pc.rom @0000000000000010 KVM\r\n\r\n" +
		"FlatView #1\r\n AS \"I/O\", root: io\r\n Root memory region: (none)\r\n  No rendered FlatView\r\n")
	if err != nil {
		t.Fatal(err)
	}
	want := &memmap.Map{Views: []memmap.View{
		{Spaces: []string{"memory", "x, root: y"}, Root: "system", Ranges: []memmap.Range{
			{First: 0, Last: 0xbffff, Kind: memmap.RAM, Region: "pc.ram"},
			{First: 0xc0000, Last: 0xdffff, Kind: memmap.ROM, Priority: 1, Region: "pc.rom", Offset: 0x10},
		}},
		{Spaces: []string{"I/O"}, Root: "(none)"},
	}}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("map mismatch (-want +got):\n%s", diff)
	}
}

// A text with a line that is not understood is refused as a whole: else a region would be missing unseen.
func TestParseFormat(t *testing.T) {
	const head = "FlatView #0\n AS \"memory\", root: system\n Root memory region: system\n"
	for name, text := range map[string]string{
		"empty":           "",
		"unknown command": "unknown command: 'info mtree'\n",
		"no view":         "  0000000000000000-00000000000bffff (prio 0, ram): pc.ram\n",
		"another line":    head + "  Dispatch\n",
		"a short address": head + "  00000000-0000ffff (prio 0, ram): pc.ram\n",
		"backwards":       head + "  0000000000000010-000000000000000f (prio 0, ram): pc.ram\n",
		"overlapping":     head + "  0000000000000000-000000000000000f (prio 0, ram): a\n  000000000000000f-000000000000001f (prio 0, ram): b\n",
		"a long priority": head + "  0000000000000000-000000000000000f (prio 99999999999999999999, ram): a\n",
		"half a space":    head + " AS \"memory\n",
	} {
		if _, err := memmap.Parse(text); !errors.Is(err, memmap.ErrFormat) {
			t.Errorf("%s: Parse() = %v, want %v", name, err, memmap.ErrFormat)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, tc := range []struct {
		owner memmap.Owner
		path  string
		want  bool
	}{
		{memmap.Owner{Path: "/machine/soc/uart0"}, "/machine/soc/uart0", true},
		{memmap.Owner{Path: "/machine/soc/uart0"}, "/machine/soc", true},
		{memmap.Owner{Path: "/machine/soc/uart01"}, "/machine/soc/uart0", false},
		{memmap.Owner{ID: "net0"}, "/machine/peripheral/net0", true},
		{memmap.Owner{ID: "net0"}, "/machine/peripheral/net", false},
		{memmap.Owner{Path: "/machine/peripheral/net0/virtio-backend"}, "/machine/peripheral/net0", true},
		{memmap.Owner{}, "/machine", false},
	} {
		if got := tc.owner.Within(tc.path); got != tc.want {
			t.Errorf("%v within %s is %v, want %v", tc.owner, tc.path, got, tc.want)
		}
	}
}
