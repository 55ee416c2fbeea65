package ac97

import (
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/device/sound/ac97"
)

// The signal played: a square wave with a different level on each side, so that
// lost, doubled or swapped frames show.
const (
	sourceRate = 12000
	halfWave   = 60  // frames of the source
	buffer     = 600 // frames
	buffers    = 8
	left       = 8000
	right      = -3000
)

// playbackUpsample plays at a rate below the host's and checks the host's output.
func playbackUpsample(t *run.T, c *ac97.Controller) {
	ctx := t.Context()
	t.Must(c.Reset(ctx))
	t.Step("mixer", func() { mixer(t, c) })
	t.Must(c.SetRate(ctx, ac97.FrontDACRate, sourceRate))
	ac97.MasterVolume.WriteT(t, c.Mixer, 0)
	ac97.PCMOutVolume.WriteT(t, c.Mixer, 0)

	ch, err := c.Open(ctx, ac97.PCMOut, buffers, buffer)
	t.Must(err)
	var source []ac97.Frame
	for i := range buffers * buffer {
		source = append(source, wave(i/halfWave))
	}
	t.Must(ch.Write(ctx, source))
	took(t, "playback", move(t, c, ch, buffers, ac97.PCMOutInterrupt))
	t.Must(c.Machine.Pass(ctx, 200*time.Millisecond)) // for frames on their way to the file
	t.Must(ch.Close(ctx))
	t.Step("file of the host", func() { heard(t) })
}

// wave returns the levels of a half wave.
func wave(n int) ac97.Frame {
	if n%2 == 0 {
		return ac97.Frame{Left: left, Right: right}
	}
	return ac97.Frame{Left: -left, Right: -right}
}

// took checks that all the buffers took as long as they last at the source's rate,
// within the amount that the host's side may buffer.
func took(t *run.T, what string, got time.Duration) {
	t.Helper()
	const want = buffers * buffer * time.Second / sourceRate
	const slack = 150 * time.Millisecond
	if got < want-slack || got > want+slack {
		t.Errorf("%s of %d frames at %d Hz took %v, want %v", what, buffers*buffer, sourceRate, got, want)
	}
}

// heard checks the file that the host has written so far: it has the square wave at the host's rate,
// with every half wave in its place.
func heard(t *run.T) {
	t.Helper()
	frames, err := audio.ReadWav(filepath.Join(t.Env.Dir, played), hostRate)
	t.Must(err)
	// Up to one of the host's blocks, a few half waves, may still be in QEMU.
	const unwritten = 6
	const halves = buffers * buffer / halfWave
	for n := range halves - unwritten {
		if !half(t, frames, n) {
			return
		}
	}
}

// half checks half wave n except its edges, where resampling mixes neighbours.
func half(t *run.T, frames []audio.Frame, n int) bool {
	t.Helper()
	const length = float64(halfWave) * hostRate / sourceRate
	const edge = 6 // frames at the host's rate, for resampling and the inexact start
	from, to := int(float64(n)*length)+edge, int(float64(n+1)*length)-edge
	if to > len(frames) {
		t.Errorf("%s has %d frames, want half wave %d up to %d", played, len(frames), n, to)
		return false
	}
	want := wave(n)
	for i, got := range frames[from:to] {
		if !near(got[0], want.Left) || !near(got[1], want.Right) {
			t.Errorf("%s: frame %d, of half wave %d, is %v, want %v", played, from+i, n, got, want)
			return false
		}
	}
	return true
}

// near reports whether samples differ by rounding only.
func near(a, b int16) bool { return max(a, b)-min(a, b) <= 1 }
