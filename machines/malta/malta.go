package malta

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/gt64120"
	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/qom"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("mips/malta")

// Register adds the machine and the host bridge in it.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine)
	graph.Contains(g, Machine, gt64120.HostDriver, newHost)
}

// newMachine takes all of QEMU's default of 128 MiB but the first MiB.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.BigEndian, guest.RAM{Base: 1 << 20, Size: 127 << 20}), nil
}

func newHost(ctx context.Context, m *guest.Machine) (*gt64120.Host, error) {
	pics, err := qom.Parts(ctx, m.Monitor, "isa-i8259")
	if err != nil {
		return nil, err
	}
	for _, pic := range pics {
		master, err := pic.Bool(ctx, "master")
		if err != nil {
			return nil, err
		}
		if master {
			h := gt64120.NewHost(m, guest.Controller{Path: pic.Path()})
			return h, h.Setup(ctx)
		}
	}
	return nil, errors.New("malta: no interrupt controller is the first")
}
