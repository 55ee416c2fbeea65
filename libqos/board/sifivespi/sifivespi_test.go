package sifivespi_test

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/sifivespi"
	"github.com/qgraph/qgraph/libqos/bus/ssi/ssifake"
	"github.com/qgraph/qgraph/qtest"
)

// model is the controller according to the manual.
type model struct {
	guest.Link
	*ssifake.FIFO
	registers map[uint64]uint64
}

func (m *model) Write(_ context.Context, _ qtest.Width, addr, value uint64) error {
	m.registers[addr] = value
	m.Select(m.registers[uint64(sifivespi.ChipSelectMode)] == uint64(sifivespi.Hold))
	if addr == uint64(sifivespi.Transmit) {
		m.Send(byte(value))
	}
	return nil
}

func (m *model) Read(_ context.Context, _ qtest.Width, addr uint64) (uint64, error) {
	switch {
	case addr != uint64(sifivespi.Receive):
		return m.registers[addr], nil
	case len(m.Received) == 0:
		return sifivespi.Empty, nil
	}
	return uint64(m.Take()), nil
}

// TestTransfer checks the bytes on the bus, of more than a FIFO holds.
func TestTransfer(t *testing.T) {
	m := &model{FIFO: ssifake.NewFIFO(8), registers: map[uint64]uint64{}}
	m.TransferT(t, sifivespi.New(guest.NewMachine(m, binary.LittleEndian, guest.RAM{}), guest.Peripheral{}))
}
