package southbridge

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// pirqs is the number of PIRQ# pins that plug-in cards have, a card in each slot from firstSlot on.
const (
	pirqs     = 4
	firstSlot = 4
)

// bridge is a south bridge under test.
type bridge struct {
	*run.T

	host   pci.Host
	isa    *isa.Bus
	pci    *pci.Bus
	at     pci.Address
	routes []uint16                    // offsets of the routing registers
	route  func(slot int) uint16       // offset of the one of a slot's INTA#
	again  func(context.Context) error // makes configuration space reachable after a reset
}

// write writes a byte of the bridge's configuration space.
func (b *bridge) write(offset uint16, v uint8) {
	b.Helper()
	b.Must(b.host.WriteConfig(b.Context(), b.at, qtest.Width8, offset, uint32(v)))
}

// expect checks a byte of the bridge's configuration space.
func (b *bridge) expect(when string, offset uint16, want uint8) {
	b.Helper()
	got, err := b.host.ReadConfig(b.Context(), b.at, qtest.Width8, offset)
	b.Must(err)
	if uint8(got) != want {
		b.Errorf("%s: register %#02x = %#02x, want %#02x", when, offset, got, want)
	}
}
