package spinor

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// Register adds the tests of the chips.
func Register(g *graph.Graph) {
	graph.Test(g, "m25p80-flash-tests/commands", spinor.Driver, commands,
		graph.On(append([]string{board, everywhere, seeprom}, solderedTo...)...), graph.Known(deviations()...))
}

// A chip is the same behind every controller, and a controller before every chip: all
// models are tested on one board, and one model, which has most of the commands, on all.
const (
	board      = "arm/palmetto-bmc"
	everywhere = "w25q256"
	seeprom    = "pnv-spi" // a controller whose bus takes one model
)

// solderedTo are the controllers whose boards have one chip, and no select for another.
var solderedTo = []string{"imx.spi", "mss-spi", "npcm7xx-fiu", "sifive.spi", "xlnx.ps7-spi", "xlnx.xps-spi"}

// commands uses each command that the model has. A step relies on none before it: it
// removes the protection, and has pages of its own.
func commands(t *run.T, f *spinor.Flash) {
	t.Step("identification", func() { identification(t, f) })
	t.Step("after power-up", func() { powerUp(t, f) })
	t.Step("write enable latch", func() { latch(t, f) })
	t.Step("page program", func() { pageProgram(t, f) })
	t.Step("read", func() { read(t, f) })
	t.Step("erase", func() { erase(t, f) })
	if f.Protect != 0 {
		t.Step("block protection", func() { protection(t, f) })
	}
	if f.Has(spinor.SecondQuad) || f.Has(spinor.FirstQuad) {
		t.Step("quad enable", func() { quadEnable(t, f) })
	}
	if f.Size > narrow {
		t.Step("addresses of 4 bytes", func() { wideAddresses(t, f) })
	}
	if f.Has(spinor.Parameters) {
		t.Step("parameters", func() { parameters(t, f) })
	}
	if f.Has(spinor.SoftReset) {
		t.Step("reset", func() { softReset(t, f) })
	}
	if f.Has(spinor.Sleep) {
		t.Step("deep power-down", func() { sleep(t, f) })
	}
	t.Step("reset of the machine", func() { machineReset(t, f) })
}

// narrow is the size in bytes that addresses of 3 bytes reach.
const narrow = 16 << 20
