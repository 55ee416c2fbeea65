package armvirt

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/ecam"
	"github.com/qgraph/qgraph/libqos/fdt"
	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/virtiommio"
)

// The two machines differ by the CPU, which no path has a use for.
var (
	Arm     = graph.NewMachine[*guest.Machine]("arm/virt")
	AArch64 = graph.NewMachine[*guest.Machine]("aarch64/virt")
)

// Register adds the machines and what is in them.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Arm, newMachine)
	graph.Contains(g, Arm, virtiommio.Driver, described(virtiommio.FromTree))
	graph.AddMachine(g, AArch64, newMachine, graph.After(graph.Option{Flag: "-cpu", Type: "max"}))
	graph.Contains(g, AArch64, ecam.HostDriver, described(ecam.FromTree))
}

// newMachine leaves the first MiB of QEMU's default of 128 MiB alone, where QEMU
// puts the device tree.
func newMachine(_ context.Context, env *graph.Env) (*guest.Machine, error) {
	m := guest.NewMachine(env.QEMU, binary.LittleEndian, guest.RAM{Base: 0x4010_0000, Size: 127 << 20})
	env.AtEnd("guest memory", func(context.Context) error { return m.Alloc.Check() })
	return m, nil
}

// described returns the constructor of what a machine's device tree describes.
func described[T any](build func(*guest.Machine, *fdt.Node, fdt.Route) (T, error)) func(context.Context, *guest.Machine, *graph.Env) (T, error) {
	return func(ctx context.Context, m *guest.Machine, env *graph.Env) (none T, err error) {
		tree, err := fdt.Dump(ctx, env.QEMU.QMP(), env.Dir)
		if err != nil {
			return none, err
		}
		route, err := gicRoute(ctx, env.QEMU.QMP())
		if err != nil {
			return none, err
		}
		return build(m, tree, route)
	}
}
