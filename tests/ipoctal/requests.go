package ipoctal

import (
	"fmt"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/ipoctal"
)

// requests checks that a received character asserts the request line of the
// channel's block, and no other, if the mask enables it and until it is read. The
// carrier passes on only the enabled requests (SCC2698B, "Interrupt Status
// Register" and "Interrupt Mask Register").
func requests(t *run.T, m *ipoctal.Module, channel int, peer *chardev.Peer) {
	ctx := t.Context()
	line, err := m.Slot.Interrupt(ctx)
	t.Must(err)
	asserted := func(when string, want bool) {
		t.Helper()
		requests, err := m.Slot.Requests(ctx)
		t.Must(err)
		var all []int
		if want {
			all = []int{ipoctal.RequestLine(channel)}
		}
		if diff := cmp.Diff(all, requests); diff != "" {
			t.Errorf("channel %d, %s: request lines (-want +got):\n%s", channel, when, diff)
		}
		if got := line.Raised(); got != want {
			t.Errorf("channel %d, %s: interrupt line raised: %t, want %t", channel, when, got, want)
		}
	}
	mask := ipoctal.CausesReg(channel)
	cause := ipoctal.CauseRx.Of(channel)
	ready := ipoctal.CauseTx.Of(0) | ipoctal.CauseTx.Of(1) // both transmitters of the block are on and empty

	come := func(masked ipoctal.Cause) {
		t.Helper()
		mask.WriteT(t, m.Regs, masked)
		t.Must(peer.Send(ctx, []byte{'i'}))
		t.Must(m.Await(ctx, channel, ipoctal.RxReady))
		reg.ExpectT(t, m.Regs, fmt.Sprintf("interrupt status with a character for channel %d", channel), mask, ready|cause)
	}
	read := func() {
		t.Helper()
		if got := ipoctal.DataReg(channel).ReadT(t, m.Regs); got != 'i' {
			t.Errorf("channel %d received %q, want %q", channel, got, 'i')
		}
	}

	request := ipoctal.RequestLine(channel)
	t.Must(m.Slot.EnableRequests(ctx, request^1))
	come(cause)
	if line.Raised() {
		t.Errorf("channel %d: interrupt line is raised with the other request enabled", channel)
	}
	read()
	t.Must(m.Slot.EnableRequests(ctx, request))
	come(ipoctal.CauseRx.Of(channel ^ 1)) // enables only the neighbour's cause
	asserted("masked", false)
	read()
	come(cause)
	asserted("masked in", true)
	read()
	asserted("with the character read", false)
	reg.ExpectT(t, m.Regs, "interrupt status without a character", mask, ready)
	mask.WriteT(t, m.Regs, 0)
	for request := range 2 {
		t.Must(m.Slot.DisableRequests(ctx, request))
	}
}

// together checks that the channels of a block share a request: it is there until neither has a
// character, and each character is a cause of its channel alone (SCC2698B, "Interrupt Status
// Register").
func together(t *run.T, m *ipoctal.Module, first int, peers []*chardev.Peer) {
	ctx := t.Context()
	line, err := m.Slot.Interrupt(ctx)
	t.Must(err)
	register, request := ipoctal.CausesReg(first), ipoctal.RequestLine(first)
	ready := ipoctal.CauseTx.Of(0) | ipoctal.CauseTx.Of(1)
	both := ipoctal.CauseRx.Of(0) | ipoctal.CauseRx.Of(1)
	t.Must(m.Slot.EnableRequests(ctx, request))
	for _, order := range [][2]int{{0, 1}, {1, 0}} {
		for i, peer := range peers {
			t.Must(peer.Send(ctx, []byte{byte('a' + i)}))
			t.Must(m.Await(ctx, first+i, ipoctal.RxReady))
		}
		register.WriteT(t, m.Regs, both)
		reg.ExpectT(t, m.Regs, "interrupt status with two characters", register, ready|both)
		for n, i := range order {
			if !line.Raised() {
				t.Errorf("the interrupt line is not raised with %d of 2 characters read", n)
			}
			if got, want := ipoctal.DataReg(first+i).ReadT(t, m.Regs), byte('a'+i); got != want {
				t.Errorf("channel %d received %q, want %q", first+i, got, want)
			}
		}
		reg.ExpectT(t, m.Regs, "interrupt status without a character", register, ready)
		if line.Raised() {
			t.Error("the interrupt line is raised with both characters read")
		}
		register.WriteT(t, m.Regs, 0)
	}
	for request := range 2 {
		t.Must(m.Slot.DisableRequests(ctx, request))
	}
}
