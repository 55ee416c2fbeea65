package es1370

import (
	"bytes"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/es1370"
)

// channels checks each channel with each format: the count of samples, stop mode and loop
// mode, its rate, its interrupt alone, and what it writes.
func channels(t *run.T, card *es1370.Device) {
	for _, c := range []es1370.Channel{es1370.DAC1, es1370.DAC2, es1370.ADC} {
		t.Step(c.String(), func() {
			for f := range es1370.Format(4) {
				t.Step(f.String(), func() { format(t, card, c, f) })
			}
			t.Step("loop mode", func() { loopMode(t, card, c) })
			t.Step("no interrupt", func() { noInterrupt(t, card, c) })
			if c != es1370.ADC {
				t.Step("pause", func() { pause(t, card, c) })
			}
			for f := range es1370.Format(4) {
				t.Step("stop mode, "+f.String(), func() { stopMode(t, card, c, f) })
			}
		})
	}
	t.Step("three interrupts", func() { together(t, card) })
}

// rates checks the rates of all channels.
func rates(t *run.T, card *es1370.Device) {
	t.Must(card.Reset(t.Context()))
	for n, hz := range []int{5512, 11025, 22050, 44100} {
		t.Step(fmt.Sprintf("DAC1 at %d Hz", hz), func() { rate(t, card, es1370.DAC1, es1370.DAC1Rate(uint32(n)), hz) })
	}
	// One channel after the other: QEMU's audio plays faster for a while to catch up with the
	// time in which a channel was idle.
	for _, c := range []es1370.Channel{es1370.DAC2, es1370.ADC} {
		for _, hz := range []int{8000, 22050, 48000} {
			t.Step(fmt.Sprintf("%v at %d Hz", c, hz), func() { rate(t, card, c, es1370.Divider(uint32(hz)), hz) })
		}
	}
}

// quick is the highest rate of each channel.
func quick() es1370.Control { return es1370.DAC1Rate(3) | es1370.Divider(hostRate) }

// format checks that a channel counts samples of a format, moves as many bytes, and that the
// ADC writes those and no others (the specification, section 7, "Sample Count").
func format(t *run.T, card *es1370.Device, c es1370.Channel, f es1370.Format) {
	ctx := t.Context()
	line, err := card.PCI.INTx(ctx)
	t.Must(err)
	const samples, size = 1200, 65536
	s, err := card.Open(ctx, c, f, size)
	t.Must(err)
	want := bytes.Repeat([]byte{0x5a}, size)
	t.Must(s.Write(ctx, want))
	t.Must(s.Start(ctx, samples, c.InterruptEnable(), quick()))
	for range 3 {
		interrupted(t, card, s, line)
	}
	es1370.ControlRegister.WriteT(t, card.Regs, es1370.SERRDisable)
	moved, err := s.Moved(ctx)
	t.Must(err)
	left := int(c.Count().ReadT(t, card.Regs) >> 16)
	done := moved / f.Size()
	if done < 3*samples || done > 4*samples {
		t.Errorf("%v, %v: %d samples at the third interrupt of %d each", c, f, done, samples)
	}
	// Words of 32 bits are moved, and a sample may be less.
	if want, slack := samples-1-done%samples, 4/f.Size()-1; left < want-slack || left > want+slack {
		t.Errorf("%v, %v: after %d samples %d are left of %d, want %d", c, f, done, left, samples, want)
	}
	got, err := s.Read(ctx)
	t.Must(err)
	if c == es1370.ADC {
		copy(want, silence(f, done))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%v, %v: after %d bytes byte %d of the buffer is %#x, want %#x", c, f, moved, i, got[i], want[i])
			break
		}
	}
	t.Must(s.Close(ctx))
}

