package virt

import "github.com/qgraph/qgraph/graph"

const (
	sameState = "A version of a machine has the same state on every QEMU that has it, so that the machine can move from one to another."
	document  = "QEMU 11.1, docs/devel/migration/compatibility.rst, \"How backwards compatibility works\""
)

// armDeviations are those of the processors, whose state moves to another QEMU with every
// device.
func armDeviations() []graph.Deviation {
	before10 := []graph.VersionRange{{Until: "10.0"}}
	from10 := []graph.VersionRange{{Since: "10.0", Until: "11.1"}}
	since10 := []graph.VersionRange{{Since: "10.0"}}
	since11 := []graph.VersionRange{{Since: "11.1"}}
	return []graph.Deviation{
		graph.Deviates("virt-processor-of-before-10.0", graph.Deviation{
			QEMU:   before10,
			To:     since10,
			Ends:   graph.Exits,
			Does:   "QEMU does not take the processor of an older one: \"error while loading state for instance 0x0 of device 'cpu'\".",
			Says:   sameState,
			Clause: graph.NewClause(document),
		}),
		graph.Deviates("virt-cortex-a57-to-11.1", graph.Deviation{
			On:     []string{"aarch64/virt"},
			QEMU:   from10,
			To:     since11,
			Ends:   graph.Exits,
			Does:   "QEMU does not take a Cortex-A57 of an older one, because it does not have all system registers of that.",
			Says:   sameState,
			Clause: graph.NewClause(document),
		}),
		graph.Deviates("virt-processor-to-before-10.0", graph.Deviation{
			QEMU:   since10,
			To:     before10,
			Ends:   graph.Exits,
			Does:   "QEMU does not take the processor of a newer one, which has more system registers.",
			Says:   sameState,
			Clause: graph.NewClause(document),
		}),
		graph.Deviates("virt-processor-to-before-11.1", graph.Deviation{
			QEMU:   since11,
			To:     from10,
			Ends:   graph.Crashes,
			Does:   "QEMU ends with a failed assertion while it takes the state of the processor of a newer one.",
			Says:   sameState,
			Clause: graph.NewClause(document),
		}),
	}
}
