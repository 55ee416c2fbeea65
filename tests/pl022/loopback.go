package pl022

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pl022"
)

// loopback checks that frames come back as they were sent, and that the FIFOs, their flags and
// their interrupts say how many there are.
func loopback(t *run.T, p *pl022.Port) {
	for bits := 4; bits <= 16; bits++ {
		t.Step(fmt.Sprintf("frames of %d bits", bits), func() { sized(t, p, bits) })
	}
	t.Step("levels", func() { levels(t, p) })
	t.Step("receive interrupt", func() { received(t, p) })
	t.Step("overrun", func() { overrun(t, p) })
	t.Step("time-out", func() { late(t, p) })
	t.Step("disabled", func() { disabled(t, p) })
}

// loop is a port that is looped back, with its interrupt watched.
type loop struct {
	t    *run.T
	p    *pl022.Port
	line guest.Line
}

// opened enables the port, looped back and with empty FIFOs.
func opened(t *run.T, p *pl022.Port, bits int) loop {
	t.Helper()
	line, err := p.Interrupt(t.Context(), 0)
	t.Must(err)
	l := loop{t, p, line}
	pl022.Mask.WriteT(t, p.Regs, 0)
	pl022.Prescale.WriteT(t, p.Regs, 2)
	pl022.Control0.WriteT(t, p.Regs, pl022.Frames(bits))
	pl022.Control1.WriteT(t, p.Regs, pl022.LBM|pl022.SSE)
	l.settles()
	for range pl022.Depth {
		pl022.Data.ReadT(t, p.Regs)
	}
	pl022.Clear.WriteT(t, p.Regs, pl022.RT|pl022.ROR)
	l.flags("of an empty port", pl022.TFE|pl022.TNF)
	l.state("of an empty port", 0, pl022.TX)
	return l
}

// writes puts frames into the transmit FIFO.
func (l loop) writes(frames ...uint32) {
	l.t.Helper()
	for _, f := range frames {
		pl022.Data.WriteT(l.t, l.p.Regs, f)
	}
}

// sends puts frames into the transmit FIFO and waits until all of them are on their way.
func (l loop) sends(frames ...uint32) {
	l.t.Helper()
	l.writes(frames...)
	l.settles()
}

// settles waits for the end of the last frame.
func (l loop) settles() {
	l.t.Helper()
	l.t.Must(l.p.Machine.Wait(l.t.Context(), "the port to be idle (SSPSR.BSY)", func(ctx context.Context) (bool, error) {
		s, err := pl022.Status.Read(ctx, l.p.Regs)
		return s&pl022.BSY == 0, err
	}))
}

// takes checks the next frames of the receive FIFO.
func (l loop) takes(what string, want ...uint32) {
	l.t.Helper()
	for n, w := range want {
		reg.ExpectT(l.t, l.p.Regs, fmt.Sprintf("frame %d %s", n, what), pl022.Data, w)
	}
}

// flags checks SSPSR.
func (l loop) flags(what string, want pl022.State) {
	l.t.Helper()
	reg.ExpectT(l.t, l.p.Regs, "SSPSR "+what, pl022.Status, want)
}

// state checks the registers of the interrupts but for the time-out, and the line.
func (l loop) state(what string, mask, raw pl022.Interrupt) {
	l.t.Helper()
	const known = pl022.TX | pl022.RX | pl022.ROR
	reg.ExpectBitsT(l.t, l.p.Regs, "SSPRIS "+what, pl022.Raw, known, raw)
	reg.ExpectBitsT(l.t, l.p.Regs, "SSPMIS "+what, pl022.Masked, known, raw&mask)
	reg.ExpectT(l.t, l.p.Regs, "SSPIMSC "+what, pl022.Mask, mask)
	l.line.ExpectT(l.t, what, raw&mask != 0)
}

// sized checks the frames of a size: every bit of one comes back, and those above it do not
// (section 3.3.3 "Data register, SSPDR").
func sized(t *run.T, p *pl022.Port, bits int) {
	l := opened(t, p, bits)
	all := uint32(1)<<bits - 1
	frames := []uint32{0, all, 0x5555 & all, 0xaaaa & all, 1, 1 << (bits - 1)}
	l.sends(frames...)
	l.takes("of those sent", frames...)
	l.sends(0xffff, 0xffff&^all)
	l.takes("with bits beyond its size", all, 0)
}

// levels checks the flags of the receive FIFO at each level (section 3.3.4 "Status register,
// SSPSR").
func levels(t *run.T, p *pl022.Port) {
	l := opened(t, p, 8)
	for n := range uint32(pl022.Depth) {
		l.sends(0x10 + n)
		want := pl022.TFE | pl022.TNF | pl022.RNE
		if n == pl022.Depth-1 {
			want |= pl022.RFF
		}
		l.flags(fmt.Sprintf("with %d frames received", n+1), want)
	}
	for n := range uint32(pl022.Depth) {
		l.takes(fmt.Sprintf("with %d left", pl022.Depth-n), 0x10+n)
		want := pl022.TFE | pl022.TNF | pl022.RNE
		if n == pl022.Depth-1 {
			want &^= pl022.RNE
		}
		l.flags(fmt.Sprintf("with %d frames left", pl022.Depth-n-1), want)
	}
}