// stopMode checks that in stop mode a channel moves as many samples as the count says and no
// more, and that the ADC writes them and nothing beside (the specification, section 7
// "Sample Count", "Serial Interface Control").
func stopMode(t *run.T, card *es1370.Device, c es1370.Channel, f es1370.Format) {
	ctx := t.Context()
	line, err := card.PCI.INTx(ctx)
	t.Must(err)
	const samples = 1200
	s, err := card.Open(ctx, c, f, 8192)
	t.Must(err)
	before := bytes.Repeat([]byte{0x5a}, 8192)
	t.Must(s.Write(ctx, before))
	t.Must(s.Start(ctx, samples, c.InterruptEnable()|c.StopMode(), quick()))
	interrupted(t, card, s, line)
	t.Must(card.Machine.Pass(ctx, 100*time.Millisecond))
	moved, err := s.Moved(ctx)
	t.Must(err)
	if want := samples * f.Size(); moved != want {
		t.Errorf("%v, %v: %d bytes were moved, want %d", c, f, moved, want)
	}
	reg.ExpectBitsT(t, card.Regs, "status of a stopped channel", es1370.StatusRegister, es1370.AnyInterrupt, 0)
	after, err := s.Read(ctx)
	t.Must(err)
	if c == es1370.ADC {
		before = append(silence(f, samples), before[samples*f.Size():]...)
	}
	if !bytes.Equal(after, before) {
		t.Errorf("%v, %v: the buffer has other bytes than it must have", c, f)
	}
	t.Must(s.Close(ctx))
}

// silence returns n recorded samples of silence: 8-bit samples are unsigned.
func silence(f es1370.Format, n int) []byte {
	value := byte(0x80)
	if f&es1370.Bits16 != 0 {
		value = 0
	}
	return bytes.Repeat([]byte{value}, n*f.Size())
}

// loopMode checks that in loop mode a channel goes on behind each interrupt, and begins its
// buffer again at its end.
func loopMode(t *run.T, card *es1370.Device, c es1370.Channel) {
	ctx := t.Context()
	line, err := card.PCI.INTx(ctx)
	t.Must(err)
	const size, samples = 4096, 700 // not a fraction of the buffer
	s, err := card.Open(ctx, c, es1370.Stereo|es1370.Bits16, size)
	t.Must(err)
	before := bytes.Repeat([]byte{0x5a}, size)
	t.Must(s.Write(ctx, before))
	t.Must(s.Start(ctx, samples, c.InterruptEnable(), quick()))
	rounds, last := 0, 0
	for range 8 {
		interrupted(t, card, s, line)
		moved, err := s.Moved(ctx)
		t.Must(err)
		if moved > size {
			t.Errorf("%v: %d bytes of a buffer of %d were moved", c, moved, size)
		}
		if moved < last {
			rounds++
		}
		last = moved
		if left := int(c.Count().ReadT(t, card.Regs) >> 16); left >= samples {
			t.Errorf("%v: %d samples are left of %d", c, left, samples)
		}
	}
	if rounds < 2 {
		t.Errorf("%v: the buffer began again %d times in %d samples, want 2 at least", c, rounds, 8*samples)
	}
	got, err := s.Read(ctx)
	t.Must(err)
	want := before
	if c == es1370.ADC {
		want = silence(es1370.Stereo|es1370.Bits16, size/4)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%v: after %d rounds the buffer has other bytes than it must have", c, rounds)
	}
	t.Must(s.Close(ctx))
}

// noInterrupt checks that a channel whose interrupt is disabled moves samples and does not
// interrupt.
func noInterrupt(t *run.T, card *es1370.Device, c es1370.Channel) {
	ctx := t.Context()
	line, err := card.PCI.INTx(ctx)
	t.Must(err)
	s, err := card.Open(ctx, c, es1370.Stereo|es1370.Bits16, 65536)
	t.Must(err)
	others := (es1370.DAC1.InterruptEnable() | es1370.DAC2.InterruptEnable() | es1370.ADC.InterruptEnable()) &^ c.InterruptEnable()
	t.Must(s.Start(ctx, 400, others, quick()))
	t.Must(card.Machine.Pass(ctx, 60*time.Millisecond))
	moved, err := s.Moved(ctx)
	t.Must(err)
	if moved < 400*4 {
		t.Errorf("%v: %d bytes were moved in 60 ms, want %d at least", c, moved, 400*4)
	}
	reg.ExpectBitsT(t, card.Regs, "status without interrupts", es1370.StatusRegister, es1370.AnyInterrupt|c.Interrupt(), 0)
	level(t, line, "without interrupts", false)
	t.Must(s.Close(ctx))
}

