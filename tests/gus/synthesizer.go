package gus

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/gus"
)

// synthesizer checks the DRAM and the registers.
func synthesizer(t *run.T, c *gus.Card) {
	t.Must(c.Reset(t.Context()))
	t.Step("DRAM", func() { dram(t, c) })
	t.Step("voices", func() { voices(t, c) })
	t.Step("registers", func() { registers(t, c) })
	t.Step("control", func() { control(t, c) })
}

// dram checks that each byte has a place of its own, by bytes whose addresses differ in one bit.
func dram(t *run.T, c *gus.Card) {
	addresses := []uint32{0}
	for at := uint32(1); at < gus.Size; at <<= 1 {
		addresses = append(addresses, at, gus.Size-1-at)
	}
	for _, flip := range []byte{0, 0xff} {
		for i, at := range addresses {
			t.Must(c.Poke(t.Context(), at, byte(i)*0x4d^flip))
		}
		for i, at := range addresses {
			got, err := c.Peek(t.Context(), at)
			t.Must(err)
			if want := byte(i)*0x4d ^ flip; got != want {
				t.Errorf("the byte at %#x = %#02x, want %#02x", at, got, want)
			}
		}
	}
}

// row is a register of a voice with the bits that it keeps.
type row struct {
	r    gus.Register
	bits uint16
}

// voices checks that each voice has registers of its own (the toolkit, sections 2.6.2 "Voice-Specific
// Registers").
func voices(t *run.T, c *gus.Card) {
	ctx := t.Context()
	rows := []row{
		{gus.Frequency, 0xfffe}, {gus.StartHigh, 0x1fff}, {gus.StartLow, 0xfe00}, {gus.EndHigh, 0x1fff}, {gus.EndLow, 0xfe00},
		{gus.Volume, 0xfff0}, {gus.CurrentHigh, 0x1fff}, {gus.CurrentLow, 0xfe00},
	}
	for _, flip := range []uint16{0, 0xffff} {
		own := func(voice uint8, x row) uint16 { return (uint16(voice)*0x4d3b ^ uint16(x.r)*0x6a09 ^ flip) & x.bits }
		for v := range uint8(32) {
			t.Must(c.Select(ctx, v))
			t.Must(c.Write(ctx, gus.VoiceControl, gus.Stopped|gus.StopNow))
			t.Must(c.Write(ctx, gus.VolumeControl, gus.Stopped|gus.StopNow))
			for _, x := range rows {
				t.Must(c.Write16(ctx, x.r, own(v, x)))
			}
		}
		for v := range uint8(32) {
			t.Must(c.Select(ctx, v))
			for _, x := range rows {
				got, err := c.Read16(ctx, x.r+gus.ReadVoice)
				t.Must(err)
				if want := own(v, x); got&x.bits != want {
					t.Errorf("voice %d, register %#x = %#x, want %#x", v, x.r, got&x.bits, want)
				}
			}
		}
	}
}

// registers checks the registers that keep written values.
func registers(t *run.T, c *gus.Card) {
	for _, v := range []uint8{0, 13, 31} {
		reg.KeepsT(t, c.Synth, "voice select", gus.VoiceSelect, v)
	}
	for _, v := range []gus.Register{gus.DRAMLow, gus.ResetControl, gus.Pan} {
		reg.KeepsT(t, c.Synth, "register select", gus.RegisterSelect, uint8(v))
	}
	for _, voices := range []uint8{31, gus.FewestVoices - 1} {
		t.Must(c.Write(t.Context(), gus.ActiveVoices, gus.ActiveBits|voices))
		got, err := c.Read(t.Context(), gus.ActiveVoices+gus.ReadVoice)
		t.Must(err)
		if got != gus.ActiveBits|voices {
			t.Errorf("active voices = %#x, want %#x", got, gus.ActiveBits|voices)
		}
	}
	t.Step("pan", func() {
		for _, v := range []uint8{0, 5, 10, 15} {
			t.Must(c.Write(t.Context(), gus.Pan, v))
			got, err := c.Read(t.Context(), gus.Pan+gus.ReadVoice)
			t.Must(err)
			if got != v {
				t.Errorf("pan = %#x, want %#x", got, v)
			}
		}
	})
}

// control checks that a voice tells whether it runs.
func control(t *run.T, c *gus.Card) {
	ctx := t.Context()
	const one, another = 3, 4
	stands := func(voice uint8, want bool) {
		t.Helper()
		t.Must(c.Select(ctx, voice))
		got, err := c.Read(ctx, gus.VoiceControl+gus.ReadVoice)
		t.Must(err)
		if got&gus.Stopped != 0 != want || got&gus.PendingHere != 0 {
			t.Errorf("control of voice %d = %#x, want it stopped: %t, and no interrupt", voice, got, want)
		}
	}
	for _, v := range []uint8{one, another} {
		t.Must(c.Play(ctx, v, 0, 0x100, 0, gus.Loop))
	}
	stands(one, false)
	t.Must(c.Write(ctx, gus.VoiceControl, gus.Loop|gus.Stopped|gus.StopNow))
	stands(one, true)
	stands(another, false)
	t.Must(c.Write(ctx, gus.VoiceControl, gus.Loop|gus.Stopped|gus.StopNow))
	stands(another, true)
}
