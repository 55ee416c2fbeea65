package ecspi_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/ecspi"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
	"github.com/qgraph/qgraph/qtest"
)

// model is the controller according to the manual, with a chip that answers each byte
// with its complement.
type model struct {
	guest.Link
	registers map[uint64]uint64
	fifo      []byte // received
	sent      []byte // to the selected chip
	frames    int    // how often it was selected
}

const gpio = 0x1000

// selected reports whether the pin is an output, and low.
func (m *model) selected() bool {
	const pin = 1 << 19
	return m.registers[gpio+uint64(ecspi.GDIR)]&pin != 0 && m.registers[gpio+uint64(ecspi.DR)]&pin == 0
}

func (m *model) Write(_ context.Context, _ qtest.Width, addr, value uint64) error {
	before := m.selected()
	m.registers[addr] = value
	if m.selected() && !before {
		m.frames++
	}
	const on = ecspi.EN | ecspi.SMC | ecspi.FirstChannel | ecspi.OneByte
	if addr == uint64(ecspi.TXDATA) && m.selected() && ecspi.Control(m.registers[uint64(ecspi.CONREG)]) == on && len(m.fifo) < 64 {
		m.sent, m.fifo = append(m.sent, byte(value)), append(m.fifo, ^byte(value))
	}
	return nil
}

func (m *model) Read(_ context.Context, _ qtest.Width, addr uint64) (uint64, error) {
	switch {
	case addr == uint64(ecspi.STATREG):
		return uint64(ecspi.TE | ecspi.TC), nil
	case addr == uint64(ecspi.RXDATA) && len(m.fifo) > 0:
		b := m.fifo[0]
		m.fifo = m.fifo[1:]
		return uint64(b), nil
	}
	return m.registers[addr], nil
}

// TestTransfer checks the bytes on the bus, of more than a FIFO holds.
func TestTransfer(t *testing.T) {
	m := &model{registers: map[uint64]uint64{}}
	bus := ssi.ByBytes(ecspi.New(guest.NewMachine(m, binary.LittleEndian, guest.RAM{}), guest.Peripheral{}, ecspi.Pin{GPIO: gpio, Number: 19}))
	write := bytes.Repeat([]byte{0x9f, 0x01, 0xfe}, 50)
	read := make([]byte, 3)
	if err := bus.Transfer(t.Context(), write, read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append(write, 0, 0, 0), m.sent); diff != "" {
		t.Errorf("bytes sent (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]byte{0xff, 0xff, 0xff}, read); diff != "" {
		t.Errorf("bytes received (-want +got):\n%s", diff)
	}
	if len(m.fifo) != 0 {
		t.Errorf("%d bytes remain in the FIFO, want none", len(m.fifo))
	}
	if err := bus.Transfer(t.Context(), []byte{6}, nil); err != nil {
		t.Fatal(err)
	}
	if m.frames != 2 || m.selected() {
		t.Errorf("the chip was selected %d times, and is now: %t; want 2, false", m.frames, m.selected())
	}
}
