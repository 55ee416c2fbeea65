package hda

import (
	"context"
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/hda"
)

// The buffers of the stream: each holds 100 ms.
const (
	buffers   = 4
	frameSize = 4
	perBuffer = hostRate / 10
	size      = perBuffer * frameSize
	tag       = 5
)

// converterOf resets the controller and returns the codec's first converter of a kind.
func converterOf(t *run.T, c *hda.Codec, kind hda.WidgetType) hda.Node {
	t.Helper()
	t.Must(c.Reset(t.Context()))
	_, widgets, err := c.Tree(t.Context())
	t.Must(err)
	for _, w := range widgets {
		if w.Type() == kind {
			return w.Node
		}
	}
	t.Fatalf("widgets %+v have no converter of kind %d", widgets, kind)
	return 0
}

// connect has a converter take part in the stream, at full volume.
func connect(t *run.T, c *hda.Codec, n hda.Node) {
	t.Helper()
	do(t, c, hda.Short(c.Address, n, hda.SetFormat, hda.Format48kHz16Stereo))
	do(t, c, hda.Long(c.Address, n, hda.SetStream, tag<<4))
	caps := get(t, c, n, hda.OutputAmplifier)
	amplifier := hda.SetOutput
	if get(t, c, n, hda.WidgetCaps)&hda.CapInAmp != 0 {
		caps, amplifier = get(t, c, n, hda.InputAmplifier), hda.SetInput
	}
	do(t, c, hda.Short(c.Address, n, hda.SetAmplifier, amplifier|hda.SetLeft|hda.SetRight|uint16(caps&0x7f)))
}

// playback plays the loop twice, and checks what the host has got.
func playback(t *run.T, c *hda.Codec) {
	ctx := t.Context()
	n := converterOf(t, c, hda.AudioOutput)
	connect(t, c, n)
	loop := audio.Loop{Samples: audio.Signed16, Frames: buffers * perBuffer}
	s, err := c.OpenStream(ctx, hda.FirstOutput, buffers, size, tag, hda.Format48kHz16Stereo)
	t.Must(err)
	t.Must(c.Machine.WriteMemory(ctx, s.Data, loop.Bytes()))
	moves(t, c, s, 2)
	t.Step("file of the host", func() {
		loop.ExpectT(t, filepath.Join(t.Env.Dir, played), hostRate, buffers*perBuffer)
	})
	t.Step("stopped", func() {
		was := s.ID.LPIB().ReadT(t, c.Regs)
		t.Must(c.Machine.Pass(ctx, 200*time.Millisecond))
		reg.ExpectT(t, c.Regs, "LPIB of a stream that is stopped", s.ID.LPIB(), was)
	})
	t.Must(s.Close(ctx))
	do(t, c, hda.Long(c.Address, n, hda.SetStream, 0))
}

// moves runs the stream for some rounds of its buffers: each interrupts, the position grows with time and begins again behind
// the last one, in LPIB and in memory, and the pace is that of the format (the specification, sections 3.3.37 "Link Position in
// Buffer" and 3.6.3 "Buffer Descriptor List").
func moves(t *run.T, c *hda.Codec, s *hda.Stream, rounds int) {
	ctx := t.Context()
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	bit := hda.Interrupts(1) << s.ID
	hda.INTCTL.WriteT(t, c.Regs, hda.Global|bit)
	reg.ExpectT(t, c.Regs, "FMT", s.ID.FMT(), hda.Format48kHz16Stereo)
	reg.ExpectT(t, c.Regs, "LPIB before the stream runs", s.ID.LPIB(), 0)
	before, err := c.Machine.Clock().ClockStep(ctx, 1)
	t.Must(err)
	t.Must(s.Start(ctx, tag))
	for i := range rounds * buffers {
		t.Must(audio.Await(ctx, c.Machine, "BCIS of a stream", func(ctx context.Context) (bool, error) {
			v, err := s.ID.STS().Read(ctx, c.Regs)
			return v&hda.BCIS != 0, err
		}))
		line.ExpectT(t, "a buffer is done", true)
		reg.ExpectT(t, c.Regs, "INTSTS", hda.INTSTS, hda.Global|bit)
		lpib := s.ID.LPIB().ReadT(t, c.Regs)
		if done := int(lpib) / size; done != (i+1)%buffers {
			t.Errorf("buffer %d is done: LPIB = %d, want it in buffer %d", i, lpib, (i+1)%buffers)
		}
		const fifo = 256 // bytes by which a controller's FIFO may hold the link back
		if p, err := s.Position(ctx); err != nil || p > lpib+fifo || p+fifo < lpib {
			t.Errorf("position in memory = %d (%v), want that of LPIB, %d, or a FIFO beside it", p, err, lpib)
		}
		s.ID.STS().WriteT(t, c.Regs, hda.BCIS)
		reg.ExpectT(t, c.Regs, "INTSTS once BCIS is cleared", hda.INTSTS, 0)
		line.ExpectT(t, "BCIS is cleared", false)
	}
	after, err := c.Machine.Clock().ClockStep(ctx, 1)
	t.Must(err)
	took, want := after-before, time.Duration(rounds*buffers)*time.Second/10
	if slack := 150 * time.Millisecond; took < want-slack || took > want+slack {
		t.Errorf("%d buffers took %v, want %v", rounds*buffers, took, want)
	}
	s.ID.CTL().WriteT(t, c.Regs, hda.Tag(tag))
	reg.ExpectBitsT(t, c.Regs, "CTL once it is stopped", s.ID.CTL(), hda.RUN, 0)
	hda.INTCTL.WriteT(t, c.Regs, 0)
}

// recording records silence over noise: all of the buffers, and nothing behind them.
func recording(t *run.T, c *hda.Codec) {
	ctx := t.Context()
	n := converterOf(t, c, hda.AudioInput)
	connect(t, c, n)
	s, err := c.OpenStream(ctx, hda.FirstInput, buffers, size, tag, hda.Format48kHz16Stereo)
	t.Must(err)
	const noise = 0x5a
	t.Must(c.Machine.Memset(ctx, s.Data, buffers*size, noise))
	moves(t, c, s, 1)
	data := make([]byte, buffers*size)
	t.Must(c.Machine.ReadMemory(ctx, s.Data, data))
	for i, b := range data {
		if b != 0 {
			t.Fatalf("byte %d of the buffers = %#x, want silence", i, b)
		}
	}
	t.Must(s.Close(ctx))
	do(t, c, hda.Long(c.Address, n, hda.SetStream, 0))
}
