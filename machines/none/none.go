// Package none has QEMU's machine "none" of every architecture, which has nothing: tests of
// QEMU itself run on it.
package none

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/arch"
	"github.com/qgraph/qgraph/libqos/base/emulator"
	"github.com/qgraph/qgraph/libqos/base/halt"
)

// Register adds the machines.
func Register(g *graph.Graph) {
	for _, a := range arch.All() {
		m := graph.NewMachine[*emulator.Emulator](a.Name + "/none")
		graph.AddMachine(g, m, attach, halt.Stopped())
		graph.ProducesItself(g, m, emulator.Interface)
	}
}

func attach(_ context.Context, env *run.Env) (*emulator.Emulator, error) {
	return &emulator.Emulator{Monitor: env.QEMU.QMP()}, nil
}
