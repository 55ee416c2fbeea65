package ipoctal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/ipoctal"
)

// The channels of the migration: one requests an interrupt, another one, of the other
// request line, is masked.
const (
	asking = 2
	masked = 5
)

// migrate moves the machine while the FIFOs of two channels are full, from their middle
// on. Both have an interrupt pending: the mask lets one through and stops the other. It
// finds a module that loses a character, its place in the FIFO, the mode, an interrupt or
// its mask, and a carrier that loses the enable of a request, on the way.
func migrate(t *run.T, m *ipoctal.Module, second run.Instance[*ipoctal.Module]) {
	ctx := t.Context()
	line, err := m.Slot.Interrupt(ctx)
	t.Must(err)
	var peers [ipoctal.Channels]*chardev.Peer
	fill := []byte{'a', 'b', 'c'}
	for _, channel := range []int{asking, masked} {
		peers[channel], err = chardev.Attach(t.Env, ipoctal.Chardev(channel))
		t.Must(err)
		enable(t, m, channel)
		// The FIFO is a ring of three: its first character is in the second place.
		t.Must(peers[channel].Send(ctx, []byte{'!'}))
		_, err = m.Receive(ctx, channel, 1)
		t.Must(err)
		t.Must(m.Slot.EnableRequests(ctx, ipoctal.RequestLine(channel)))
		t.Must(peers[channel].Send(ctx, fill))
		t.Must(m.Await(ctx, channel, ipoctal.RxReady)) // the FIFO takes all of them at once
	}
	ipoctal.ModeReg(asking).WriteT(t, m.Regs, modeOne)
	ipoctal.ModeReg(asking).WriteT(t, m.Regs, modeTwo)
	ipoctal.ModeReg(masked).WriteT(t, m.Regs, modeOne)
	ipoctal.CausesReg(asking).WriteT(t, m.Regs, ipoctal.CauseRx.Of(asking))
	ipoctal.CausesReg(masked).WriteT(t, m.Regs, ipoctal.CauseTx.Of(masked^1))
	var registers []func(testing.TB, string)
	for _, channel := range []int{asking, masked} {
		registers = append(registers,
			reg.HoldsT(t, m.Regs, "status", ipoctal.StatusReg(channel)),
			reg.HoldsT(t, m.Regs, "interrupt status", ipoctal.CausesReg(channel)))
	}
	requested(t, m, line, "before the migration", ipoctal.RequestLine(asking))

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	for _, held := range registers {
		held(t, "after the migration")
	}
	requested(t, m, line, "after the migration", ipoctal.RequestLine(asking))
	ipoctal.CausesReg(masked).WriteT(t, m.Regs, ipoctal.CauseRx.Of(masked))
	modes(t, m)
	for _, channel := range []int{asking, masked} {
		request := ipoctal.RequestLine(channel)
		got, err := m.Receive(ctx, channel, len(fill))
		t.Must(err)
		if diff := cmp.Diff(fill, got); diff != "" {
			t.Errorf("channel %d: data that waited in the FIFO (-want +got):\n%s", channel, diff)
		}
		idle(t, m, channel, "after its FIFO is read")
		if still, err := m.Slot.Requested(ctx, request); still || err != nil {
			t.Errorf("channel %d: request %d with the FIFO read: %t, %v, want none", channel, request, still, err)
		}
	}
	requested(t, m, line, "with both FIFOs read", none)
	t.Must(m.Send(ctx, asking, fill))
	got, err := peers[asking].Receive(ctx, len(fill))
	t.Must(err)
	if diff := cmp.Diff(fill, got); diff != "" {
		t.Errorf("channel %d: data sent after the migration (-want +got):\n%s", asking, diff)
	}
}

// Values of Mode Register 1 and Mode Register 2 (SCC2698B, "Mode Register 1 (MR1)" and
// "Mode Register 2 (MR2)"): 8 bits without parity, one stop bit; any others would do.
const (
	modeOne = 0x13
	modeTwo = 0x07
)

// modes checks that the pointer of each channel is at the mode register where it was
// before the migration: at the second one, after one access or more. A command puts it back
// to the first one.
func modes(t *run.T, m *ipoctal.Module) {
	t.Helper()
	reg.ExpectT(t, m.Regs, "Mode Register 2 after the migration", ipoctal.ModeReg(asking), modeTwo)
	ipoctal.CommandReg(asking).WriteT(t, m.Regs, ipoctal.ResetMode)
	reg.ExpectT(t, m.Regs, "Mode Register 1 after the migration", ipoctal.ModeReg(asking), modeOne)
	ipoctal.ModeReg(masked).WriteT(t, m.Regs, modeTwo)
	ipoctal.CommandReg(masked).WriteT(t, m.Regs, ipoctal.ResetMode)
	reg.ExpectT(t, m.Regs, "Mode Register 1 of a channel whose mode was half written", ipoctal.ModeReg(masked), modeOne)
}

// none is no request line.
const none = -1

// requested checks which request line the module asserts, and the interrupt line.
func requested(t *run.T, m *ipoctal.Module, line guest.Line, when string, want int) {
	t.Helper()
	for request := range 2 {
		got, err := m.Slot.Requested(t.Context(), request)
		t.Must(err)
		if got != (request == want) {
			t.Errorf("request %d %s: %t, want %t", request, when, got, !got)
		}
	}
	if got := line.Raised(); got != (want != none) {
		t.Errorf("interrupt line %s is raised: %t, want %t", when, got, !got)
	}
}
