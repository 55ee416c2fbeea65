package spapr

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*Partition]("ppc64/pseries")

// Partition is a machine with the parts of a logical partition.
type Partition struct {
	*guest.Machine
	RTAS RTAS
	tree *fdt.Node
	link *link
}

// QEMU is a partition's interface to the QEMU that emulates it; [*qtest.QEMU]
// implements it.
type QEMU interface {
	guest.Link
	Firmware
}

// NewPartition returns the partition that a device tree describes, with RAM that
// tests may use.
func NewPartition(q QEMU, monitor *qmp.Client, tree *fdt.Node, ram guest.RAM) *Partition {
	l := &link{q, ram, newSources(monitor)}
	m := guest.NewMachine(l, binary.BigEndian, ram)
	m.Monitor = monitor
	return &Partition{Machine: m, RTAS: RTAS{q, m}, tree: tree, link: l}
}

// MoveTo makes the partition's objects use another QEMU, to which the partition has
// been migrated.
func (m *Partition) MoveTo(q QEMU, monitor *qmp.Client) {
	m.link.Link, m.link.sources.monitor = q, monitor
	m.RTAS = RTAS{q, m.Machine}
	m.Machine.MoveTo(m.link, monitor)
}

// HostBridges returns the nodes of the PCI host bridges in the order of their
// addresses.
func (m *Partition) HostBridges() []*fdt.Node {
	bridges := m.tree.All("IBM,Logical_PHB")
	slices.SortFunc(bridges, func(a, b *fdt.Node) int { return cmp.Compare(a.Name, b.Name) })
	return bridges
}
