package aspeedsmc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/board/aspeedsmc"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// Register adds the tests of the controllers.
func Register(g *graph.Graph) {
	chip := []graph.TestOption{
		graph.Define(image, graph.Backend{
			Kind: graph.Drive, File: spinor.Named(model).Size,
			Props: []graph.Prop{graph.P("if", "none"), graph.P("format", "raw"), {Name: "file", Value: graph.File()}},
		}),
		graph.After(graph.Option{Flag: "-device", Type: model, Props: []graph.Prop{
			graph.P("bus", "ssi.0"), graph.P("cs", "0"), {Name: "drive", Value: graph.Ref(image)},
		}}),
		graph.Since("9.0", "chips at a chip select of one's choice"),
	}
	graph.Test(g, "aspeed_smc-tests/dma", aspeedsmc.Firmware, dma, chip...)
	graph.Test(g, "aspeed_smc-tests/flash", aspeedsmc.Firmware, flash, chip...)
}

// model is the chip that the board boots from in these tests.
const model = "n25q256a"

// image is its image.
var image = graph.NewHandle("flash")

// flash uses a chip at chip select 0, whose image is all zero, through user mode and through its window.
// The steps have the names of QEMU's own cases.
func flash(t *run.T, c *aspeedsmc.Controller) {
	f := spinor.New(spinor.Named(model), c.Chip(0))
	t.Step("read_jedec", func() { identity(t, f) })
	t.Step("read_status_reg", func() { statusRegister(t, f) })
	t.Step("erase_sector", func() { eraseSector(t, c, f) })
	t.Step("erase_all", func() { eraseAll(t, c, f) })
	t.Step("write_page", func() { writePage(t, f) })
	t.Step("read_page_mem", func() { readWindow(t, c, f) })
	t.Step("image", func() { inImage(t, c, f) })
	t.Step("write_page_mem", func() { writeWindow(t, c, f) })
}

// identity reads the chip's identity in user mode.
func identity(t *run.T, f *spinor.Flash) {
	id := make([]byte, len(f.ID))
	t.Must(f.Ask(t.Context(), id, spinor.ReadIdentification))
	same.Bytes(t, "identity", id, f.ID)
}
