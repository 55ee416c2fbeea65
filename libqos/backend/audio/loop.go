package audio

import (
	"encoding/binary"
	"testing"
)

// Samples is a format of samples that cards play.
type Samples uint8

// The formats.
const (
	Unsigned8 Samples = iota // 80h is silence
	Signed16                 // little-endian
)

// append appends a sample.
func (s Samples) append(b []byte, v int16) []byte {
	if s == Unsigned8 {
		return append(b, uint8(v>>8)^0x80)
	}
	return binary.LittleEndian.AppendUint16(b, uint16(v))
}

// heard returns a sample as the host plays it.
func (s Samples) heard(v int16) int16 {
	if s == Unsigned8 {
		return v &^ 0xff
	}
	return v
}

// Loop is a buffer of stereo frames that a card plays again and again. None is silence, in 8
// bits neither.
type Loop struct {
	Samples Samples
	Frames  int
}

func frame(i int) Frame { return Frame{int16(i*7 | 0x100), int16(-i*11 | 0x100)} }

// Bytes returns the buffer, the left sample of a frame first.
func (l Loop) Bytes() []byte {
	var b []byte
	for i := range l.Frames {
		f := frame(i)
		b = l.Samples.append(l.Samples.append(b, f[0]), f[1])
	}
	return b
}

// ExpectT fails the test unless the file of a [Wav] begins, behind the silence, with n frames of
// the loop, each in its place.
func (l Loop) ExpectT(t testing.TB, file string, rate, n int) {
	t.Helper()
	got, err := ReadWav(file, rate)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) < n {
		t.Fatalf("the file has %d frames behind the silence, want %d", len(got), n)
	}
	for i := range n {
		f := frame(i % l.Frames)
		if want := (Frame{l.Samples.heard(f[0]), l.Samples.heard(f[1])}); got[i] != want {
			t.Fatalf("frame %d in the file = %v, want %v", i, got[i], want)
		}
	}
}

// Rises returns the numbers of the frames at which one side, 0 or 1, goes from below -quiet to
// above quiet.
func Rises(frames []Frame, side int, quiet int16) []int {
	var rises []int
	low := false
	for i, f := range frames {
		switch v := f[side]; {
		case v < -quiet:
			low = true
		case v > quiet && low:
			rises, low = append(rises, i), false
		}
	}
	return rises
}

// Frequency returns the frequency in Hz of a wave with those rises, at least two, at a rate in Hz.
func Frequency(rises []int, rate int) float64 {
	last := len(rises) - 1
	return float64(last*rate) / float64(rises[last]-rises[0])
}
