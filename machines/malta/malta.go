package malta

import (
	"context"
	"encoding/binary"
	"fmt"

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
	var found [2]guest.Controller
	for _, pic := range pics {
		master, err := pic.Bool(ctx, "master")
		if err != nil {
			return nil, err
		}
		if master {
			found[0].Path = pic.Path()
		} else {
			found[1].Path = pic.Path()
		}
	}
	if found[0].Path == "" || found[1].Path == "" {
		return nil, fmt.Errorf("malta: %d interrupt controllers, want a first and a second", len(pics))
	}
	h := gt64120.NewHost(m, found)
	return h, h.Setup(ctx)
}
