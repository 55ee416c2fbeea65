package pseries

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/spapr"
	"github.com/qgraph/qgraph/libqos/bus/slot"
)

// Register adds the machine and its host bridge. Devices access memory without
// translation, because a test cannot call the hypervisor to set it up. The machine has
// only the interrupt controller that it has before a guest chooses one: otherwise QEMU 11.1
// turns to the other one when the machine is migrated.
func Register(g *graph.Graph) {
	graph.AddMachine(g, spapr.Machine, newMachine, graph.RAM(512<<20), graph.Versions("pseries"),
		graph.After(graph.Option{Flag: "-global", Type: "spapr-pci-host-bridge.bypass-iommu=on"}),
		graph.After(graph.Option{Flag: "-machine", Props: []graph.Prop{graph.P("ic-mode", "xics")}}))
	graph.Produces(g, spapr.Machine, guest.Interface, machine)
	slot.OfferOf(g, spapr.Machine, machine, slot.PCI)
	slot.OfferOf(g, spapr.Machine, machine, slot.VIO)
	graph.Contains(g, spapr.Machine, spapr.HostDriver, newHost)
}

// newMachine does not use the ends of QEMU's default of 512 MiB: the firmware
// is at the low end, and the device tree at the high end.
func newMachine(ctx context.Context, env *run.Env) (*spapr.Partition, error) {
	tree, err := fdt.Dump(ctx, env.QEMU.QMP(), env.Dir)
	if err != nil {
		return nil, err
	}
	m := spapr.NewPartition(env.QEMU, env.QEMU.QMP(), tree, guest.RAM{Base: 64 << 20, Size: 256 << 20})
	env.AtEnd("guest memory", func(context.Context) error { return m.Alloc.Check() })
	env.OnMove(func(_ context.Context, to *run.Env) (func() error, error) {
		return func() error { m.MoveTo(to.QEMU, to.QEMU.QMP()); return nil }, nil
	})
	return m, nil
}

// newHost returns the first host bridge. A test may have added others.
func newHost(_ context.Context, m *spapr.Partition) (*spapr.Host, error) {
	bridges := m.HostBridges()
	if len(bridges) == 0 {
		return nil, errors.New("pseries: no PCI host bridge in the device tree")
	}
	return spapr.NewHost(m, bridges[0], spapr.BusID)
}

// machine is the partition as any machine.
func machine(p *spapr.Partition) *guest.Machine { return p.Machine }