// together checks that each of two channels interrupts for itself: the pin stays high until
// both are cleared, and clearing one leaves the other (the specification, section 7,
// "Interrupt/Chip Select Status").
func together(t *run.T, card *es1370.Device) {
	ctx := t.Context()
	line, err := card.PCI.INTx(ctx)
	t.Must(err)
	all := []es1370.Channel{es1370.DAC1, es1370.DAC2, es1370.ADC}
	const size, samples = 65536, 400
	var streams []*es1370.Stream
	var enable es1370.Serial
	control := quick()
	for _, c := range all {
		s, err := card.Open(ctx, c, es1370.Stereo|es1370.Bits16, size)
		t.Must(err)
		streams = append(streams, s)
		c.Count().WriteT(t, card.Regs, samples-1)
		enable |= c.InterruptEnable() | c.Format(s.Format)
		control |= c.Enable()
	}
	es1370.SerialControl.WriteT(t, card.Regs, enable)
	es1370.ControlRegister.WriteT(t, card.Regs, es1370.SERRDisable|es1370.CodecEnable|control)
	pending := es1370.AnyInterrupt
	for _, s := range streams {
		t.Must(s.Await(ctx))
		pending |= s.Channel.Interrupt()
	}
	es1370.ControlRegister.WriteT(t, card.Regs, es1370.SERRDisable)
	reg.ExpectBitsT(t, card.Regs, "status with three interrupts", es1370.StatusRegister, ^es1370.VoiceCode, pending)
	for _, c := range []es1370.Channel{es1370.DAC2, es1370.DAC1, es1370.ADC} {
		level(t, line, "before the interrupt of "+c.String()+" is cleared", true)
		enable &^= c.InterruptEnable()
		es1370.SerialControl.WriteT(t, card.Regs, enable)
		if pending &^= c.Interrupt(); pending == es1370.AnyInterrupt {
			pending = 0
		}
		reg.ExpectBitsT(t, card.Regs, "status once "+c.String()+" is cleared", es1370.StatusRegister, ^es1370.VoiceCode, pending)
	}
	level(t, line, "once all interrupts are cleared", false)
	for _, s := range streams {
		t.Must(s.Close(ctx))
	}
}

// pause checks that a paused channel moves nothing, and goes on.
func pause(t *run.T, card *es1370.Device, c es1370.Channel) {
	ctx := t.Context()
	s, err := card.Open(ctx, c, es1370.Stereo|es1370.Bits16, 65536)
	t.Must(err)
	const samples = 65536 // more than the buffer has, and all of them take longer than the test
	t.Must(s.Start(ctx, samples, 0, quick()))
	moved := func(what string) int {
		t.Helper()
		t.Must(card.Machine.Pass(ctx, 50*time.Millisecond))
		n, err := s.Moved(ctx)
		t.Must(err)
		want := uint32(samples - 1 - n/s.Format.Size())
		reg.ExpectT(t, card.Regs, fmt.Sprintf("%v %s: count and what is left of it", c, what), c.Count(), want<<16|(samples-1))
		return n
	}
	running := moved("running")
	if running == 0 {
		t.Errorf("%v: nothing was moved", c)
	}
	v := es1370.SerialControl.ReadT(t, card.Regs)
	es1370.SerialControl.WriteT(t, card.Regs, v|c.Pause())
	first := moved("paused")
	if second := moved("still paused"); second != first {
		t.Errorf("%v: %d bytes were moved while it was paused", c, second-first)
	}
	es1370.SerialControl.WriteT(t, card.Regs, v)
	if third := moved("running again"); third <= first {
		t.Errorf("%v: %d bytes were moved after the pause, want more than %d", c, third, first)
	}
	t.Must(s.Close(ctx))
}

// rate checks how long a channel takes for samples at a rate, once it has run for some time:
// before that the host's side may catch up.
func rate(t *run.T, card *es1370.Device, c es1370.Channel, control es1370.Control, hz int) {
	ctx := t.Context()
	line, err := card.PCI.INTx(ctx)
	t.Must(err)
	s, err := card.Open(ctx, c, es1370.Bits16, 65536)
	t.Must(err)
	const caughtUp, measured = 400 * time.Millisecond, 3 // tenths of a second
	t.Must(s.Start(ctx, hz/10, c.InterruptEnable(), control))
	t.Must(card.Machine.Pass(ctx, caughtUp))
	for range 2 { // the first one is old
		interrupted(t, card, s, line)
	}
	start, err := card.Machine.Clock().ClockStep(ctx, 1)
	t.Must(err)
	for range measured {
		interrupted(t, card, s, line)
	}
	end, err := card.Machine.Clock().ClockStep(ctx, 1)
	t.Must(err)
	const want, slack = measured * 100 * time.Millisecond, 20 * time.Millisecond
	if got := end - start; got < want-slack || got > want+slack {
		t.Errorf("%v: %d samples at %d Hz took %v, want %v", c, measured*(hz/10), hz, got, want)
	}
	t.Must(s.Close(ctx))
}
