package genericsuite

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/snapshot"
	"github.com/qgraph/qgraph/libqos/base/sweep"
	"github.com/qgraph/qgraph/qtest"
)

// An access is one of a fault if it reaches one of its bytes, and no other is: what a sweep
// leaves out is no more than what its step makes.
func TestFault(t *testing.T) {
	f := fault{regions: []string{"gcr", "gcr.alias"}, from: 0x10, to: 0x13, kind: writes}
	here := memmap.Range{First: 0x1000, Last: 0x1fff, Region: "gcr", Offset: 0x8}
	for _, tc := range []struct {
		name string
		a    sweep.Access
		want bool
	}{
		{"first byte", sweep.Access{Range: here, Address: 0x1008, Width: qtest.Width8, Size: 1, Write: true}, true},
		{"last byte", sweep.Access{Range: here, Address: 0x100b, Width: qtest.Width8, Size: 1, Write: true}, true},
		{"before", sweep.Access{Range: here, Address: 0x1007, Width: qtest.Width8, Size: 1, Write: true}, false},
		{"behind", sweep.Access{Range: here, Address: 0x100c, Width: qtest.Width8, Size: 1, Write: true}, false},
		{"into it", sweep.Access{Range: here, Address: 0x1001, Width: qtest.Width64, Size: 8, Write: true}, true},
		{"up to it", sweep.Access{Range: here, Address: 0x1000, Width: qtest.Width64, Size: 8, Write: true}, false},
		{"read", sweep.Access{Range: here, Address: 0x1008, Width: qtest.Width8, Size: 1}, false},
		{"other region", sweep.Access{Range: memmap.Range{First: 0x1000, Region: "gcr2"}, Address: 0x1010, Width: qtest.Width8, Size: 1, Write: true}, false},
		{"alias", sweep.Access{Range: memmap.Range{First: 0x1000, Region: "gcr.alias"}, Address: 0x1010, Width: qtest.Width8, Size: 1, Write: true}, true},
	} {
		if got := f.accessed(tc.a); got != tc.want {
			t.Errorf("%s: %t, want %t", tc.name, got, tc.want)
		}
	}
	f.kind = reads
	if !f.accessed(sweep.Access{Range: here, Address: 0x1000, Size: 256}) {
		t.Error("a block over it is not one of its accesses")
	}
	if !f.has(here, 0x10, 4, false) || f.has(here, 0x14, 4, false) {
		t.Error("its words are others than that at 0x10")
	}
}

// The tables are made of regions, offsets and names that can match.
func TestTables(t *testing.T) {
	names := map[string]bool{}
	for _, f := range faults() {
		if len(f.regions) == 0 || f.from > f.to || f.kind == 0 || f.known.Ends == 0 || names[f.known.Name] {
			t.Errorf("fault %q: regions %q, bytes %#x to %#x, kinds %d, it %v, again: %t", f.known.Name, f.regions, f.from, f.to, f.kind, f.known.Ends, names[f.known.Name])
		}
		names[f.known.Name] = true
	}
	for _, r := range allRemains() {
		if r.part() == "" || r.what == "" || r.clause.String() == "" || names[r.name] {
			t.Errorf("row %q: of %q, %q, clause %q, again: %t", r.name, r.part(), r.what, r.clause, names[r.name])
		}
		names[r.name] = true
		if words, err := r.spans(); err != nil || r.words != "" && len(words) == 0 {
			t.Errorf("row %q: words %q: %v", r.name, r.words, err)
		}
	}
}

// A row is about the words that it names, of its device and its regions.
func TestRemain(t *testing.T) {
	r := remain{device: "sp804", region: "sp804|timer[0-9]", words: "0-4 18"}
	types := map[string]string{"/machine/timer": "sp804", "/machine/uart": "pl011"}
	for _, tc := range []struct {
		name   string
		path   string
		region string
		offset uint64 // of the range in its region
		at     int
		want   bool
	}{
		{"first word", "/machine/timer", "sp804", 0, 0, true},
		{"second word", "/machine/timer", "timer3", 0, 4, true},
		{"between", "/machine/timer", "sp804", 0, 8, false},
		{"in the region's middle", "/machine/timer", "sp804", 0x10, 8, true},
		{"another region", "/machine/timer", "sp804.alias", 0, 0, false},
		{"another device", "/machine/uart", "sp804", 0, 0, false},
		{"no device", "", "sp804", 0, 0, false},
	} {
		d := snapshot.Difference{
			Place: snapshot.Place{Offset: tc.at},
			Range: memmap.Range{Region: tc.region, Offset: tc.offset, Owner: memmap.Owner{Path: tc.path}},
		}
		if got := r.has(d, types); got != tc.want {
			t.Errorf("%s: %t, want %t", tc.name, got, tc.want)
		}
	}
	whole := remain{region: "sp804"}
	if !whole.has(snapshot.Difference{Place: snapshot.Place{Offset: 0x400}, Range: memmap.Range{Region: "sp804"}}, types) {
		t.Error("a row without words is not about the whole region")
	}
}
