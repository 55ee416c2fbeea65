package fwcfg

import (
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
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
	pcs := []graph.TestOption{graph.On("x86_64/pc", "x86_64/q35", "i386/pc"), graph.SlowBeside("x86_64/pc", "x86_64/q35")}
	graph.Test(g, "fw_cfg-tests/memory", fwcfg.IODriver, memory, append(pcs, graph.After(memoryOptions()...))...)
	booted := []graph.TestOption{graph.Prepare(prepareKernel), graph.After(kernelOptions()...)}
	graph.Test(g, "fw_cfg-tests/kernel", fwcfg.IODriver, kernel, append(booted,
		graph.On("x86_64/pc", "x86_64/q35", "x86_64/microvm", "i386/pc"), graph.SlowBeside("x86_64/pc", "x86_64/q35", "x86_64/microvm"))...)
	// Without a firmware such a machine has its kernel in memory.
	graph.Test(g, "fw_cfg-tests/kernel-for-firmware", fwcfg.MemDriver, kernel, append(booted,
		graph.On("aarch64/virt", "loongarch64/virt"), graph.After(graph.Option{Flag: "-bios", Type: firmwareFile}))...)
	graph.Test(g, "fw_cfg-tests/ras", fwcfg.MemDriver, func(t *run.T, d *fwcfg.Device) {
		begins(t, d, "signature", fwcfg.Signature, []byte(signature))
	}, graph.Known(deviations()...), graph.On("aarch64/virt"), graph.After(graph.Option{Flag: "-machine", Props: []graph.Prop{graph.P("ras", "on")}}))
	graph.Test(g, "fw_cfg-tests/nographic", fwcfg.IODriver, func(t *run.T, d *fwcfg.Device) {
		number(t, d, "no display", fwcfg.NoGraphic, 2, 1)
	}, graph.SlowBeside("x86_64/pc"), graph.After(graph.Option{Flag: "-nographic"}))
	// The state is the same on ports and in memory.
	graph.Pair(g, "fw_cfg-tests/migrate", fwcfg.IODriver, migrate, graph.SlowBeside("x86_64/q35"))
}

// item returns the option that adds an item of the user's.
func item(name, kind, value string) graph.Option {
	return graph.Option{Flag: "-fw_cfg", Props: []graph.Prop{graph.P("name", name), graph.P(kind, value)}}
}
