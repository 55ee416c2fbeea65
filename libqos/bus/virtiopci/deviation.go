package virtiopci

import "github.com/qgraph/qgraph/graph"

// Migration is QEMU's deviation that concerns every device which moves to another QEMU. A
// driver has it as an option.
func Migration() graph.Deviation {
	return graph.Deviates("virtio-pci-queue-sizes-between-versions", graph.Deviation{
		On:     []string{"i386/pc", "x86_64/pc", "x86_64/q35"},
		QEMU:   []graph.VersionRange{{Since: "10.0", Until: "11.1"}},
		To:     []graph.VersionRange{{Since: "11.1"}},
		Ends:   graph.Exits,
		Does:   "The queues of one version of a machine have other sizes on another QEMU, which does not take the machine.",
		Says:   "A version of a machine has the same state on every QEMU that has it, so that the machine can move from one to another.",
		Clause: graph.NewClause("QEMU 11.1, docs/devel/migration/compatibility.rst, \"How backwards compatibility works\""),
	})
}
