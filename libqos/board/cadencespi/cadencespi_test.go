package cadencespi_test

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/cadencespi"
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
	m.Select(cadencespi.Config(m.registers[uint64(cadencespi.ConfigReg)])&cadencespi.NoChip == cadencespi.FirstChip)
	if addr == uint64(cadencespi.TxDataReg) && m.registers[uint64(cadencespi.EnReg)] == 1 {
		m.Send(byte(value))
	}
	return nil
}

func (m *model) Read(_ context.Context, _ qtest.Width, addr uint64) (uint64, error) {
	switch {
	case addr == uint64(cadencespi.IntrStatusReg) && uint64(len(m.Received)) >= m.registers[uint64(cadencespi.RXThresReg0)]:
		return uint64(cadencespi.RXNotEmpty), nil
	case addr == uint64(cadencespi.RxDataReg) && len(m.Received) > 0:
		return uint64(m.Take()), nil
	}
	return m.registers[addr], nil
}

// TestTransfer checks the bytes on the bus, of more than a FIFO holds.
func TestTransfer(t *testing.T) {
	m := &model{FIFO: ssifake.NewFIFO(128), registers: map[uint64]uint64{}}
	m.TransferT(t, cadencespi.New(guest.NewMachine(m, binary.LittleEndian, guest.RAM{}), guest.Peripheral{}))
}
