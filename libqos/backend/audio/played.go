package audio

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Frame is a sample of the left and of the right side.
type Frame [2]int16

// Parts of a RIFF WAVE file with one format chunk (Multimedia Programming Interface and Data
// Specifications 1.0, chapter 3 "Waveform Audio File Format"), and a frame of it, in bytes.
const (
	wavFormat   = 20 // 1: PCM
	wavChannels = 22
	wavRate     = 24
	wavBits     = 34
	wavHeader   = 44
	frameSize   = 4
)

// ReadWav returns the frames that QEMU has written to the file of a [Wav] so far, without the
// silence before the first sound. A file of another format, or of another rate in Hz, is an error.
func ReadWav(file string, rate int) ([]Frame, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("audio: %w", err)
	}
	if len(b) < wavHeader {
		return nil, fmt.Errorf("audio: %s has %d bytes, fewer than a header", file, len(b))
	}
	le := binary.LittleEndian
	for _, field := range []struct {
		name      string
		got, want int
	}{
		{"format", int(le.Uint16(b[wavFormat:])), 1},
		{"channels", int(le.Uint16(b[wavChannels:])), 2},
		{"rate", int(le.Uint32(b[wavRate:])), rate},
		{"bits", int(le.Uint16(b[wavBits:])), 16},
	} {
		if field.got != field.want {
			return nil, fmt.Errorf("audio: %s: %s is %d, want %d", file, field.name, field.got, field.want)
		}
	}
	var frames []Frame
	for b = b[wavHeader:]; len(b) >= frameSize; b = b[frameSize:] {
		f := Frame{int16(le.Uint16(b)), int16(le.Uint16(b[frameSize/2:]))}
		if len(frames) > 0 || f != (Frame{}) {
			frames = append(frames, f)
		}
	}
	return frames, nil
}

// pace is the interval in which QEMU's audio backends move samples, and periods the number of
// polls at that interval before Await uses [guest.Machine.Wait].
const (
	pace    = 10 * time.Millisecond
	periods = 100
)

// Await lets virtual time pass until done returns true, in steps of the backends' interval. What
// names the condition in the error of a timeout.
func Await(ctx context.Context, m *guest.Machine, what string, done func(context.Context) (bool, error)) error {
	for range periods {
		if ok, err := done(ctx); ok || err != nil {
			return err
		}
		if err := m.Pass(ctx, pace); err != nil {
			return err
		}
	}
	return m.Wait(ctx, what, done)
}
