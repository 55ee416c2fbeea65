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
		graph.Deviates("nvme-write-cache-default", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/admin", Step: "values of features / after power on / volatile write cache"}},
			Does:   "The default value of the volatile write cache is off; after power on it is on.",
			Says:   "A feature that cannot be saved has its default value after power on.",
			Clause: graph.NewClause(spec + "section 7.8 \"Feature Values\""),
		}),
		graph.Deviates("nvme-features-over-reset", graph.Deviation{
			In: []graph.Place{
				{Test: "nvme-tests/admin", Step: "values of features / after a reset / temperature threshold"},
				{Test: "nvme-tests/admin", Step: "values of features / after a reset / temperature threshold below"},
				{Test: "nvme-tests/admin", Step: "values of features / after a reset / volatile write cache"},
				{Test: "nvme-tests/admin", Step: "values of features / after a reset / asynchronous event configuration"},
				{Test: "nvme-tests/admin", Step: "values of features / after a reset / error recovery: DULBE"},
			},
			Does:   "A reset of the controller leaves features as they were set.",
			Says:   "A feature that cannot be saved has its default value after a reset.",
			Clause: graph.NewClause(spec + "section 7.8 \"Feature Values\""),
		}),
		graph.Deviates("nvme-firmware-revision", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/admin", Step: "firmware log"}},
			Does:   "The firmware log has the revision 1.0, and Identify Controller has QEMU's version.",
			Says:   "Identify Controller has the revision of the active firmware, as the log has it.",
			Clause: graph.NewClause(spec + "section 5.15.2.2 \"Identify Controller data structure (CNS 01h)\", FR"),
		}),
		graph.Deviates("nvme-sgl-chain", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/transfers", Step: "scatter gather lists / a chain of segments"}},
			Does:   "A list of three segments fails with Invalid SGL Segment Descriptor; one of two works.",
			Says:   "A segment ends with the descriptor of the next one, if it is not the last.",
			Clause: graph.NewClause(spec + "section 4.4 \"Scatter Gather List (SGL)\""),
		}),
		graph.Deviates("nvme-sgl-undefined-type", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/transfers", Step: "scatter gather lists / refused / undefined type"}},
			Does:   "A descriptor of an undefined type at the end of a list fails with Invalid SGL Segment Descriptor.",
			Says:   "A type that the controller does not support fails with SGL Descriptor Type Invalid.",
			Clause: graph.NewClause(spec + "section 4.6.1.2.1 \"Generic Command Status Definition\""),
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
		graph.Deviates("nvme-no-command-set-too", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/reg-read", Step: "values after power on"}},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Does:   "CAP.CSS says that there is no I/O command set, beside those that there are.",
			Says:   "Bit 7 of CAP.CSS is set where no I/O command set is supported.",
			Clause: graph.NewClause(spec + "section 3.1.1 \"Offset 0h: CAP – Controller Capabilities\", CSS"),
		}),
		graph.Deviates("nvme-events-too-early", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/admin", Step: "asynchronous events"}},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Does:   "An event that has been reported is reported again while its log page has not been read.",
			Says:   "Events of a type are masked until the log page of the reported one is read.",
			Clause: graph.NewClause(spec + "section 5.2 \"Asynchronous Event Request command\""),
		}),
		graph.Deviates("nvme-broadcast-namespace", graph.Deviation{
			In:     []graph.Place{{Test: "nvme-tests/transfers", Step: "errors"}},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Does:   "Write to namespace ffffffffh fails with Invalid Field in Command.",
			Says:   "A command that does not take that namespace fails with Invalid Namespace or Format.",
			Clause: graph.NewClause(spec + "section 6.1.2 \"NSID and Namespace Usage\""),
		}),
	}
}
