package adlib

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/device/misc/opl2"
)

// tone checks the frequency of tones, and that there is nothing to hear behind their end.
func tone(t *run.T, c *opl2.Card) {
	const length = 500 * time.Millisecond
	heard := 0
	for _, note := range []opl2.Tone{{Number: 0x244, Block: 4}, {Number: 0x1b9, Block: 5}, {Number: 0x344, Block: 2}} {
		t.Step(fmt.Sprintf("%.0f Hz", note.Frequency()), func() {
			t.Must(c.Play(t.Context(), note))
			t.Must(pass(t, c, length))
			t.Must(c.Silence(t.Context()))
			t.Must(pass(t, c, length))
			frames := file(t)
			silent(t, frames)
			frequency(t, frames[min(heard, len(frames)):], note.Frequency())
			heard = len(frames)
		})
	}
}

// pass lets time pass in steps of the host's blocks.
func pass(t *run.T, c *opl2.Card, d time.Duration) error {
	const block = 10 * time.Millisecond
	for ; d > 0; d -= block {
		if err := c.Machine().Pass(t.Context(), block); err != nil {
			return err
		}
	}
	return nil
}

// file returns the frames that the host has heard so far.
func file(t *run.T) []audio.Frame {
	t.Helper()
	frames, err := audio.ReadWav(filepath.Join(t.Env.Dir, played), hostRate)
	t.Must(err)
	return frames
}

// quiet is the loudest value that counts as silence.
const quiet = 256

// silent checks that the last tenth of a second is.
func silent(t *run.T, frames []audio.Frame) {
	t.Helper()
	const last = hostRate / 10
	for _, f := range frames[max(0, len(frames)-last):] {
		if f[0] < -quiet || f[0] > quiet {
			t.Errorf("a frame behind the end of the tone = %v, want silence", f)
			return
		}
	}
}

// frequency checks the frequency of the sound, and that it is the same on both sides.
func frequency(t *run.T, frames []audio.Frame, want float64) {
	t.Helper()
	for i, f := range frames {
		if f[0] != f[1] {
			t.Fatalf("frame %d = %v, want the same on both sides: the card is mono", i, f)
		}
	}
	rises := audio.Rises(frames, 0, quiet)
	const least = 20
	if len(rises) < least {
		t.Fatalf("%d waves in %d frames, want a tone of %.0f Hz", len(rises), len(frames), want)
	}
	got := audio.Frequency(rises, hostRate)
	const tolerance = 0.005
	if got < want*(1-tolerance) || got > want*(1+tolerance) {
		t.Errorf("the tone has %.1f Hz, want %.1f", got, want)
	}
}
