package ecspi_test

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/ecspi"
	"github.com/qgraph/qgraph/libqos/bus/ssi/ssifake"
	"github.com/qgraph/qgraph/qtest"
)

// gpio is the address of the registers of the GPIO whose pin selects the chip.
const gpio = 0x1000

// model is the controller according to the manual.
type model struct {
	guest.Link
	*ssifake.FIFO
	registers map[uint64]uint64
}

func (m *model) Write(_ context.Context, _ qtest.Width, addr, value uint64) error {
	const pin = 1 << 19
	m.registers[addr] = value
	m.Select(m.registers[gpio+uint64(ecspi.GDIR)]&pin != 0 && m.registers[gpio+uint64(ecspi.DR)]&pin == 0) // an output, and low
	const on = ecspi.EN | ecspi.SMC | ecspi.FirstChannel | ecspi.OneByte
	if addr == uint64(ecspi.TXDATA) && ecspi.Control(m.registers[uint64(ecspi.CONREG)]) == on {
		m.Send(byte(value))
	}
	return nil
}

func (m *model) Read(_ context.Context, _ qtest.Width, addr uint64) (uint64, error) {
	switch {
	case addr == uint64(ecspi.STATREG):
		return uint64(ecspi.TE | ecspi.TC), nil
	case addr == uint64(ecspi.RXDATA) && len(m.Received) > 0:
		return uint64(m.Take()), nil
	}
	return m.registers[addr], nil
}

// TestTransfer checks the bytes on the bus, of more than a FIFO holds.
func TestTransfer(t *testing.T) {
	m := &model{FIFO: ssifake.NewFIFO(64), registers: map[uint64]uint64{}}
	m.TransferT(t, ecspi.New(guest.NewMachine(m, binary.LittleEndian, guest.RAM{}), guest.Peripheral{}, ecspi.Pin{GPIO: gpio, Number: 19}))
}
