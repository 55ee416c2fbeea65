package sdhci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "sdhci-tests/registers", sdhci.Interface, registers, graph.Known(deviations()...), graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "^SDHC wr_[124]b @0x[0-9a-f]+ <- 0x[0-9a-f]+ read-only", Why: "The test writes to read-only registers.",
	}))
	graph.Test(g, "sdhci-tests/interrupts", sdhci.Interface, interrupts)
	graph.Pair(g, "sdhci-tests/migrate", sdhci.Interface, migrate, graph.Known(deviations()...))
	graph.Test(g, "sdhci-tests/slot", sdhci.Interface, cardSlot)
	graph.Test(g, "sdhci-tests/card", sdhci.Interface, cards, graph.Known(deviations()...), earlyRead())
}

// registers runs on a controller that was not touched since power-on, with an
// empty card slot.
func registers(t *run.T, c *sdhci.Controller) {
	t.Step("identity", func() { identity(t, c) })
	t.Step("values after power on", func() { afterPowerOn(t, c) })
	t.Step("pending interrupts after power on", func() { pendingInsertion(t, c) })
	t.Step("read-only registers", func() { readOnly(t, c) })
	t.Step("software reset", func() { softwareReset(t, c) })
	t.Step("clock", func() { clock(t, c) })
	t.Step("levels of lines in the uSDHC", func() { lineLevels(t, c) })
	t.Step("reserved bits in the uSDHC", func() { reservedBits(t, c) })
}

// interrupts has the controller issue commands to an empty slot.
func interrupts(t *run.T, c *sdhci.Controller) {
	t.Step("status bits", func() { statusBits(t, c) })
	t.Step("interrupt line", func() { interruptLine(t, c) })
}

// cardSlot uses an empty slot, then one with a card inserted and removed.
func cardSlot(t *run.T, c *sdhci.Controller) {
	t.Step("commands without a card", func() { emptySlot(t, c) })
	slot := openSlot(t)
	t.Step("insertion and removal", func() { insertion(t, c, slot) })
}

// cards uses cards of standard and of high capacity.
func cards(t *run.T, c *sdhci.Controller) {
	slot := openSlot(t)
	t.Step("card of 4 MiB", func() { useCard(t, c, slot, 4<<20) })
	t.Step("card of 4 GiB", func() { useCard(t, c, slot, 4<<30) })
	t.Step("SDMA across a boundary", func() { boundary(t, c, slot) })
}
