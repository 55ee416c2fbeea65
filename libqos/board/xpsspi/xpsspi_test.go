package xpsspi_test

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/xpsspi"
	"github.com/qgraph/qgraph/libqos/bus/ssi/ssifake"
	"github.com/qgraph/qgraph/qtest"
)

// model is the core according to the manual.
type model struct {
	guest.Link
	*ssifake.FIFO
	registers map[uint64]uint64
}

func (m *model) Write(_ context.Context, _ qtest.Width, addr, value uint64) error {
	if addr == uint64(xpsspi.SRR) && value == xpsspi.ResetKey {
		m.registers[uint64(xpsspi.SPISS)] = xpsspi.NoChip
		return nil
	}
	m.registers[addr] = value
	m.Select(m.registers[uint64(xpsspi.SPISS)]&1 == 0)
	const on = xpsspi.Enable | xpsspi.Master
	if addr == uint64(xpsspi.DTR) && xpsspi.Control(m.registers[uint64(xpsspi.SPICR)])&(on|xpsspi.Inhibit) == on {
		m.Send(byte(value))
	}
	return nil
}

func (m *model) Read(_ context.Context, _ qtest.Width, addr uint64) (uint64, error) {
	switch {
	case addr == uint64(xpsspi.SPISR):
		return uint64(xpsspi.TransmitEmpty), nil
	case addr == uint64(xpsspi.DRR) && len(m.Received) > 0:
		return uint64(m.Take()), nil
	}
	return m.registers[addr], nil
}

// TestTransfer checks the bytes on the bus, of more than a FIFO holds.
func TestTransfer(t *testing.T) {
	m := &model{FIFO: ssifake.NewFIFO(16), registers: map[uint64]uint64{}}
	m.TransferT(t, xpsspi.New(guest.NewMachine(m, binary.LittleEndian, guest.RAM{}), guest.Peripheral{}))
}
