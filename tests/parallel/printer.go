package parallel

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/parallel"
)

// printer checks which strobes make the printer take a byte, and how it answers.
func printer(t *run.T, p *parallel.Port) {
	peer, err := chardev.Attach(t.Env, parallel.Chardev)
	t.Must(err)
	t.Must(p.Reset(t.Context()))
	t.Step("every byte", func() {
		const values = 256
		var want []byte
		for b := range values {
			want = append(want, byte(b))
			t.Must(p.Print(t.Context(), byte(b)))
		}
		prints(t, peer, "each value once", want...)
	})
	t.Step("handshake", func() { handshake(t, p, peer) })
	t.Step("no printer", func() { nobody(t, p, peer) })
	t.Step("interrupt", func() { interrupt(t, p, peer) })
}

// prints checks the bytes that the host receives. The one that follows them tells that no more
// have come.
func prints(t *run.T, peer *chardev.Peer, when string, want ...byte) {
	t.Helper()
	got, err := peer.Receive(t.Context(), len(want))
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%s: the host receives % x (%v), want % x", when, got, err, want)
	}
}

// handshake checks that an edge of the strobe has the printer take a byte, and only that, and that
// it is busy then until it has acknowledged it.
func handshake(t *run.T, p *parallel.Port, peer *chardev.Peer) {
	ctx := t.Context()
	parallel.Data.WriteT(t, p.Regs, 'a')
	for range 2 { // the second time is no edge
		parallel.Control.WriteT(t, p.Regs, parallel.Idle|parallel.Strobe)
	}
	parallel.Data.WriteT(t, p.Regs, 'b')
	reg.ExpectBitsT(t, p.Regs, "status behind the strobe", parallel.Status, parallel.NotBusy, 0)
	parallel.Control.WriteT(t, p.Regs, parallel.Idle)
	states, err := p.Await(ctx)
	t.Must(err)
	acknowledged := false
	for _, s := range states {
		acknowledged = acknowledged || s&parallel.NoAcknowledge == 0
		if s&(parallel.NoError|parallel.Selected|parallel.PaperEnd) != parallel.NoError|parallel.Selected {
			t.Errorf("status of a printer at work = %v, want it selected, with paper and no error", s)
		}
	}
	if !acknowledged {
		t.Errorf("the printer was in the states %v, want one of them with -ACK low", states)
	}
	t.Must(p.Print(ctx, 'c'))
	prints(t, peer, "one byte for two writes of the strobe", 'a', 'c')
}

// nobody checks that a printer that is not selected, or is held in reset, takes no byte.
func nobody(t *run.T, p *parallel.Port, peer *chardev.Peer) {
	for _, v := range []parallel.Signals{parallel.NoInit, parallel.SelectIn, 0} {
		parallel.Data.WriteT(t, p.Regs, 'x')
		parallel.Control.WriteT(t, p.Regs, v)
		parallel.Control.WriteT(t, p.Regs, v|parallel.Strobe)
		parallel.Control.WriteT(t, p.Regs, v)
	}
	t.Must(p.Reset(t.Context()))
	t.Must(p.Print(t.Context(), 'y'))
	prints(t, peer, "bytes without a printer", 'y')
}

// interrupt checks that the acknowledgement of a byte interrupts, if that is enabled.
func interrupt(t *run.T, p *parallel.Port, peer *chardev.Peer) {
	ctx := t.Context()
	line, err := p.Line(ctx)
	t.Must(err)
	t.Must(p.Print(ctx, '1'))
	if n := line.Count(); n != 0 {
		t.Errorf("%d interrupts while they are disabled, want 0", n)
	}
	line.ExpectT(t, "interrupts disabled", false)
	for n := range uint64(3) {
		t.Must(p.Send(ctx, byte('2'+n), parallel.IRQEnable))
		_, err := p.Await(ctx)
		t.Must(err)
		if got := line.Count(); got != n+1 {
			t.Errorf("%d interrupts after %d acknowledgements, want one each", got, n+1)
		}
	}
	prints(t, peer, "bytes with interrupts", '1', '2', '3', '4')
	line.ExpectT(t, "the last byte acknowledged", false)
	t.Step("disabled again", func() {
		parallel.Control.WriteT(t, p.Regs, parallel.Idle)
		parallel.Data.ReadT(t, p.Regs) // QEMU has done the write
		line.ExpectT(t, "interrupts disabled again", false)
	})
}
