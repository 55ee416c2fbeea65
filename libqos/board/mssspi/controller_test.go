package mssspi_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/mssspi"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
	"github.com/qgraph/qgraph/qtest"
)

// model is the controller according to the manual, with frames of bytes. The chip answers each byte with its complement.
type model struct {
	guest.Link
	control  mssspi.Config
	frames   int // of the burst
	received []byte
	bursts   [][]byte
}

func (m *model) Write(_ context.Context, _ qtest.Width, addr, value uint64) error {
	switch addr {
	case uint64(mssspi.ControlReg):
		m.control, m.frames = mssspi.Config(value), 0
	case uint64(mssspi.Transmit):
		m.send(byte(value))
	}
	return nil
}

// send sends a byte, in a new burst if the one before has had all its frames. Without room for the answer there is none.
func (m *model) send(b byte) {
	if m.control&mssspi.Enable == 0 {
		return
	}
	if m.frames == 0 {
		m.bursts = append(m.bursts, nil)
	}
	last := len(m.bursts) - 1
	m.bursts[last] = append(m.bursts[last], b)
	if m.frames++; mssspi.Frames(m.frames) == m.control&mssspi.Count {
		m.frames = 0
	}
	if len(m.received) < mssspi.Depth(8, m.control) {
		m.received = append(m.received, ^b)
	}
}

func (m *model) Read(_ context.Context, _ qtest.Width, addr uint64) (uint64, error) {
	if len(m.received) == 0 {
		return uint64(mssspi.ReceiveEmpty), nil
	}
	if addr != uint64(mssspi.Receive) {
		return 0, nil
	}
	b := m.received[0]
	m.received = m.received[1:]
	return uint64(b), nil
}

// TestTransfer checks the bursts on the bus, of more than a FIFO holds and of one byte.
func TestTransfer(t *testing.T) {
	m := &model{}
	bus := mssspi.New(guest.NewMachine(m, binary.LittleEndian, guest.RAM{}), guest.Peripheral{}).SPI()
	write, read := bytes.Repeat([]byte{0x9f, 0x01, 0xfe}, 50), make([]byte, 3)
	if err := bus.Transfer(t.Context(), write, read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]byte{0xff, 0xff, 0xff}, read); diff != "" {
		t.Errorf("bytes received (-want +got):\n%s", diff)
	}
	if err := bus.Transfer(t.Context(), []byte{6}, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]byte{append(write, 0, 0, 0), {6}}, m.bursts); diff != "" {
		t.Errorf("bursts (-want +got):\n%s", diff)
	}
	if err := bus.Transfer(t.Context(), nil, nil); !errors.Is(err, ssi.ErrEmpty) {
		t.Errorf("empty transfer: %v, want %v", err, ssi.ErrEmpty)
	}
	if err := bus.Transfer(t.Context(), nil, make([]byte, mssspi.MaxFrames+1)); err == nil {
		t.Errorf("transfer of %d bytes: no error, want one", mssspi.MaxFrames+1)
	}
}
