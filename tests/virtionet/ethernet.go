package virtionet

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// likeAnyCard has the device pass the checks of all Ethernet controllers: those of its
// rings by each transport, those of its filters by the first one.
func likeAnyCard(t *run.T, hw *virtio.Hardware) {
	for _, transport := range hw.TransportsT(t) {
		t.Step(transport.String(), func() { card{hw: hw, transport: transport}.rings(t) })
	}
	first := card{hw: hw, transport: hw.TransportsT(t)[0]}
	s := first.suite(t)
	t.Step("unicast", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { s.FilterBroadcast(t, true) })
	t.Step("no broadcast", func() { s.FilterBroadcast(t, false) })
	t.Step("groups", func() { s.FilterGroups(t) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	hw.Machine.StepAbove(t, func() { s.Transfers(t, 20) })
}

// rings moves frames through small queues and with several sorts of receive buffers.
func (c card) rings(t *run.T) {
	s := c.suite(t)
	t.Step("sizes to send", func() { s.SendSizes(t) })
	t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
	t.Step("frames in pieces", func() { s.SendPieces(t) })
	t.Step("short frames to send", func() { s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) { s.SendShort(t, p, 0) }) })
	t.Step("both directions", func() { s.Transfers(t, 40) })
	t.Step("both directions, mergeable buffers", func() {
		card{hw: c.hw, transport: c.transport, mergeable: true, room: 244, queue: 64}.suite(t).Transfers(t, 40)
	})
	t.Step("jumbo frames", func() {
		const longest = ethernet.HeaderSize + 9000
		card{hw: c.hw, transport: c.transport, room: longest, longest: longest}.suite(t).Transfers(t, 12)
	})
}

// card is the device as package ethersuite sets it up.
type card struct {
	hw        *virtio.Hardware
	transport virtio.Transport
	mergeable bool   // receive buffers
	room      int    // of one, for a frame; 0 for the longest frame
	longest   int    // frame; 0 for 1514 bytes
	queue     uint16 // number of descriptors, if the driver may choose it; 0 for 16
}

// suite returns the checks of all controllers.
func (c card) suite(t *run.T) ethersuite.Suite {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	return ethersuite.Suite{
		Device: c, Machine: c.hw.Machine, Peer: peer, Address: virtionet.MAC(),
		Longest: c.longest, Pieces: 7, Bits: 40,
	}
}

// Open starts the device with filters (section 5.1.6.5.1 "Packet Receive Filtering").
func (c card) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	if c.queue == 0 {
		c.queue = 16
	}
	features := control(virtionet.FeatureCtrlRx, virtionet.FeatureCtrlRxExtra)
	if c.mergeable {
		features = features.With(virtionet.FeatureMrgRxBuf)
	}
	nic, err := virtionet.OpenSmall(ctx, c.hw, c.transport, features, c.queue)
	if err != nil {
		return nil, err
	}
	p := cardPort{nic, max(c.room, ethernet.MaxSize)}
	for _, filter := range []struct {
		command virtionet.Command
		on      bool
	}{
		{virtionet.RXPromiscuous, f.Promiscuous},
		{virtionet.RXAllMulticast, f.AllGroups},
		{virtionet.RXNoBroadcast, !f.Broadcast},
	} {
		err = errors.Join(err, nic.Set(ctx, filter.command, filter.on))
	}
	count := p.Room()
	if c.mergeable {
		p.room = c.room
		count = int(c.queue)
	}
	return p, errors.Join(err, nic.SetMACTable(ctx, nil, f.Groups), nic.Post(ctx, count, p.room))
}

// cardPort is a started device with receive buffers.
type cardPort struct {
	nic  *virtionet.NIC
	room int // of a receive buffer, for a frame
}

// Room returns the number of frames that can wait in each direction.
func (cardPort) Room() int { return 8 }

// Post hands a frame to the device.
func (p cardPort) Post(ctx context.Context, pieces ...[]byte) error {
	return p.nic.Enqueue(ctx, virtionet.Header{}, pieces...)
}

// Sent waits until the device has sent all frames.
func (p cardPort) Sent(ctx context.Context) error { return p.nic.Flush(ctx) }

// Receive returns the next frame, and gives its buffers back to the device.
func (p cardPort) Receive(ctx context.Context) ([]byte, error) {
	packet, err := p.nic.ReceiveShared(ctx)
	if err != nil {
		return nil, err
	}
	want := virtionet.Header{Buffers: packet.Header.Buffers} // which the driver has counted, if there may be several
	if packet.Header != want {
		return nil, fmt.Errorf("header %+v, want %+v", packet.Header, want)
	}
	return packet.Frame, p.nic.Post(ctx, packet.Buffers, p.room)
}

// Pending reports whether a frame waits in guest memory.
func (p cardPort) Pending(ctx context.Context) (bool, error) {
	n, err := p.nic.RX.CountUsed(ctx)
	return n > 0, err
}

// Close resets the device.
func (p cardPort) Close(ctx context.Context) error { return p.nic.Close(ctx) }
