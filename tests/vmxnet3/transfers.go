package vmxnet3

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/vmxnet3"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// transfers moves frames in both directions.
func transfers(t *run.T, nic *vmxnet3.Device) {
	s := suite(t, nic, vmxnet3.Setup{})
	t.Step("sizes to send", func() { s.SendSizes(t) })
	t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
	t.Step("frames in pieces", func() { s.SendPieces(t) })
	t.Step("both directions", func() { s.Transfers(t, 80) })
	t.Step("larger rings", func() { suite(t, nic, vmxnet3.Setup{Send: 128, Receive: 64}).Transfers(t, 140) })
	t.Step("frames over several buffers", func() {
		suite(t, nic, vmxnet3.Setup{Head: 128, Body: 512}).ReceiveSizes(t)
		suite(t, nic, vmxnet3.Setup{Head: 128, Body: 512}).Transfers(t, 80)
	})
	t.Step("jumbo frames", func() { suite(t, nic, vmxnet3.Setup{MTU: 9000, Head: 10240}).Transfers(t, 24) })
	t.Step("jumbo frames over several buffers", func() { suite(t, nic, vmxnet3.Setup{MTU: 9000, Head: 2048, Body: 1024}).Transfers(t, 24) })
	t.Step("short frames to send", func() { s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) { s.SendShort(t, p, 0) }) })
	t.Step("no descriptor left", func() { full(t, nic) })
	t.Step("type of a completion", func() {
		with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
			s.Delivers(t, p, "a frame", s.In(64, 1))
			if got := p.Last.Type; got != vmxnet3.ReceivedType {
				t.Errorf("type of a receive completion = %d, want %d", got, vmxnet3.ReceivedType)
			}
		})
	})
	nic.Machine.StepAbove(t, func() { suite(t, nic, vmxnet3.Setup{}).Transfers(t, 20) })
}

// full checks that a card without descriptors writes no frame, and goes on once there are
// some: a frame may have waited, or be lost.
func full(t *run.T, nic *vmxnet3.Device) {
	s := suite(t, nic, vmxnet3.Setup{})
	with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
		const n = 40
		for i := range byte(n) {
			t.Must(s.Peer.Send(t.Context(), s.In(100, i)))
		}
		s.Quiet(t)
		next := byte(0)
		for ; next < 31; next++ {
			s.Next(t, p, fmt.Sprintf("frame %d", next), s.In(100, next))
		}
		t.Must(s.Peer.Send(t.Context(), s.In(101, n)))
		for {
			got, err := p.Receive(t.Context())
			t.Must(err)
			if len(got) == 101 {
				ethersuite.Same(t, "the last frame", s.In(101, n), got)
				return
			}
			for next < n && !bytes.Equal(got, s.In(100, next)) {
				next++
			}
			if next == n {
				t.Fatalf("a frame that waited was not sent, or came twice: % x", got)
			}
			next++
		}
	})
}
