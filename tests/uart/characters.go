package uart

import (
	"bytes"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// text has each bit of a character alone and missing, and those that a terminal or a flow
// control would take away.
var text = []byte{
	0x00, 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff, 0xfe, 0xfd, 0xfb, 0xf7, 0xef, 0xdf, 0xbf, 0x7f,
	'\n', '\r', 0x03, 0x11, 0x13, 0x1a, 'a', 0x55, 0xaa,
}

// characters checks that characters go in both directions, complete, unchanged and in order.
func characters(t *run.T, p *uart.Port) {
	ctx := t.Context()
	peer, err := chardev.Attach(t.Env, uart.FarEnd)
	t.Must(err)
	t.Step("transmit", func() { transmit(t, p, peer) })
	t.Step("receive", func() { receive(t, p, peer) })
	if !p.Unpaced {
		t.Step("full", func() { full(t, p, peer) })
	}
	if p.Loopback != nil {
		t.Step("loopback", func() { loopback(t, p, peer) })
	}
	if p.Break.Seen != (uart.Condition{}) {
		t.Step("break", func() { breakSeen(t, p, peer) })
	}
	t.Must(p.Start(ctx))
}

// transmit checks what the far end gets, and that the transmitter is empty after it.
func transmit(t *run.T, p *uart.Port, peer *chardev.Peer) {
	ctx := t.Context()
	t.Must(p.Start(ctx))
	t.Must(p.Send(ctx, text...))
	t.Must(p.Await(ctx, p.Sent))
	farEndGets(t, peer, text)
	t.Must(p.Await(ctx, p.Room))
}

// farEndGets checks what comes out of the line.
func farEndGets(t *run.T, peer *chardev.Peer, want []byte) {
	t.Helper()
	got, err := peer.Receive(t.Context(), len(want))
	t.Must(err)
	if !bytes.Equal(got, want) {
		t.Errorf("the far end got % x, want % x", got, want)
	}
}

// receive checks what the guest gets from the far end, and that there is no more.
func receive(t *run.T, p *uart.Port, peer *chardev.Peer) {
	ctx := t.Context()
	t.Must(p.Start(ctx))
	empty(t, p, "at first")
	for characters := range slices.Chunk(text, burst(p)) {
		t.Must(peer.Send(ctx, characters))
		guestGets(t, p, characters)
	}
	empty(t, p, "after the last character")
}

// burst returns how many characters the far end can send at once.
func burst(p *uart.Port) int {
	if p.Unpaced {
		return 1
	}
	return len(text)
}

// guestGets checks the next characters that the receiver has.
func guestGets(t *run.T, p *uart.Port, want []byte) {
	t.Helper()
	got, err := p.Take(t.Context(), len(want))
	t.Must(err)
	all := make([]uint64, len(want))
	for i, c := range want {
		all[i] = uint64(c)
	}
	if !slices.Equal(got, all) {
		t.Errorf("received %#x, want %#x", got, all)
	}
}

// empty checks that no character waits to be read.
func empty(t *run.T, p *uart.Port, when string) {
	t.Helper()
	some, err := p.Holds(t.Context(), p.Received)
	t.Must(err)
	if some {
		t.Errorf("%s: there is a character to read, want none", when)
	}
}

// full checks that a receiver with more characters than it holds loses none: they wait at
// the far end.
func full(t *run.T, p *uart.Port, peer *chardev.Peer) {
	ctx := t.Context()
	t.Must(p.Start(ctx))
	long := bytes.Repeat(text[1:9], 1+p.Depth/4)
	t.Must(peer.Send(ctx, long))
	t.Must(p.Await(ctx, p.Full))
	guestGets(t, p, long)
	empty(t, p, "after the last character")
}

// loopback checks that the receiver gets what the transmitter sends, and, if the manual says
// so, that the far end gets only what comes after it.
func loopback(t *run.T, p *uart.Port, peer *chardev.Peer) {
	ctx := t.Context()
	t.Must(p.Start(ctx))
	t.Must(p.Do(ctx, p.Loopback))
	for _, c := range []byte{0x00, 0xa5, 0xff} {
		t.Must(p.Send(ctx, c))
		guestGets(t, p, []byte{c})
	}
	t.Must(p.Start(ctx))
	t.Must(p.Send(ctx, 'z'))
	t.Must(p.Await(ctx, p.Sent))
	if p.Silent {
		farEndGets(t, peer, []byte{'z'})
		return
	}
	left, err := peer.Receive(ctx, 1) // the manual does not tell whether the line is quiet
	for err == nil && left[0] != 'z' {
		left, err = peer.Receive(ctx, 1)
	}
	t.Must(err)
}

// breakSeen checks that a break is told as such, and that a character after it is none.
func breakSeen(t *run.T, p *uart.Port, peer *chardev.Peer) {
	ctx := t.Context()
	t.Must(p.Start(ctx))
	sendBreak(t, p)
	t.Must(p.Await(ctx, p.Break.Seen))
	got, err := p.Read(ctx)
	t.Must(err)
	if got != p.Break.Data {
		t.Errorf("the character of a break = %#x, want %#x", got, p.Break.Data)
	}
	t.Must(p.Do(ctx, p.Break.Taken))
	t.Must(peer.Send(ctx, []byte{'a'}))
	t.Must(p.Await(ctx, p.Received))
	if p.Break.Seen.Field != p.Received.Field { // else only the character tells of it
		if again, err := p.Holds(ctx, p.Break.Seen); err != nil || again {
			t.Errorf("a break is told after it was read: %t, %v", again, err)
		}
	}
	guestGets(t, p, []byte{'a'})
}

// sendBreak has the far end send a break.
func sendBreak(t *run.T, p *uart.Port) {
	t.Helper()
	backend, err := t.Env.Backend(uart.FarEnd)
	t.Must(err)
	_, err = qmp.Execute[qmp.Empty](t.Context(), p.Machine.Monitor, "chardev-send-break", qmp.Args{"id": backend.ID})
	t.Must(err)
}
