package nvme

import "github.com/qgraph/qgraph/graph"

// spec is the specification that QEMU's controller deviates from.
const spec = "NVM Express Base Specification 1.4, "

// deviations are those of QEMU's nvme from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("nvme-delete-absent-queue", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/queues", Step: "deletion of an absent completion queue"}},
			Does:   "Deletion of a completion queue that does not exist ends with Completion Queue Invalid.",
			Says:   "The command ends with Invalid Queue Identifier.",
			Clause: graph.NewClause(spec + "section 5.5 \"Delete I/O Completion Queue command\""),
		}),
		graph.Deviates("nvme-cmbmsc-at-once", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/oob-cmb-access", Step: "invalid base in one write"}},
			Does:   "A 64-bit write to CMBMSC sets only the lower half of the address.",
			Says:   "A register is accessed in its native width or by aligned 32-bit accesses.",
			Clause: graph.NewClause(spec + "section 3.1 \"Register Definition\""),
		}),
		graph.Deviates("nvme-cmbmsc-lower-half-first", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/oob-cmb-access", Step: "invalid base, lower half first"}},
			Does:   "The upper half of CMBMSC has no effect if it is written after the lower half.",
			Says:   "A register is accessed in its native width or by aligned 32-bit accesses.",
			Clause: graph.NewClause(spec + "section 3.1 \"Register Definition\""),
		}),
		graph.Deviates("nvme-pmr-ready-after-power-on", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/pmr-test-access", Step: "not ready after power on"}},
			Does:   "PMRSTS.NRDY is clear until the region is disabled for the first time.",
			Says:   "NRDY is set while the region is not enabled.",
			Clause: graph.NewClause(spec + "section 3.1.20 \"Offset E08h: PMRSTS – Persistent Memory Region Status\""),
		}),
		graph.Deviates("nvme-pmr-enabled-over-reset", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/pmr-test-access", Step: "after a reset / PMRCTL"}},
			Does:   "A reset of the machine leaves PMRCTL.EN set.",
			Says:   "The value of PMRCTL.EN after a reset is 0.",
			Clause: graph.NewClause(spec + "section 3.1.19 \"Offset E04h: PMRCTL – Persistent Memory Region Control\""),
		}),
	}
}
