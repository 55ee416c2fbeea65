package ssifake

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// FIFO is the shift register of a controller, with its receive FIFO, for tests of the
// controller's driver. The chip answers each byte with its complement.
type FIFO struct {
	Received []byte // and not taken yet
	depth    int
	sent     []byte // to the selected chip
	frames   int    // how often it was selected
	selected bool
}

// NewFIFO returns FIFOs of depth bytes each.
func NewFIFO(depth int) *FIFO { return &FIFO{depth: depth} }

// Select selects the chip, or none.
func (f *FIFO) Select(selected bool) {
	if selected && !f.selected {
		f.frames++
	}
	f.selected = selected
}

// Send exchanges a byte with the chip. Without a selected chip, or without room, nothing is
// received.
func (f *FIFO) Send(b byte) {
	if f.selected && len(f.Received) < f.depth {
		f.sent, f.Received = append(f.sent, b), append(f.Received, ^b)
	}
}

// Take takes a received byte. There is one.
func (f *FIFO) Take() byte {
	b := f.Received[0]
	f.Received = f.Received[1:]
	return b
}

// TransferT checks the bytes on the bus in transfers by the controller, of more than its FIFO
// holds and of one byte.
func (f *FIFO) TransferT(t *testing.T, p ssi.Port) {
	t.Helper()
	bus := ssi.ByBytes(p)
	write := bytes.Repeat([]byte{0x9f, 0x01, 0xfe}, 50)
	read := make([]byte, 3)
	if err := bus.Transfer(t.Context(), write, read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append(write, 0, 0, 0), f.sent); diff != "" {
		t.Errorf("bytes sent (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]byte{0xff, 0xff, 0xff}, read); diff != "" {
		t.Errorf("bytes received (-want +got):\n%s", diff)
	}
	if len(f.Received) != 0 {
		t.Errorf("%d bytes remain in the FIFO, want none", len(f.Received))
	}
	if err := bus.Transfer(t.Context(), []byte{6}, nil); err != nil {
		t.Fatal(err)
	}
	if f.frames != 2 || f.selected {
		t.Errorf("the chip was selected %d times, and is now: %t; want 2, false", f.frames, f.selected)
	}
}
