package uart

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// interrupts checks each interrupt: that it is raised for its cause, on its line, only while
// it is enabled, and as long as the cause is there.
func interrupts(t *run.T, p *uart.Port) {
	peer, err := chardev.Attach(t.Env, uart.FarEnd)
	t.Must(err)
	for _, i := range p.Interrupts {
		t.Step(i.Name, func() { interrupt(t, p, peer, i) })
	}
}

// watched is an interrupt with its line, which may lead to a place that is not known.
type watched struct {
	uart.Interrupt
	line  guest.Line
	known bool
}

// is checks whether the interrupt is raised.
func (w watched) is(t *run.T, p *uart.Port, when string, want bool) {
	t.Helper()
	if w.known {
		w.line.ExpectT(t, when, want)
	}
	switch {
	case w.Pending == uart.Condition{}:
	case want:
		expect(t, p, when, w.Pending)
	case w.Masked:
		told, err := p.Holds(t.Context(), w.Pending)
		t.Must(err)
		if told {
			t.Errorf("%s: %s tells of the interrupt", when, w.Pending.Name)
		}
	}
}

// interrupt checks one interrupt.
func interrupt(t *run.T, p *uart.Port, peer *chardev.Peer, i uart.Interrupt) {
	ctx := t.Context()
	t.Must(p.Start(ctx))
	w := watched{Interrupt: i, known: p.HasLine(i.Line)}
	if w.known {
		var err error
		w.line, err = p.Line(ctx, i.Line)
		t.Must(err)
	}
	w.is(t, p, "before its cause", false)
	if i.Cause == uart.OnBreak {
		breaks(t, p, w)
		return
	}
	if i.Latched || i.Pulse {
		latched(t, p, peer, w)
		return
	}
	gone := cause(t, p, peer, i)
	w.is(t, p, "with its cause, disabled", false)
	t.Must(p.Do(ctx, i.Enable))
	w.is(t, p, "enabled", true)
	t.Must(p.Do(ctx, i.Disable))
	w.is(t, p, "disabled again", false)
	if i.Cause == uart.OnReceived { // it is there as long as the character
		t.Must(p.Do(ctx, i.Enable))
		w.is(t, p, "enabled again", true)
	}
	if i.Cause == uart.OnSent && len(i.Clear) > 0 { // it is there until it is cleared
		t.Must(p.Do(ctx, i.Enable))
		w.is(t, p, "enabled again", true)
	}
	gone()
	t.Must(p.Do(ctx, i.Clear))
	switch {
	case i.Cause == uart.OnReceived && !i.Edge:
		w.is(t, p, "after its cause", false)
	case i.Cause == uart.OnSent && len(i.Clear) > 0 && i.Masked:
		w.is(t, p, "cleared", false)
	}
	t.Must(p.Do(ctx, i.Disable))
}

// latched checks an interrupt of which the port takes note only while it is enabled.
func latched(t *run.T, p *uart.Port, peer *chardev.Peer, w watched) {
	ctx := t.Context()
	for _, enabled := range []bool{false, true, false} {
		before, when := w.line.Count(), "with its cause, disabled"
		if enabled {
			when = "with its cause, enabled"
			t.Must(p.Do(ctx, w.Enable))
		}
		gone := cause(t, p, peer, w.Interrupt)
		if w.Pulse {
			if got := w.line.Count() > before; w.known && got != enabled {
				t.Errorf("%s: the interrupt line was raised: %t, want %t", when, got, enabled)
			}
		} else {
			w.is(t, p, when, enabled)
		}
		gone()
		t.Must(p.Do(ctx, w.Clear))
		w.is(t, p, "after its cause", false)
		t.Must(p.Do(ctx, w.Disable))
	}
}

// breaks checks the interrupt for a break. A look at the status can end it, so the port is
// first asked for its interrupt.
func breaks(t *run.T, p *uart.Port, w watched) {
	ctx := t.Context()
	t.Must(p.Do(ctx, w.Enable))
	w.is(t, p, "before the break", false)
	sendBreak(t, p)
	switch {
	case w.known:
		t.Must(w.line.Await(ctx, true))
	case w.Pending != uart.Condition{}:
		t.Must(p.Await(ctx, w.Pending))
	}
	w.is(t, p, "after the break", true)
	t.Must(p.Await(ctx, p.Break.Seen))
	_, err := p.Read(ctx)
	t.Must(err)
	t.Must(p.Do(ctx, p.Break.Taken))
	t.Must(p.Do(ctx, w.Clear))
	w.is(t, p, "after the break was read", false)
	t.Must(p.Do(ctx, w.Disable))
}

// cause brings about what a port interrupts for, and returns how to end it.
func cause(t *run.T, p *uart.Port, peer *chardev.Peer, i uart.Interrupt) (end func()) {
	t.Helper()
	ctx := t.Context()
	switch i.Cause {
	case uart.OnReceived:
		t.Must(peer.Send(ctx, []byte{0x5a}))
		t.Must(p.Await(ctx, p.Received))
		return func() { guestGets(t, p, []byte{0x5a}) }
	case uart.OnSent:
		t.Must(p.Send(ctx, 0xa5))
		t.Must(p.Await(ctx, p.Sent))
		farEndGets(t, peer, []byte{0xa5})
	case uart.OnRoom:
		t.Must(p.Await(ctx, p.Room))
	}
	return func() {}
}
