package riscvvirt

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/ecam"
	"github.com/qgraph/qgraph/libqos/fdt"
	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/qom"
	"github.com/qgraph/qgraph/libqos/virtiommio"
)

// The two machines differ by the CPU, which no path has a use for.
var (
	RISCV32 = graph.NewMachine[*guest.Machine]("riscv32/virt")
	RISCV64 = graph.NewMachine[*guest.Machine]("riscv64/virt")
)

// Register adds the machines and what is in them.
func Register(g *graph.Graph) {
	for _, virt := range []graph.Machine[*guest.Machine]{RISCV32, RISCV64} {
		graph.AddMachine(g, virt, newMachine, graph.Props(graph.P("aclint", "on"), graph.P("aia", "aplic-imsic")))
		graph.Contains(g, virt, ecam.HostDriver, newHost)
		graph.Contains(g, virt, virtiommio.Driver, newTransports)
	}
}

// newMachine leaves the ends of QEMU's default of 128 MiB alone: the firmware
// begins at the low one, and the device tree is at the high one.
func newMachine(_ context.Context, env *graph.Env) (*guest.Machine, error) {
	m := guest.NewMachine(env.QEMU, binary.LittleEndian, guest.RAM{Base: 0x8100_0000, Size: 96 << 20})
	env.AtEnd("guest memory", func(context.Context) error { return m.Alloc.Check() })
	return m, nil
}

func newHost(ctx context.Context, m *guest.Machine, env *graph.Env) (*ecam.Host, error) {
	tree, route, err := describe(ctx, env)
	if err != nil {
		return nil, err
	}
	return ecam.FromTree(m, tree, route)
}

func newTransports(ctx context.Context, m *guest.Machine, env *graph.Env) (*virtiommio.Bus, error) {
	tree, route, err := describe(ctx, env)
	if err != nil {
		return nil, err
	}
	return virtiommio.FromTree(m, tree, route)
}

// describe returns the machine's device tree, and where interrupts of it lead.
// In the tree they go to the interrupt controller of supervisor mode, to which the
// one of machine mode delegates them; QEMU's devices are wired to the latter (RISC-V
// Advanced Interrupt Architecture 1.0, section 4.5.2 "Source configurations").
func describe(ctx context.Context, env *graph.Env) (*fdt.Node, fdt.Route, error) {
	tree, err := fdt.Dump(ctx, env.QEMU.QMP(), env.Dir)
	if err != nil {
		return nil, nil, err
	}
	controllers, err := qom.Parts(ctx, env.QEMU.QMP(), "riscv.aplic")
	if err != nil {
		return nil, nil, err
	}
	for _, c := range controllers {
		machineMode, err := c.Bool(ctx, "mmode")
		if err != nil {
			return nil, nil, err
		}
		if machineMode {
			return tree, fdt.To(c.Path()), nil
		}
	}
	return nil, nil, errors.New("riscvvirt: no interrupt controller is that of machine mode")
}
