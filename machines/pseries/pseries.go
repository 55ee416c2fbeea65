package pseries

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/spapr"
)

// Register adds the machine and the host bridge in it. Devices access memory
// without translation, as a test cannot call the hypervisor that would set it up.
func Register(g *graph.Graph) {
	graph.AddMachine(g, spapr.Machine, newMachine,
		graph.After(graph.Option{Flag: "-global", Type: "spapr-pci-host-bridge.bypass-iommu=on"}))
	graph.Contains(g, spapr.Machine, spapr.HostDriver, newHost)
}

// newMachine leaves the ends of QEMU's default of 512 MiB alone: the firmware
// begins at the low one, and the device tree is at the high one.
func newMachine(ctx context.Context, env *run.Env) (*spapr.Partition, error) {
	tree, err := fdt.Dump(ctx, env.QEMU.QMP(), env.Dir)
	if err != nil {
		return nil, err
	}
	m := spapr.NewPartition(env.QEMU, env.QEMU.QMP(), tree, guest.RAM{Base: 64 << 20, Size: 256 << 20})
	env.AtEnd("guest memory", func(context.Context) error { return m.Alloc.Check() })
	return m, nil
}

// newHost takes the first host bridge; a test may have added others.
func newHost(_ context.Context, m *spapr.Partition) (*spapr.Host, error) {
	bridges := m.HostBridges()
	if len(bridges) == 0 {
		return nil, errors.New("pseries: the device tree has no PCI host bridge")
	}
	return spapr.NewHost(m, bridges[0], spapr.BusID)
}
