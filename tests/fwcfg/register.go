package fwcfg

import (
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "fw_cfg-tests/interface", fwcfg.Interface, registers)
	graph.Test(g, "fw_cfg-tests/options", fwcfg.Interface, options, graph.Known(deviations()...),
		graph.Prepare(func(dir string) error {
			return os.WriteFile(filepath.Join(dir, contentFile), content(), 0o600)
		}),
		graph.After(
			graph.Option{Flag: "-uuid", Type: uuid},
			graph.Option{Flag: "-boot", Props: []graph.Prop{
				graph.P("menu", "on"), graph.P("splash-time", "5000"), graph.P("reboot-timeout", "60000"),
			}},
			item(textItem, "string", text),
			item(fileItem, "file", contentFile),
			item(emptyItem, "file", os.DevNull),
		))
	// The state is the same on ports and in memory.
	graph.Pair(g, "fw_cfg-tests/migrate", fwcfg.IODriver, migrate, graph.SlowBeside("x86_64/q35"))
}

// item returns the option that adds an item of the user's.
func item(name, kind, value string) graph.Option {
	return graph.Option{Flag: "-fw_cfg", Props: []graph.Prop{graph.P("name", name), graph.P(kind, value)}}
}
