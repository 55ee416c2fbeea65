package nicsuite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// filterRow is a frame that the filters accept or drop.
type filterRow struct {
	name  string
	rctl  intelnic.ReceiveControl // bits set for the row
	set   *filterTable            // nil: no filter is changed
	frame []byte
	want  bool
}

// filterTable is a change of the filters. Rows that share one are sent together.
type filterTable struct {
	change func(ctx context.Context, on bool) error
}

// filter runs rows: it sets up filters, sends the frames of the rows with these filters
// one after the other, and restores the filters.
func (p Port) filter(t testing.TB, rows []filterRow) {
	t.Helper()
	ctx := t.Context()
	rctl := intelnic.RCTL.ReadT(t, p.Regs)
	for len(rows) > 0 {
		first, n := rows[0], 0
		var frames []incoming
		for ; n < len(rows) && rows[n].rctl == first.rctl && rows[n].set == first.set; n++ {
			row := rows[n]
			if row.want {
				frames = append(frames, whole(row.name, row.frame))
			} else {
				frames = append(frames, incoming{what: row.name, frame: row.frame}, p.behind(row.name))
			}
		}
		p.setReceive(t, rctl|first.rctl)
		if first.set != nil {
			must(t, first.set.change(ctx, true))
		}
		p.receives(t, frames)
		if first.set != nil {
			must(t, first.set.change(ctx, false))
		}
		rows = rows[n:]
	}
	p.setReceive(t, rctl)
}

// to returns a frame to an address.
func (p Port) to(dst ethernet.MAC) []byte {
	return ethersuite.Frame(dst, ethersuite.Host(), ethernet.MinSize, dst[5])
}

// Filters checks the filters that every controller has, and then those of the family, which
// need no transmit queue: with sets the receiver up.
func Filters(t *run.T, s ethersuite.Suite, with func(check func(p Port))) {
	t.Helper()
	t.Step("own address", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { s.FilterBroadcast(t, true) })
	t.Step("no broadcast", func() { s.FilterBroadcast(t, false) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	with(func(p Port) {
		t.Step("unicast filter", func() { filterUnicast(t, p) })
		t.Step("multicast filter", func() { filterMulticast(t, p) })
		t.Step("VLAN filter", func() { filterVLAN(t, p) })
	})
}

// filterUnicast checks the exact filters but the first, and unicast promiscuous mode.
func filterUnicast(t testing.TB, p Port) {
	t.Helper()
	other := ethernet.MAC{0x06, 0x11, 0x22, 0x33, 0x44, 0x55}
	address := func(n int, valid bool) *filterTable {
		return &filterTable{func(ctx context.Context, on bool) error { return p.WriteAddress(ctx, n, other, on && valid) }}
	}
	p.filter(t, []filterRow{
		{name: "another's address", frame: p.to(other)},
		{name: "another's address in filter 1", frame: p.to(other), set: address(1, true), want: true},
		{name: "another's address in the last filter", frame: p.to(other), set: address(intelnic.Filters-1, true), want: true},
		{name: "another's address in filter 1, not valid", frame: p.to(other), set: address(1, false)},
		{name: "another's address, UPE", rctl: intelnic.ReceiveUPE, frame: p.to(other), want: true},
		{name: "multicast, UPE", rctl: intelnic.ReceiveUPE, frame: p.to(ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3})},
	})
}

// filterMulticast checks the multicast table with each choice of address bits, and that
// broadcast acceptance does not let groups in.
func filterMulticast(t testing.TB, p Port) {
	t.Helper()
	group := ethernet.MAC{0x01, 0x00, 0x5e, 0x5a, 0xc3, 0x96}
	rows := []filterRow{
		{name: "multicast", frame: p.to(group)},
		{name: "multicast, BAM", rctl: intelnic.ReceiveBAM, frame: p.to(group)},
	}
	for mo := range uint8(4) {
		table := &filterTable{func(ctx context.Context, on bool) error { return p.SetMulticast(ctx, group, mo, on) }}
		same, near := group, group
		same[0], same[1] = 0x03, 0xff // bits outside every index
		near[5] ^= 0x08
		rows = append(rows,
			filterRow{name: fmt.Sprintf("multicast in the table, MO %d", mo), rctl: intelnic.ReceiveMulticastOffset(mo), set: table, frame: p.to(group), want: true},
			filterRow{name: fmt.Sprintf("multicast with the same index, MO %d", mo), rctl: intelnic.ReceiveMulticastOffset(mo), set: table, frame: p.to(same), want: true},
			filterRow{name: fmt.Sprintf("multicast with another index, MO %d", mo), rctl: intelnic.ReceiveMulticastOffset(mo), set: table, frame: p.to(near)},
		)
	}
	p.filter(t, append(rows, p.multicastEnds()...))
}

// multicastEnds are rows for bits of the multicast table at the ends of the table and of its
// words, each alone in it: neighbours that differ in a bit of the index do not pass.
func (p Port) multicastEnds() (rows []filterRow) {
	for _, index := range []uint16{0, 31, 32, 0x7ff, 0x800, 0xfff} {
		group := func(index uint16) ethernet.MAC { // whose index is in bits 47:36
			return ethernet.MAC{0x01, 0x00, 0x5e, 0x00, byte(index << 4), byte(index >> 4)}
		}
		table := &filterTable{func(ctx context.Context, on bool) error { return p.SetMulticast(ctx, group(index), 0, on) }}
		rows = append(rows, filterRow{name: fmt.Sprintf("multicast %#x, alone in the table", index), set: table, frame: p.to(group(index)), want: true})
		for _, other := range []uint16{index ^ 1, index ^ 0x20, index ^ 0x800} {
			rows = append(rows, filterRow{name: fmt.Sprintf("multicast %#x with %#x in the table", other, index), set: table, frame: p.to(group(other))})
		}
	}
	return rows
}

// filterVLAN checks the VLAN filter: tagged frames need their bit in the table,
// untagged ones do not.
func filterVLAN(t testing.TB, p Port) {
	t.Helper()
	const vfe = intelnic.ReceiveVFE
	off := []filterRow{{name: "untagged", rctl: vfe, frame: p.to(p.Address), want: true}}
	var without, rows []filterRow
	for _, id := range []uint16{1, 31, 32, 0x555, 4095} {
		frame := tagged(p.to(p.Address), ethernet.VLAN, 0xa000|id)
		table := &filterTable{func(ctx context.Context, on bool) error { return p.SetVLAN(ctx, id, on) }}
		next := &filterTable{func(ctx context.Context, on bool) error {
			return errors.Join(p.SetVLAN(ctx, id^1, on), p.SetVLAN(ctx, id^0x20, on), p.SetVLAN(ctx, id^0x800, on))
		}}
		without = append(without, filterRow{name: fmt.Sprintf("VLAN %d, no filter", id), frame: frame, want: true})
		off = append(off, filterRow{name: fmt.Sprintf("VLAN %d", id), rctl: vfe, frame: frame})
		rows = append(rows,
			filterRow{name: fmt.Sprintf("VLAN %d in the table", id), rctl: vfe, set: table, frame: frame, want: true},
			filterRow{name: fmt.Sprintf("VLAN %d, its neighbours in the table", id), rctl: vfe, set: next, frame: frame},
		)
	}
	p.filter(t, slices.Concat(without, off, rows))
}
