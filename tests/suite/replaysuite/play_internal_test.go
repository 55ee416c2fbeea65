package replaysuite

import (
	"errors"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/memmap"
)

// mtree is a map with RAM in two pieces, two regions of one name, and one in two parts.
const mtree = `FlatView #0
 AS "memory", root: system
 AS "cpu-memory-0", root: system
 Root memory region: system
  0000000000000000-000000000000ffff (prio 0, ram): low
  0000000000010000-000000000001ffff (prio 0, ram): high
  0000000000020000-0000000000020fff (prio 0, rom): rom
  0000000001000000-0000000001000fff (prio 0, i/o): uart owner:{dev path=/machine/a}
  0000000002000000-0000000002000fff (prio 0, i/o): uart owner:{dev path=/machine/b}
  0000000003000000-00000000030000ff (prio 0, i/o): split owner:{dev path=/machine/c}
  0000000003000200-00000000030002ff (prio 0, i/o): split @0000000000000200 owner:{dev path=/machine/c}

FlatView #1
 AS "I/O", root: io
 Root memory region: io
  00000000000003f0-00000000000003f7 (prio 0, i/o): uart owner:{dev path=/machine/d}
`

// TestAddress finds the places of steps in a machine, or that it lacks them.
func TestAddress(t *testing.T) {
	m, err := memmap.Parse(mtree)
	if err != nil {
		t.Fatal(err)
	}
	p := &player{memory: m, ram: beginning(m, 0x10010)}
	for line, want := range map[string]uint64{
		"readl uart+0x10":           0x1000010,
		"readl uart#1+0x10":         0x1000010,
		"readl uart#2+0x10":         0x2000010,
		"readl split+0x204":         0x3000204,
		"inb uart+0x4":              0x3f4,
		"readq 0xfffc":              0xfffc,
		"write 0x1fffe 0x2 0x0102":  0x1fffe,
		"memset 0x0 0x20000 0x0":    0,
		"readl uart#3+0x10":         0,
		"readl split+0x100":         0,
		"readl uart+0x1000":         0,
		"readl other+0x0":           0,
		"readl 0x20000":             0,
		"readl 0x1fffe":             0,
		"read 0xffffffffffff 0x100": 0,
		"readl ram+0x10":            0x10010,
		"readl ram+0x10000":         0,
	} {
		s, err := parseStep(line)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.address(s)
		there := want != 0 || line == "memset 0x0 0x20000 0x0"
		if there && (err != nil || got != want) {
			t.Errorf("%s: address %#x, error %v, want %#x", line, got, err, want)
		}
		if !there && !errors.Is(err, errNoPlace) {
			t.Errorf("%s: error %v, want %v", line, err, errNoPlace)
		}
	}
}
