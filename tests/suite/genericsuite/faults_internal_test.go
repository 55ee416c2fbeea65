package genericsuite

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/introspect"
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
		if got := r.matcher(types)(d); got != tc.want {
			t.Errorf("%s: %t, want %t", tc.name, got, tc.want)
		}
	}
	whole := remain{region: "sp804"}
	if !whole.matcher(types)(snapshot.Difference{Place: snapshot.Place{Offset: 0x400}, Range: memmap.Range{Region: "sp804"}}) {
		t.Error("a row without words is not about the whole region")
	}
}

// What remains is sorted by rows: a known register has its row's step, one that is right has
// none, and every other one is left to fail the test. A row that nothing was written to has no
// step, and one whose registers were reset has a step that passes.
func TestSorted(t *testing.T) {
	rows := []remain{
		{name: "timer-load", region: "timer", words: "0"},
		{name: "timer-control", region: "timer", words: "8"},
		{name: "timer-value", region: "timer", words: "c", kind: mayStay},
		{name: "timer-mode", region: "timer", words: "10", kind: mayStay},
		{name: "clock", region: "rtc", kind: rightly},
		{name: "not there", region: "uart"},
	}
	at := func(region string, offset int) snapshot.Difference {
		return snapshot.Difference{Place: snapshot.Place{Block: region, Offset: offset}, Range: memmap.Range{Region: region}}
	}
	written := []snapshot.Difference{at("timer", 0), at("timer", 4), at("timer", 8), at("timer", 0xc), at("timer", 0x10), at("rtc", 0)}
	left := []snapshot.Difference{at("timer", 0), at("timer", 4), at("timer", 0xc), at("rtc", 0), at("uart", 0)}
	known, others := sorted(rows, written, left, nil)
	var names []string
	for _, k := range known {
		names = append(names, fmt.Sprintf("%s %d", k.name, len(k.left)))
	}
	if diff := cmp.Diff([]string{"timer-load 1", "timer-control 0", "timer-value 1"}, names); diff != "" {
		t.Errorf("known rows, with the number of words (-want +got):\n%s", diff)
	}
	if len(others) != 2 || others[0].Offset != 4 || others[1].Block != "uart" {
		t.Errorf("others: %v, want the timer's word 4 and the UART", others)
	}
	if len(left) != 5 || left[1].Offset != 4 {
		t.Errorf("the list itself is now %v", left)
	}
}

// A refusal of a known kind has its step, and any other fails the test.
func TestKnownRefusals(t *testing.T) {
	list := []introspect.Refusal{
		{Question: "qom-get /machine/sensor temperature3", Text: "error reading temperature3"},
		{Question: "qom-get /machine/sensor temperature2", Text: "error reading temperature2"},
		{Question: "qom-get /machine/sensor temperature3", Text: "another error"},
	}
	known, others := knownRefusals(list)
	if len(known) != 1 || known[0].name != "emc1413-temperature3" || len(known[0].list) != 1 {
		t.Errorf("known: %v, want the first", known)
	}
	if diff := cmp.Diff(list[1:], others); diff != "" {
		t.Errorf("others mismatch (-want +got):\n%s", diff)
	}
}
