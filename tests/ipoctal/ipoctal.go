package ipoctal

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ipack"
	"github.com/qgraph/qgraph/libqos/device/misc/ipoctal"
)

// Register adds the tests of the module.
func Register(g *graph.Graph) {
	graph.Test(g, "ipoctal232-tests/nop", ipoctal.Driver, identity)
	graph.Test(g, "ipoctal232-tests/channels", ipoctal.Driver, channels, graph.Known(fullUnseen()))
	graph.Pair(g, "ipoctal232-tests/migrate", ipoctal.Driver, migrate)
}

// channels has every channel talk to its far end.
func channels(t *run.T, m *ipoctal.Module) {
	var peers [ipoctal.Channels]*chardev.Peer
	for channel := range peers {
		peer, err := chardev.Attach(t.Env, ipoctal.Chardev(channel))
		t.Must(err)
		peers[channel] = peer
		enable(t, m, channel)
	}
	t.Step("transmit", func() { transmit(t, m, peers) })
	t.Step("receive", func() { receive(t, m, peers) })
	t.Step("full FIFO", func() { full(t, m, peers[6]) })
	for channel, peer := range peers {
		t.Step(fmt.Sprintf("channel %d turned off", channel), func() { off(t, m, channel, peer) })
	}
	for channel := range peers {
		t.Step(fmt.Sprintf("interrupt requests of channel %d", channel), func() { requests(t, m, channel, peers[channel]) })
	}
	for channel := 0; channel < ipoctal.Channels; channel += 2 {
		t.Step(fmt.Sprintf("one request of channels %d and %d", channel, channel+1), func() { together(t, m, channel, peers[channel:][:2]) })
	}
}

// identity compares the ID PROM with the hardware's. It finds a carrier that shows
// another slot, or that swaps or loses bytes, and a PROM with a wrong CRC.
func identity(t *run.T, m *ipoctal.Module) {
	got, err := ipack.ReadID(t.Context(), m.Slot)
	t.Must(err)
	if diff := cmp.Diff(ipoctal.ID(), got); diff != "" {
		t.Errorf("identity (-want +got):\n%s", diff)
	}
}

// text is the data that a channel sends, different for each.
func text(channel int, direction string) []byte {
	return fmt.Appendf(nil, "%d %s\x00\xff\x80\x7f", channel, direction)
}

// enable enables a channel that has been off since power on.
func enable(t *run.T, m *ipoctal.Module, channel int) {
	t.Helper()
	if s := ipoctal.StatusReg(channel).ReadT(t, m.Regs); s != 0 {
		t.Errorf("status of channel %d before it is enabled = %v, want 0", channel, s)
	}
	t.Must(m.Start(t.Context(), channel))
	idle(t, m, channel, "after it is enabled")
}

// transmit sends on all channels. It finds a module that mixes them up or drops
// characters (SCC2698B, "Transmitter").
func transmit(t *run.T, m *ipoctal.Module, peers [ipoctal.Channels]*chardev.Peer) {
	for _, channel := range []int{7, 0, 6, 1, 5, 2, 4, 3} {
		t.Must(m.Send(t.Context(), channel, text(channel, "out")))
	}
	for channel, peer := range peers {
		want := text(channel, "out")
		got, err := peer.Receive(t.Context(), len(want))
		t.Must(err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("channel %d: sent data (-want +got):\n%s", channel, diff)
		}
		idle(t, m, channel, "after it sent")
	}
}

// idle checks that a channel has nothing to receive and is ready to send.
func idle(t *run.T, m *ipoctal.Module, channel int, when string) {
	t.Helper()
	if s := ipoctal.StatusReg(channel).ReadT(t, m.Regs) &^ ipoctal.TxEmpty; s != ipoctal.TxReady {
		t.Errorf("status of channel %d %s = %v, want %v", channel, when, s, ipoctal.TxReady)
	}
}

