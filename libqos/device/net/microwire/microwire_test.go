package microwire_test

import (
	"context"
	"errors"
	"testing"

	"github.com/qgraph/qgraph/libqos/device/net/microwire"
)

// fakeEEPROM is a 93C46 with 64 words, as its data sheet has it.
type fakeEEPROM struct {
	words    [64]uint16
	enabled  bool
	mute     bool // never lowers DO
	busy     int  // looks until a write has ended; negative for ever
	in       uint32
	n        int    // bits since the start bit, with it
	out      uint32 // bits to come
	left     int
	do       bool
	was      microwire.Wires
	finished func()
}

func (e *fakeEEPROM) Set(_ context.Context, w microwire.Wires) error {
	rose := w.SK && !e.was.SK
	fell := !w.CS && e.was.CS
	e.was = w
	switch {
	case fell:
		if e.finished != nil && e.enabled {
			e.finished()
		}
		e.in, e.n, e.left, e.finished, e.do = 0, 0, 0, nil, true
	case w.CS && rose && e.left > 0:
		e.left--
		e.do = e.out>>e.left&1 != 0
	case w.CS && rose && (e.n > 0 || w.DI):
		e.n++
		e.in <<= 1
		if w.DI {
			e.in |= 1
		}
		e.step()
	}
	return nil
}

func (e *fakeEEPROM) step() {
	word := e.in & 63
	switch {
	case e.n == 9 && e.in>>6 == 4 && word>>4 == 3:
		e.enabled = true
	case e.n == 9 && e.in>>6 == 4 && word>>4 == 0:
		e.enabled = false
	case e.n == 9 && e.in>>6 == 6:
		e.out, e.left, e.do = uint32(e.words[word]), 16, e.mute
	case e.n == 9 && e.in>>6 == 7:
		e.finished = func() { e.words[word] = 0xffff }
	case e.n == 25 && e.in>>22 == 5:
		word, v := e.in>>16&63, uint16(e.in)
		e.finished = func() { e.words[word] = v }
	}
}

func (e *fakeEEPROM) DO(context.Context) (bool, error) {
	if e.busy != 0 {
		e.busy--
		return false, nil
	}
	return e.do, nil
}

func TestReadAndWrite(t *testing.T) {
	ctx, e := t.Context(), &fakeEEPROM{}
	e.words[0x2a] = 0x8c31
	read := func(want uint16) {
		t.Helper()
		if got, err := microwire.Read(ctx, e, microwire.Words64, 0x2a); err != nil || got != want {
			t.Errorf("Read(0x2a) = %#x, %v, want %#x", got, err, want)
		}
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	read(0x8c31)
	do(microwire.Write(ctx, e, microwire.Words64, 0x2a, 0x1234))
	read(0x8c31) // not enabled
	do(microwire.Enable(ctx, e, microwire.Words64, true))
	e.busy = 3
	do(microwire.Write(ctx, e, microwire.Words64, 0x2a, 0x1234))
	read(0x1234)
	do(microwire.Erase(ctx, e, microwire.Words64, 0x2a))
	read(0xffff)
	do(microwire.Enable(ctx, e, microwire.Words64, false))
	do(microwire.Write(ctx, e, microwire.Words64, 0x2a, 0x1234))
	read(0xffff)
}

func TestErrors(t *testing.T) {
	if _, err := microwire.Read(t.Context(), &fakeEEPROM{mute: true}, microwire.Words64, 1); !errors.Is(err, microwire.ErrNoStart) {
		t.Errorf("Read() of an EEPROM that does not answer = %v, want %v", err, microwire.ErrNoStart)
	}
	if err := microwire.Write(t.Context(), &fakeEEPROM{busy: -1}, microwire.Words64, 1, 2); !errors.Is(err, microwire.ErrBusy) {
		t.Errorf("Write() to an EEPROM that stays busy = %v, want %v", err, microwire.ErrBusy)
	}
}

func TestWords(t *testing.T) {
	if got := microwire.Words256.Words(); got != 256 {
		t.Errorf("Words256.Words() = %d, want 256", got)
	}
}
