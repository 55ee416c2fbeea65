package es1370

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/es1370"
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
	var b []byte
	for i := range frames {
		f := frame(i)
		b = binary.LittleEndian.AppendUint16(b, uint16(f[0]))
		b = binary.LittleEndian.AppendUint16(b, uint16(f[1]))
	}
	t.Must(s.Write(ctx, b))
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
	t.Step("file of the host", func() { heard(t, (periods-4)*period) })
}

// frame is a stereo sample of the buffer. None is silence.
func frame(i int) [2]int16 { return [2]int16{int16(i*7 + 1), int16(-i*11 - 1)} }

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

// wavHeader is the size of the header of a RIFF WAVE file with one format chunk, in bytes.
const wavHeader = 44

// heard checks that the file has the first n samples of the loop, each in its place.
func heard(t *run.T, n int) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(t.Env.Dir, played))
	t.Must(err)
	if len(b) < wavHeader {
		t.Fatalf("%s has %d bytes", played, len(b))
	}
	b = b[wavHeader:]
	for len(b) >= 4 && binary.LittleEndian.Uint32(b) == 0 {
		b = b[4:] // the silence before the start
	}
	if len(b) < 4*n {
		t.Fatalf("%s has %d samples behind the silence, want %d", played, len(b)/4, n)
	}
	for i := range n {
		got := [2]int16{int16(binary.LittleEndian.Uint16(b[4*i:])), int16(binary.LittleEndian.Uint16(b[4*i+2:]))}
		if want := frame(i % frames); got != want {
			t.Errorf("sample %d in the file = %v, want %v", i, got, want)
			return
		}
	}
}
