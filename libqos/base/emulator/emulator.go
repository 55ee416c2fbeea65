// Package emulator is a QEMU with the machine that has nothing: what can be asked of QEMU
// itself, of its types and objects, whatever it emulates.
//
//	arm/none → emulator → emulator-tests/types
package emulator

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Interface is produced by the machine "none" of each architecture.
var Interface = graph.NewInterface[*Emulator]("emulator")

// Emulator is a QEMU whose machine has no processor, no RAM and no device.
type Emulator struct {
	Monitor *qmp.Client
}
