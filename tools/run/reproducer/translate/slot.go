package translate

import (
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/tools/run/reproducer"
)

// Slot returns the first function, besides the host bridge, that lines configure by the ports of
// a PC. It is for lines without a command line: a device that is plugged in there is the one that
// they are about.
func Slot(report *reproducer.Report) (pci.Address, bool) {
	ports := memmap.View{Spaces: []string{memmap.PortSpace}, Ranges: []memmap.Range{
		{First: pci.Mechanism1Port, Last: pci.Mechanism1Port + 3, Kind: memmap.IO, Region: indexRegion},
		{First: pci.Mechanism1Port + 4, Last: pci.Mechanism1Port + 7, Kind: memmap.IO, Region: dataRegion},
	}}
	t := &translator{report: report, l: &Layout{Map: &memmap.Map{Views: []memmap.View{ports}}}}
	t.resolve(&resolver{})
	for _, p := range t.places {
		if p.kind == config && p.at.Device != 0 {
			return p.at.Address, true
		}
	}
	return pci.Address{}, false
}
