package audio_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/audio"
)

const rate = 44100

// wav writes a file of samples of the left and of the right side in turn.
func wav(t *testing.T, change func(header []byte), samples ...int16) string {
	t.Helper()
	header := make([]byte, 44)
	binary.LittleEndian.PutUint16(header[20:], 1)
	binary.LittleEndian.PutUint16(header[22:], 2)
	binary.LittleEndian.PutUint32(header[24:], rate)
	binary.LittleEndian.PutUint16(header[34:], 16)
	change(header)
	for _, s := range samples {
		header = binary.LittleEndian.AppendUint16(header, uint16(s))
	}
	file := filepath.Join(t.TempDir(), "played.wav")
	if err := os.WriteFile(file, header, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestReadWav(t *testing.T) {
	file := wav(t, func([]byte) {}, 0, 0, 0, 0, 0, -1, 2, 3, 0, 0, 4)
	got, err := audio.ReadWav(file, rate)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]audio.Frame{{0, -1}, {2, 3}, {0, 0}}, got); diff != "" {
		t.Errorf("frames mismatch (-want +got):\n%s", diff)
	}
}

func TestReadWavErrors(t *testing.T) {
	for name, change := range map[string]func([]byte){
		"format":   func(h []byte) { h[20] = 3 },
		"channels": func(h []byte) { h[22] = 1 },
		"rate":     func(h []byte) { h[24]++ },
		"bits":     func(h []byte) { h[34] = 8 },
	} {
		if got, err := audio.ReadWav(wav(t, change, 1, 1), rate); err == nil {
			t.Errorf("%s: frames %v, want an error", name, got)
		}
	}
	short := filepath.Join(t.TempDir(), "short")
	if err := os.WriteFile(short, make([]byte, 43), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{short, short + " that is not there"} {
		if got, err := audio.ReadWav(file, rate); err == nil {
			t.Errorf("%s: frames %v, want an error", file, got)
		}
	}
}

func TestLoop(t *testing.T) {
	for _, l := range []audio.Loop{{Samples: audio.Unsigned8, Frames: 2}, {Samples: audio.Signed16, Frames: 2}} {
		want := map[audio.Samples][]byte{
			audio.Unsigned8: {0x81, 0x81, 0x81, 0x7f}, audio.Signed16: {0x00, 0x01, 0x00, 0x01, 0x07, 0x01, 0xf5, 0xff},
		}[l.Samples]
		if diff := cmp.Diff(want, l.Bytes()); diff != "" {
			t.Errorf("format %d: bytes mismatch (-want +got):\n%s", l.Samples, diff)
		}
	}
}

// failing notes whether a check fails.
type failing struct {
	testing.TB
	failed bool
}

func (f *failing) Helper()               {}
func (f *failing) Fatal(...any)          { f.failed = true; panic(f) }
func (f *failing) Fatalf(string, ...any) { f.failed = true; panic(f) }

// fails reports whether a check fails.
func fails(check func(testing.TB)) bool {
	f := &failing{}
	func() {
		defer func() { _ = recover() }()
		check(f)
	}()
	return f.failed
}

func TestLoopExpect(t *testing.T) {
	for name, c := range map[string]struct {
		samples []int16
		n       int
		fail    bool
	}{
		"one round":      {samples: []int16{0x100, 0x100, 0x107, -11}, n: 2},
		"two rounds":     {samples: []int16{0, 0, 0x100, 0x100, 0x107, -11, 0x100, 0x100}, n: 3},
		"too few":        {samples: []int16{0x100, 0x100}, n: 2, fail: true},
		"another sample": {samples: []int16{0x100, 0x100, 0x107, -12}, n: 2, fail: true},
		"sides swapped":  {samples: []int16{0x100, 0x100, -11, 0x107}, n: 2, fail: true},
	} {
		file := wav(t, func([]byte) {}, c.samples...)
		if got := fails(func(tb testing.TB) { audio.Loop{Samples: audio.Signed16, Frames: 2}.ExpectT(tb, file, rate, c.n) }); got != c.fail {
			t.Errorf("%s: fails: %v, want %v", name, got, c.fail)
		}
	}
}

func TestRises(t *testing.T) {
	frames := []audio.Frame{{9, -9}, {-9, 9}, {-3, 9}, {3, 9}, {9, -9}, {-9, 9}, {9, 9}}
	for _, c := range []struct {
		side  int
		quiet int16
		want  []int
	}{{0, 5, []int{4, 6}}, {0, 0, []int{3, 6}}, {1, 5, []int{1, 5}}, {0, 20, nil}} {
		if diff := cmp.Diff(c.want, audio.Rises(frames, c.side, c.quiet)); diff != "" {
			t.Errorf("side %d, quiet %d (-want +got):\n%s", c.side, c.quiet, diff)
		}
	}
	if got := audio.Frequency([]int{100, 200, 300, 400}, rate); got != rate/100 {
		t.Errorf("Frequency() = %v, want %v", got, rate/100)
	}
}
