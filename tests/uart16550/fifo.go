package uart16550

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// depth is the number of characters in the FIFO.
const depth = 16

// fifo checks the FIFO of received characters (SLLS177I, sections "FIFO Control Register" and
// "FIFO Interrupt Mode Operation").
func fifo(t *run.T, p *uart.Port) {
	peer, err := chardev.Attach(t.Env, uart.FarEnd)
	t.Must(err)
	var line *guest.Line
	if p.HasLine(0) {
		l, err := p.Line(t.Context(), 0)
		t.Must(err)
		line = &l
	}
	for _, level := range []struct {
		bits ns16550.FIFO
		n    int
	}{{ns16550.Level4, 4}, {ns16550.Level8, 8}, {ns16550.Level14, 14}} {
		t.Step(fmt.Sprintf("level %d", level.n), func() { atLevel(t, p, peer, line, level.bits, level.n) })
	}
	t.Step("time-out", func() { timeout(t, p, peer, line) })
	t.Step("overrun", func() { overrun(t, p, line) })
}

// setUp has the receiver interrupt at a level. With the largest divisor a time-out is 20 s
// away.
func setUp(t *run.T, p *uart.Port, level ns16550.FIFO, divisor uint16) {
	t.Helper()
	t.Must(p.Start(t.Context()))
	ns16550.LineControl.WriteT(t, p.Regs, ns16550.EightBit|ns16550.Latch)
	ns16550.DivisorLow.WriteT(t, p.Regs, uint8(divisor))
	ns16550.DivisorHigh.WriteT(t, p.Regs, uint8(divisor>>8))
	ns16550.LineControl.WriteT(t, p.Regs, ns16550.EightBit)
	ns16550.FIFOControl.WriteT(t, p.Regs, ns16550.FIFOs|level)
	ns16550.InterruptEnable.WriteT(t, p.Regs, ns16550.ReceivedData)
}

// pending checks the interrupt with the highest priority, and the line.
func pending(t *run.T, p *uart.Port, line *guest.Line, when string, want ns16550.Pending) {
	t.Helper()
	reg.ExpectBitsT(t, p.Regs, "IIR "+when, ns16550.Identification, ns16550.Cause, want)
	if line != nil && line.Raised() != (want != ns16550.Nothing) {
		t.Errorf("%s: the interrupt line is raised: %t, want %t", when, line.Raised(), want != ns16550.Nothing)
	}
}

// atLevel checks that the receiver interrupts from its level on, and not below it.
func atLevel(t *run.T, p *uart.Port, peer *chardev.Peer, line *guest.Line, level ns16550.FIFO, n int) {
	ctx := t.Context()
	setUp(t, p, level, 0xffff)
	reg.ExpectBitsT(t, p.Regs, "IIR with FIFOs", ns16550.Identification, ns16550.FIFOsEnabled, ns16550.FIFOsEnabled)
	t.Must(peer.Send(ctx, make([]byte, n-1)))
	t.Must(p.Await(ctx, p.Received))
	pending(t, p, line, "below the level", ns16550.Nothing)
	t.Must(peer.Send(ctx, []byte{'z'}))
	t.Must(p.Await(ctx, uart.Bits("IIR", ns16550.Identification, ns16550.Cause).Is(uint64(ns16550.IsReceived))))
	pending(t, p, line, "at the level", ns16550.IsReceived)
	reg.ExpectT(t, p.Regs, "the first character", ns16550.Data, 0)
	pending(t, p, line, "below the level again", ns16550.Nothing)
	rest, err := p.Take(ctx, n-1)
	t.Must(err)
	if got := rest[n-2]; got != 'z' {
		t.Errorf("the last character = %#x, want %#x", got, 'z')
	}
}

// timeout checks that fewer characters than the level interrupt once nothing has happened for
// the time of four characters, and that reading one ends that.
func timeout(t *run.T, p *uart.Port, peer *chardev.Peer, line *guest.Line) {
	ctx := t.Context()
	setUp(t, p, ns16550.Level14, 1)
	t.Must(peer.Send(ctx, []byte("ab")))
	t.Must(p.Machine.Wait(ctx, "the time-out", p.IsTrue(uart.Bits("IIR", ns16550.Identification, ns16550.Cause).Is(uint64(ns16550.IsTimeout)))))
	pending(t, p, line, "after the time of four characters", ns16550.IsTimeout)
	got, err := p.Take(ctx, 2)
	t.Must(err)
	if got[0] != 'a' || got[1] != 'b' {
		t.Errorf("received %#x, want %#x", got, "ab")
	}
	pending(t, p, line, "after the characters were read", ns16550.Nothing)
}

// overrun checks that the character after a full FIFO is lost and no other one, that the line
// status tells of it once, and interrupts. The characters come by loopback.
func overrun(t *run.T, p *uart.Port, line *guest.Line) {
	ctx := t.Context()
	setUp(t, p, 0, 1)
	t.Must(p.Do(ctx, p.Loopback))
	ns16550.InterruptEnable.WriteT(t, p.Regs, ns16550.LineErrors)
	for i := range byte(depth + 1) {
		t.Must(p.Await(ctx, p.Sent))
		if i == depth {
			pending(t, p, line, "with a full FIFO", ns16550.Nothing)
		}
		ns16550.Data.WriteT(t, p.Regs, i)
	}
	t.Must(p.Machine.Pass(ctx, characterTime))
	pending(t, p, line, "after the overrun", ns16550.IsLine)
	reg.ExpectBitsT(t, p.Regs, "LSR after the overrun", ns16550.LineStatus, ns16550.Overrun|ns16550.Ready, ns16550.Overrun|ns16550.Ready)
	reg.ExpectBitsT(t, p.Regs, "LSR read again", ns16550.LineStatus, ns16550.Overrun|ns16550.Ready, ns16550.Ready)
	pending(t, p, line, "after the line status was read", ns16550.Nothing)
	for i := range uint8(depth) {
		reg.ExpectT(t, p.Regs, "a character of the FIFO", ns16550.Data, i)
	}
	reg.ExpectBitsT(t, p.Regs, "LSR at the end", ns16550.LineStatus, ns16550.Ready, 0)
}
