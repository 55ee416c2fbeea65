package es1370

import (
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/es1370"
)

// A buffer of samples, and the samples of an interrupt.
const (
	frames = 2048
	period = 1024
)

// playback plays a buffer in a loop at the host's rate, so that the file of the host has it
// sample by sample.
func playback(t *run.T, card *es1370.Device) {
	ctx := t.Context()
	line, err := card.PCI.INTx(ctx)
	t.Must(err)
	t.Must(card.Reset(ctx))
	s, err := card.Open(ctx, es1370.DAC2, es1370.Stereo|es1370.Bits16, 4*frames)
	t.Must(err)
	loop := audio.Loop{Samples: audio.Signed16, Frames: frames}
	t.Must(s.Write(ctx, loop.Bytes()))
	before, err := card.Machine.Clock().ClockStep(ctx, 1)
	t.Must(err)
	const control, periods = es1370.Control(0), 24
	t.Must(s.Start(ctx, period, s.Channel.InterruptEnable(), control|es1370.Divider(hostRate)))
	for range periods {
		interrupted(t, card, s, line)
	}
	after, err := card.Machine.Clock().ClockStep(ctx, 1)
	t.Must(err)
	const want, slack = periods * period * time.Second / hostRate, 150 * time.Millisecond
	if got := after - before; got < want-slack || got > want+slack {
		t.Errorf("%d samples at %d Hz took %v, want %v", periods*period, hostRate, got, want)
	}
	t.Must(card.Machine.Pass(ctx, 200*time.Millisecond)) // for samples on their way to the file
	t.Must(s.Close(ctx))
	t.Step("file of the host", func() {
		loop.ExpectT(t, filepath.Join(t.Env.Dir, played), hostRate, (periods-4)*period)
	})
}

// interrupted waits for the channel's interrupt, with its pin, and clears it by the bit that
// enables it.
func interrupted(t *run.T, card *es1370.Device, s *es1370.Stream, line guest.Line) {
	t.Helper()
	t.Must(s.Await(t.Context()))
	reg.ExpectBitsT(t, card.Regs, "status with an interrupt", es1370.StatusRegister, ^es1370.VoiceCode, es1370.AnyInterrupt|s.Channel.Interrupt())
	level(t, line, "with an interrupt", true)
	v := es1370.SerialControl.ReadT(t, card.Regs)
	es1370.SerialControl.WriteT(t, card.Regs, v&^s.Channel.InterruptEnable())
	reg.ExpectBitsT(t, card.Regs, "status, cleared", es1370.StatusRegister, es1370.AnyInterrupt|s.Channel.Interrupt(), 0)
	level(t, line, "cleared", false)
	es1370.SerialControl.WriteT(t, card.Regs, v)
}

// level checks the level of the interrupt pin.
func level(t *run.T, line guest.Line, what string, want bool) {
	t.Helper()
	if got, err := line.Level(t.Context()); err != nil || got != want {
		t.Errorf("%s: interrupt pin raised: %t (%v), want %t", what, got, err, want)
	}
}
