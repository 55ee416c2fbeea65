package riscv

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/sifivespi"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sdspi"
)

// registerSPI adds QSPI0 of the HiFive Unleashed, with the flash chip that is soldered to it, and the card at its QSPI2 (FU540-C000
// Manual, v1p3, chapter 5 "Memory Map").
func registerSPI(g *graph.Graph) {
	for _, name := range []string{"riscv32/sifive_u", "riscv64/sifive_u"} {
		machine := graph.NewMachine[*guest.Machine](name)
		graph.Contains(g, machine, sifivespi.Driver, func(_ context.Context, m *guest.Machine) (*sifivespi.Controller, error) {
			return sifivespi.New(m, guest.Peripheral{Base: 0x10040000}), nil
		})
		graph.Contains(g, machine, sdspi.Driver, func(_ context.Context, m *guest.Machine) (*sdspi.Card, error) {
			return sdspi.New(sifivespi.New(m, guest.Peripheral{Base: 0x10050000})), nil
		}, sd.CardBySlot())
	}
}
