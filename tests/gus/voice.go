package gus

import (
	"context"
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/gus"
)

// A square wave in the DRAM: its address and its length in samples.
const (
	wave   = 0x23400
	length = 64
)

// voice plays samples of the DRAM, once with an interrupt at the end, and in a loop whose frequency the
// file of the host has.
func voice(t *run.T, c *gus.Card) {
	ctx := t.Context()
	t.Must(c.Reset(ctx))
	var b []byte
	for i := range length {
		level := int8(96)
		if i >= length/2 {
			level = -level
		}
		b = append(b, byte(level))
	}
	t.Must(c.Poke(ctx, wave, b...))
	t.Step("end", func() { atEnd(t, c) })
	t.Step("loop", func() {
		const one = 0x400
		t.Must(c.Play(ctx, 5, wave, wave+length, one, gus.Loop))
		const sound, block = 500, 10 // ms
		for range sound / block {
			t.Must(c.Machine().Pass(ctx, block*time.Millisecond))
		}
		t.Must(c.Select(ctx, 5))
		t.Must(c.Write(ctx, gus.VoiceControl, gus.Stopped|gus.StopNow))
		frames, err := audio.ReadWav(filepath.Join(t.Env.Dir, played), hostRate)
		t.Must(err)
		frequency(t, frames, float64(hostRate)/length)
	})
}

// atEnd checks that a voice stops at its end, with an interrupt that tells the voice.
func atEnd(t *run.T, c *gus.Card) {
	ctx := t.Context()
	line, err := c.Line(ctx)
	t.Must(err)
	const number = 9
	t.Must(c.Play(ctx, number, wave, wave+length, 0x40, gus.AtEnd))
	t.Must(audio.Await(ctx, c.Machine(), "the end of a voice", func(context.Context) (bool, error) { return line.Raised(), nil }))
	reg.ExpectBitsT(t, c.Regs, "causes at the end of a voice", gus.IRQStatus, gus.Wavetable|gus.VolumeRamp, gus.Wavetable)
	got, err := c.Read(ctx, gus.IRQSource)
	t.Must(err)
	const voices, noWave, noRamp = 0x1f, 1 << 7, 1 << 6 // zero: this one
	if got&(voices|noWave|noRamp) != number|noRamp {
		t.Errorf("source of the interrupt = %#x, want voice %d at its end", got, number)
	}
	reg.ExpectBitsT(t, c.Regs, "causes, cleared", gus.IRQStatus, gus.Wavetable|gus.VolumeRamp, 0)
	line.ExpectT(t, "cleared", false)
	t.Must(c.Select(ctx, number))
	control, err := c.Read(ctx, gus.VoiceControl+gus.ReadVoice)
	t.Must(err)
	if control&gus.Stopped == 0 {
		t.Errorf("control of a voice at its end = %#x, want it stopped", control)
	}
}

// frequency checks the frequency of the sound on both sides.
func frequency(t *run.T, frames []audio.Frame, want float64) {
	t.Helper()
	for side, name := range []string{"left", "right"} {
		rises := audio.Rises(frames, side, 0)
		const least = 100
		if len(rises) < least {
			t.Fatalf("%d waves in %d frames, %s, want a tone of %.0f Hz", len(rises), len(frames), name, want)
		}
		rises = rises[len(rises)-least:] // those of the loop
		got := audio.Frequency(rises, hostRate)
		const tolerance = 0.005
		if got < want*(1-tolerance) || got > want*(1+tolerance) {
			t.Errorf("the tone has %.1f Hz, %s, want %.1f", got, name, want)
		}
	}
}
