package adlib

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/device/sound/opl2"
)

// begin is where a tone begins: in time, and in the host's file.
type begin struct {
	time  time.Duration
	frame int
}

// tone checks the frequency of tones, that there is nothing to hear behind their end, and that sound
// takes its time.
func tone(t *run.T, c *opl2.Card) {
	const long, short = 500 * time.Millisecond, 150 * time.Millisecond
	heard := 0
	var begins []begin
	plays := func(note opl2.Tone, length time.Duration) {
		at := now(t, c)
		t.Must(c.Play(t.Context(), note))
		t.Must(pass(t, c, length))
		t.Must(c.Silence(t.Context(), note.Voice))
		t.Must(pass(t, c, length))
		frames := file(t)
		silent(t, frames)
		sound := frames[min(heard, len(frames)):]
		frequency(t, sound, note.Frequency())
		begins = append(begins, begin{at, heard + max(0, slices.IndexFunc(sound, loud))})
		heard = len(frames)
	}
	for _, note := range []opl2.Tone{{Number: 0x244, Block: 4}, {Number: 0x1b9, Block: 5}, {Number: 0x344, Block: 2}} {
		t.Step(fmt.Sprintf("%.0f Hz", note.Frequency()), func() { plays(note, long) })
	}
	t.Step("voices", func() {
		for voice := range opl2.Voices {
			plays(opl2.Tone{Voice: voice, Number: uint16(0x200 + 0x18*voice), Block: 4}, short)
		}
	})
	t.Step("time", func() { apart(t, begins) })
}

// apart checks that the last tone begins in the file as long behind the first one as it was played.
func apart(t *run.T, begins []begin) {
	if len(begins) == 0 {
		t.Skip("no tone was played: this step wants those before it")
	}
	first, last := begins[0], begins[len(begins)-1]
	const slack = 2 * hostRate / 100 // two of the host's blocks
	got, want := last.frame-first.frame, int((last.time-first.time).Seconds()*hostRate)
	if got < want-slack || got > want+slack {
		t.Errorf("the last tone begins %d frames behind the first one, want %d", got, want)
	}
}

// now is the virtual time.
func now(t *run.T, c *opl2.Card) time.Duration {
	t.Helper()
	now, err := c.Machine().Clock().ClockStep(t.Context(), 1)
	t.Must(err)
	return now
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
	end := frames[max(0, len(frames)-last):]
	if i := slices.IndexFunc(end, loud); i >= 0 {
		t.Errorf("a frame behind the end of the tone = %v, want silence", end[i])
	}
}

// loud reports whether a frame is no silence.
func loud(f audio.Frame) bool { return f[0] < -quiet || f[0] > quiet }

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