// received checks the receive interrupt: it comes with the fourth frame, stays while there are
// four, and cannot be cleared otherwise (section 3.4.1 "SSPRXINTR").
func received(t *run.T, p *pl022.Port) {
	l := opened(t, p, 16)
	pl022.Mask.WriteT(t, p.Regs, pl022.RX)
	for n := range uint32(pl022.Depth/2 - 1) {
		l.sends(0x1000 + n)
		l.state(fmt.Sprintf("with %d frames received", n+1), pl022.RX, pl022.TX)
	}
	l.sends(0x1003)
	l.state("with four frames received", pl022.RX, pl022.TX|pl022.RX)
	pl022.Clear.WriteT(t, p.Regs, ^pl022.Interrupt(0))
	l.state("with SSPICR written", pl022.RX, pl022.TX|pl022.RX)
	pl022.Mask.WriteT(t, p.Regs, 0)
	l.state("masked", 0, pl022.TX|pl022.RX)
	pl022.Mask.WriteT(t, p.Regs, pl022.RX)
	l.state("let through again", pl022.RX, pl022.TX|pl022.RX)
	l.takes("of four", 0x1000)
	l.state("with three frames left", pl022.RX, pl022.TX)
	pl022.Mask.WriteT(t, p.Regs, pl022.TX)
	l.state("with the transmit interrupt let through", pl022.TX, pl022.TX)
	l.takes("of three", 0x1001, 0x1002, 0x1003)
}

// overrun sends more frames than the receive FIFO has room for: the frames in it stay, and those
// that found it full are lost (section 3.4.3 "SSPRORINTR").
func overrun(t *run.T, p *pl022.Port) {
	l := opened(t, p, 8)
	pl022.Mask.WriteT(t, p.Regs, pl022.ROR)
	for n := range uint32(pl022.Depth) {
		l.sends(0x20 + n)
	}
	l.state("with a full FIFO", pl022.ROR, pl022.TX|pl022.RX)
	l.writes(0x77, 0x78)
	t.Must(p.Machine.Pass(t.Context(), time.Millisecond)) // more than two frames take
	l.state("after an overrun", pl022.ROR, pl022.TX|pl022.RX|pl022.ROR)
	pl022.Clear.WriteT(t, p.Regs, pl022.RT)
	l.state("with RTIC written", pl022.ROR, pl022.TX|pl022.RX|pl022.ROR)
	for n := range uint32(pl022.Depth) {
		l.takes("of the full FIFO", 0x20+n)
	}
	l.flags("with all frames taken", pl022.TFE|pl022.TNF)
	l.state("with all frames taken", pl022.ROR, pl022.TX|pl022.ROR)
	pl022.Clear.WriteT(t, p.Regs, pl022.ROR)
	l.state("with RORIC written", pl022.ROR, pl022.TX)
	l.sends(0x79)
	l.takes("after the overrun", 0x79)
}

// late lets frames wait in the receive FIFO (section 3.4.4 "SSPRTINTR").
func late(t *run.T, p *pl022.Port) {
	l := opened(t, p, 8)
	pl022.Mask.WriteT(t, p.Regs, pl022.RT)
	l.sends(0x42)
	reg.ExpectT(t, p.Regs, "SSPRIS at once", pl022.Raw, pl022.TX)
	t.Must(p.Machine.Pass(t.Context(), time.Millisecond)) // more than 32 bit periods
	reg.ExpectT(t, p.Regs, "SSPRIS after a time-out", pl022.Raw, pl022.TX|pl022.RT)
	reg.ExpectT(t, p.Regs, "SSPMIS after a time-out", pl022.Masked, pl022.RT)
	l.line.ExpectT(t, "after a time-out", true)
	pl022.Mask.WriteT(t, p.Regs, 0)
	reg.ExpectT(t, p.Regs, "SSPMIS, masked", pl022.Masked, 0)
	l.line.ExpectT(t, "masked", false)
	pl022.Mask.WriteT(t, p.Regs, pl022.RT)
	l.takes("that waits", 0x42)
	reg.ExpectT(t, p.Regs, "SSPRIS with the frame taken", pl022.Raw, pl022.TX)
	l.line.ExpectT(t, "with the frame taken", false)
}

// disabled fills the transmit FIFO of a port that is disabled: its interrupt and its flags follow
// its level, and the frames are sent once the port is enabled (section 3.4.2 "SSPTXINTR").
func disabled(t *run.T, p *pl022.Port) {
	l := opened(t, p, 8)
	pl022.Control1.WriteT(t, p.Regs, pl022.LBM)
	pl022.Mask.WriteT(t, p.Regs, pl022.TX)
	l.state("of an empty FIFO", pl022.TX, pl022.TX)
	var frames []uint32
	for n := range uint32(pl022.Depth) {
		frames = append(frames, 0x30+n)
		l.writes(0x30 + n)
		raw := pl022.TX
		if n+1 > pl022.Depth/2 {
			raw = 0
		}
		l.state(fmt.Sprintf("with %d frames written", n+1), pl022.TX, raw)
		want := pl022.TNF
		if n == pl022.Depth-1 {
			want = 0
		}
		reg.ExpectBitsT(t, p.Regs, fmt.Sprintf("SSPSR with %d frames written", n+1), pl022.Status, pl022.TFE|pl022.TNF|pl022.RNE, want)
	}
	l.writes(0x99) // there is no room for it
	pl022.Control1.WriteT(t, p.Regs, pl022.LBM|pl022.SSE)
	l.settles()
	l.flags("once enabled", pl022.TFE|pl022.TNF|pl022.RNE|pl022.RFF)
	l.takes("of those written before", frames...)
	l.flags("with all frames taken", pl022.TFE|pl022.TNF)
}
