package ide

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// Register adds the tests of IDE controllers.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	for name, test := range map[string]func(*rig){
		"registers": registers, "identify": identify, "diagnostic": diagnostic, "settings": settings,
		"pio": pio, "limits": limits, "flush": flush,
		"cdrom/pio": discPIO, "cdrom/pio_large": discLarge, "cdrom/commands": discCommands, "cdrom/media": discMedia, "cdrom/events": discEvents,
	} {
		graph.Test(g, "ide-tests/"+name, ata.Interface, with(test), known)
	}
	for name, test := range map[string]func(*rig){
		"simple_rw": masterReadWrite, "various_prdts": masterRegions, "no_busmaster": masterStopped, "trim": trim, "registers": masterRegisters,
	} {
		graph.Test(g, "ide-tests/bmdma/"+name, ata.BusMaster, with(test), known)
	}
	graph.Test(g, "ide-tests/retry", ata.Interface, with(retry), append(withFailing(), known)...)
	graph.Test(g, "ide-tests/cdrom/dma", ata.BusMaster, with(discDMA), known)
}

// with is a test that is given the drives, too.
func with(test func(*rig)) func(*run.T, *ata.Adapter) {
	return func(t *run.T, a *ata.Adapter) { test(begin(t, a)) }
}