// receive has all far ends send at once, more than a FIFO holds, and reads the
// channels in another order.
func receive(t *run.T, m *ipoctal.Module, peers [ipoctal.Channels]*chardev.Peer) {
	for channel, peer := range slices.Backward(peers[:]) {
		t.Must(peer.Send(t.Context(), text(channel, "in")))
	}
	for channel := range peers {
		want := text(channel, "in")
		got, err := m.Receive(t.Context(), channel, len(want))
		t.Must(err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("channel %d: received data (-want +got):\n%s", channel, diff)
		}
		idle(t, m, channel, "after it received")
	}
}

// full checks the status of a receive FIFO with as many characters as it holds (SCC2698B,
// "Status Register", FFULL).
func full(t *run.T, m *ipoctal.Module, peer *chardev.Peer) {
	const channel = 6
	want := []byte("abc")
	t.Must(peer.Send(t.Context(), want))
	t.Must(m.Await(t.Context(), channel, ipoctal.RxReady)) // the FIFO takes all of them at once
	s := ipoctal.StatusReg(channel).ReadT(t, m.Regs)
	got, err := m.Receive(t.Context(), channel, len(want))
	t.Must(err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("data of a full FIFO (-want +got):\n%s", diff)
	}
	if s&ipoctal.FIFOFull == 0 {
		t.Errorf("status with a full FIFO = %v, want %v in it", s, ipoctal.FIFOFull)
	}
}

// offTime is the time in which a disabled channel receives nothing, though ten characters
// would come in it at the lowest rate of a terminal.
const offTime = 100 * time.Millisecond

// off checks that a disabled channel is not ready for anything, neither when its two halves
// are disabled together nor one by one, and receives nothing. Once enabled again, it receives
// the data that the far end has sent meanwhile, as the far end sees no reason to wait
// (SCC2698B, "Command Register").
func off(t *run.T, m *ipoctal.Module, channel int, peer *chardev.Peer) {
	t.Helper()
	ctx := t.Context()
	command, status := ipoctal.CommandReg(channel), ipoctal.StatusReg(channel)
	command.WriteT(t, m.Regs, ipoctal.DisableRx)
	t.Must(peer.Send(ctx, []byte("meanwhile")))
	t.Must(m.Slot.Machine().Pass(ctx, offTime))
	reg.ExpectBitsT(t, m.Regs, "status without the receiver", status, ipoctal.TxReady|ipoctal.RxReady, ipoctal.TxReady)
	command.WriteT(t, m.Regs, ipoctal.DisableTx)
	reg.ExpectBitsT(t, m.Regs, "status without both halves", status, ipoctal.TxReady|ipoctal.RxReady, 0)
	command.WriteT(t, m.Regs, ipoctal.EnableTx)
	reg.ExpectBitsT(t, m.Regs, "status with the transmitter", status, ipoctal.TxReady|ipoctal.RxReady, ipoctal.TxReady)
	t.Must(m.Stop(ctx, channel))
	reg.ExpectBitsT(t, m.Regs, "status of a disabled channel", status, ipoctal.TxReady|ipoctal.RxReady, 0)
	ipoctal.DataReg(channel).WriteT(t, m.Regs, '!') // lost
	t.Must(m.Slot.Machine().Pass(ctx, offTime))
	reg.ExpectBitsT(t, m.Regs, "status of a disabled channel with data to come", status, ipoctal.TxReady|ipoctal.RxReady, 0)
	t.Must(m.Start(ctx, channel))
	got, err := m.Receive(ctx, channel, len("meanwhile"))
	t.Must(err)
	if string(got) != "meanwhile" {
		t.Errorf("channel %d received %q, want %q", channel, got, "meanwhile")
	}
	want := []byte("on again")
	t.Must(m.Send(ctx, channel, want))
	got, err = peer.Receive(ctx, len(want))
	t.Must(err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("data of a re-enabled channel %d (-want +got):\n%s", channel, diff)
	}
	idle(t, m, channel, "once it is enabled again")
}
