package cs4231a

import (
	"context"
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/i8237"
	"github.com/qgraph/qgraph/libqos/device/sound/cs4231a"
)

// A buffer of frames, and the frames until an interrupt.
const (
	frames = 4096
	period = 1024
)

// width is the difference between samples of 8 and of 16 bits.
type width struct {
	format cs4231a.Format
	loop   audio.Loop
}

// playbacks are the tests that play a buffer in a loop at the host's rate.
func playbacks() map[string]func(*run.T, *cs4231a.Codec) {
	tests := map[string]func(*run.T, *cs4231a.Codec){}
	for name, w := range map[string]width{
		"8-bit":  {cs4231a.Linear8, audio.Loop{Samples: audio.Unsigned8, Frames: frames}},
		"16-bit": {cs4231a.Linear16, audio.Loop{Samples: audio.Signed16, Frames: frames}},
	} {
		tests[name] = func(t *run.T, c *cs4231a.Codec) { playback(t, c, w) }
	}
	return tests
}

// playback has the file of the host hold the buffer, sample by sample.
func playback(t *run.T, c *cs4231a.Codec, w width) {
	ctx := t.Context()
	line, err := c.Line(ctx)
	t.Must(err)
	const page, inside = 1 << 16, 0x2142 // each byte of the address counts
	base, err := c.Machine().Alloc.Alloc(page, page)
	t.Must(err)
	t.Cleanup(func() { t.Must(c.Machine().Alloc.Free(base)) })
	addr := base + inside
	b := w.loop.Bytes()
	t.Must(c.Machine().WriteMemory(ctx, addr, b))
	t.Must(c.Write(ctx, cs4231a.ModeID, cs4231a.Mode2, 0))
	t.Must(c.SetFormat(ctx, w.format|cs4231a.Stereo|cs4231a.Rate44100))
	t.Must(c.DMA.Program(ctx, cs4231a.Channel, i8237.Single|i8237.FromMemory|i8237.AutoInit, addr, len(b)))
	t.Must(c.Start(ctx, period))
	const periods = 16
	for range periods {
		interrupted(t, c, line)
	}
	t.Must(c.Machine().Pass(ctx, 200*time.Millisecond)) // for samples on their way to the file
	t.Step("masked", func() { masked(t, c, addr, len(b)) })
	t.Step("stop", func() { stop(t, c, line, addr, len(b)) })
	t.Step("file of the host", func() {
		w.loop.ExpectT(t, filepath.Join(t.Env.Dir, played), hostRate, (periods-4)*period)
	})
}

// interrupted waits for the interrupt of playback, and acknowledges it.
func interrupted(t *run.T, c *cs4231a.Codec, line guest.Line) {
	t.Helper()
	t.Must(audio.Await(t.Context(), c.Machine(), "the interrupt of playback", func(context.Context) (bool, error) { return line.Raised(), nil }))
	reg.ExpectBitsT(t, c.Regs, "status with an interrupt", cs4231a.Status, cs4231a.Interrupt, cs4231a.Interrupt)
	is(t, c, "cause of the interrupt", cs4231a.FeatureStatus, cs4231a.PlaybackInterrupt, cs4231a.PlaybackInterrupt)
	t.Must(c.Acknowledge(t.Context()))
	reg.ExpectBitsT(t, c.Regs, "status, acknowledged", cs4231a.Status, cs4231a.Interrupt, 0)
	is(t, c, "cause, acknowledged", cs4231a.FeatureStatus, cs4231a.PlaybackInterrupt, 0)
	line.ExpectT(t, "acknowledged", false)
}

// position returns the number of bytes that DMA has moved around the buffer, whole frames.
func position(t *run.T, c *cs4231a.Codec, addr uint64, size int) int {
	t.Helper()
	at, err := c.DMA.Moved(t.Context(), cs4231a.Channel, addr, size)
	t.Must(err)
	if frame := size / frames; at < 0 || at >= size || at%frame != 0 {
		t.Errorf("DMA is at byte %d, want it between two frames of the %d bytes", at, size)
	}
	return at
}

// still checks that DMA moves nothing, and returns where it is.
func still(t *run.T, c *cs4231a.Codec, when string, addr uint64, size int) int {
	t.Helper()
	before := position(t, c, addr, size)
	t.Must(c.Machine().Pass(t.Context(), 100*time.Millisecond))
	if after := position(t, c, addr, size); before != after {
		t.Errorf("DMA is at byte %d and then at %d, %s", before, after, when)
	}
	return before
}

// masked checks that a masked channel moves nothing, and then goes on.
func masked(t *run.T, c *cs4231a.Codec, addr uint64, size int) {
	t.Must(c.DMA.Hold(t.Context(), cs4231a.Channel, true))
	at := still(t, c, "while the channel is masked", addr, size)
	t.Must(c.DMA.Hold(t.Context(), cs4231a.Channel, false))
	t.Must(audio.Await(t.Context(), c.Machine(), "DMA to go on", func(ctx context.Context) (bool, error) {
		now, err := c.DMA.Moved(ctx, cs4231a.Channel, addr, size)
		return now != at, err
	}))
}

// stop checks that a stopped codec moves nothing.
func stop(t *run.T, c *cs4231a.Codec, line guest.Line, addr uint64, size int) {
	t.Must(c.Stop(t.Context()))
	still(t, c, "stopped", addr, size)
	line.ExpectT(t, "stopped", false)
}
