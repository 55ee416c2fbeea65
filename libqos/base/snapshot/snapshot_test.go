package snapshot_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/snapshot"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// board is a machine with memory, two devices, and ports.
func board() *memmap.Map {
	return &memmap.Map{Views: []memmap.View{
		{Spaces: []string{memmap.CPUSpace}, Root: "system", Ranges: []memmap.Range{
			{First: 0, Last: 0xffff, Kind: memmap.RAM, Region: "ram"},
			{First: 0x10000, Last: 0x10fff, Kind: memmap.IO, Region: "uart", Owner: memmap.Owner{Path: "/machine/uart"}},
			{First: 0x20000, Last: 0x2ffff, Kind: memmap.IO, Region: "frame", Owner: memmap.Owner{Path: "/machine/display"}},
		}},
		{Spaces: []string{memmap.PortSpace}, Root: "io", Ranges: []memmap.Range{
			{First: 0x60, Last: 0x65, Kind: memmap.IO, Region: "keyboard"},
			{First: 0x66, Last: 0xffff, Kind: memmap.IO, Region: "io", Hole: true},
		}},
	}}
}

func take(t *testing.T, c *qtest.Conn, o snapshot.Options) *snapshot.Snapshot {
	t.Helper()
	s, err := snapshot.Take(t.Context(), c, board(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// texts returns the differences in words.
func texts(list []snapshot.Difference) []string {
	var s []string
	for _, d := range list {
		s = append(s, d.String())
	}
	return s
}

// A register that differs is found, wherever it is in a region; memory is none.
func TestCompare(t *testing.T) {
	m := qtestfake.NewMemory()
	ports := [6]byte{1, 2, 3, 4, 5, 6}
	for i := range uint16(6) {
		m.OnIn(0x60+i, func(qtest.Width) uint32 { return uint32(ports[i]) })
	}
	c := m.Start(t)
	before := take(t, c, snapshot.Options{Ports: true})
	if want := 4096 + 4096 + 6; before.Size() != want {
		t.Errorf("the snapshot has %d bytes, want %d", before.Size(), want)
	}
	m.SetBytes(0x1000, []byte{9})
	m.SetBytes(0x10000, []byte{0xaa})
	m.SetBytes(0x10fff, []byte{0xbb})
	m.SetBytes(0x20404, []byte{1, 2})
	m.SetBytes(0x21000, []byte{7}) // beyond the limit
	ports[5] = 0
	want := []string{
		"0x10000-0x10fff uart+0x0: before 00 00 00 00, after aa 00 00 00",
		"0x10000-0x10fff uart+0xffc: before 00 00 00 00, after 00 00 00 bb",
		"0x20000-0x2ffff frame+0x404: before 00 00 00 00, after 01 02 00 00",
		"0x60-0x65 keyboard+0x4: before 05 06, after 05 00",
	}
	after := take(t, c, snapshot.Options{Ports: true})
	if diff := cmp.Diff(want, texts(snapshot.Compare(before, after, nil))); diff != "" {
		t.Errorf("differences mismatch (-want +got):\n%s", diff)
	}
	if again := snapshot.Compare(after, take(t, c, snapshot.Options{Ports: true}), nil); len(again) > 0 {
		t.Errorf("%v differ though nothing happened", again)
	}
}

// A register that changes by being read is no difference, and the others still are.
func TestUnsteady(t *testing.T) {
	m := qtestfake.NewMemory()
	clock := byte(0)
	m.OnIn(0x61, func(qtest.Width) uint32 { clock++; return uint32(clock) })
	c := m.Start(t)
	o := snapshot.Options{Ports: true}
	first, again := take(t, c, o), take(t, c, o)
	m.SetBytes(0x10010, []byte{1})
	unsteady := snapshot.Unsteady(first, again)
	if want := map[snapshot.Place]bool{{Block: "0x60-0x65 keyboard", Offset: 0}: true}; !cmp.Equal(want, unsteady) {
		t.Errorf("unsteady are %v, want %v", unsteady, want)
	}
	got := texts(snapshot.Compare(first, take(t, c, o), unsteady))
	want := []string{"0x10000-0x10fff uart+0x10: before 00 00 00 00, after 01 00 00 00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differences mismatch (-want +got):\n%s", diff)
	}
}

// Only a part's registers are taken, as many bytes as the limit says, in few requests and one wait.
func TestOptions(t *testing.T) {
	m := qtestfake.NewMemory()
	c := m.Start(t)
	s := take(t, c, snapshot.Options{Part: "/machine/display", Ports: true, Limit: 64 << 10})
	if s.Size() != 64<<10 {
		t.Errorf("the snapshot has %d bytes, want 64 KiB", s.Size())
	}
	if n := c.Counts(); n.Waited != 1 || n.Commands != 64 {
		t.Errorf("%d requests, %d waits, want 64 and 1", n.Commands, n.Waited)
	}
}

// A block that came or went is a difference.
func TestBlocks(t *testing.T) {
	var before, after snapshot.Snapshot
	before.Add("configuration space of 00:03.0", []byte{1, 2, 3, 4, 5, 6, 7, 8})
	after.Add("configuration space of 00:03.0", []byte{1, 2, 3, 4, 5, 6, 7, 9})
	before.Add("gone", []byte{1})
	after.Add("new", []byte{1})
	want := []string{
		"configuration space of 00:03.0+0x4: before 05 06 07 08, after 05 06 07 09",
		"gone: only before",
		"new: only after",
	}
	if diff := cmp.Diff(want, texts(snapshot.Compare(&before, &after, nil))); diff != "" {
		t.Errorf("differences mismatch (-want +got):\n%s", diff)
	}
}

// An error of QEMU is no empty snapshot.
func TestTakeError(t *testing.T) {
	m := &memmap.Map{Views: []memmap.View{{Spaces: []string{memmap.CPUSpace}, Ranges: []memmap.Range{
		{First: 0x1000, Last: 0x1003, Kind: memmap.IO, Region: "uart"},
	}}}}
	c := qtestfake.Script(t, qtestfake.Step{Want: "b64read 0x1000 0x4", Close: true})
	if s, err := snapshot.Take(t.Context(), c, m, snapshot.Options{}); err == nil {
		t.Errorf("Take() = %v, want an error", s)
	}
}

// What a battery keeps is right, and the next register is not.
func TestWhy(t *testing.T) {
	for _, tc := range []struct {
		place snapshot.Place
		right bool
	}{
		{snapshot.Place{Block: "0x9010000-0x9010fff pl031", Offset: 8}, true},
		{snapshot.Place{Block: "0x9010000-0x9010fff pl031", Offset: 0x10}, false},
		{snapshot.Place{Block: "0x71-0x71 rtc", Offset: 0}, true},
		{snapshot.Place{Block: "0x1000-0x1fff pl0312", Offset: 8}, false},
		{snapshot.Place{Block: "configuration space of 00:03.0", Offset: 0}, false},
	} {
		if got := (snapshot.Difference{Place: tc.place}).Why(); (got != "") != tc.right {
			t.Errorf("%v: the reason is %q, want one: %v", tc.place, got, tc.right)
		}
	}
}
