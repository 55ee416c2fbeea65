package mch

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/mch"
)

// Register adds the tests of both controllers. The names of most are those of QEMU's own tests.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	for prefix, d := range map[string]graph.Driver[*mch.Controller]{"i440fx": mch.PMCDriver, "q35": mch.Driver} {
		graph.Test(g, prefix+"-tests/pam", d, pam, known)
		graph.Test(g, prefix+"-tests/firmware", d, firmware, withFirmware()...)
		graph.Test(g, prefix+"-tests/smram/lock", d, lock, known)
		graph.Test(g, prefix+"-tests/smram/open", d, open, known, card())
		graph.Test(g, prefix+"-tests/smram/without-card", d, open, known)
	}
	graph.Test(g, "i440fx-tests/defaults", mch.PMCDriver, defaults, known)
	for name, size := range map[string]tseg{
		"1mb": {0, 1}, "2mb": {mch.TSEG2MiB, 2}, "8mb": {mch.TSEG8MiB, 8}, "ext/16mb": {mch.TSEGOther, 16},
	} {
		graph.Test(g, "q35-tests/tseg-size/"+name, mch.Driver, size.test, known,
			graph.Before(graph.Option{Flag: "-global", Type: "mch.extended-tseg-mbytes=16"}))
	}
	graph.Test(g, "q35-tests/tseg-lock", mch.Driver, tsegLock, known)
	graph.Test(g, "q35-tests/pciexbar", mch.Driver, pciexbar, known)
}
