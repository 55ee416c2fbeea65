package ufs

import "github.com/qgraph/qgraph/graph"

// hci is the specification that QEMU's controller deviates from.
const hci = "UFSHCI 4.0 (JESD223E), "

// deviations are those of QEMU's ufs from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ufs-partial-reset", graph.Deviation{
			In:     []graph.Place{{Test: "ufs-tests/reg-read", Step: "reset of registers by HCE"}},
			Does:   "HCE resets no register but HCS.",
			Says:   "Disabling and enabling the controller by HCE resets its registers.",
			Clause: graph.NewClause(hci + "section 5.3.4 \"Offset 34h: HCE – Host Controller Enable\""),
		}),
		graph.Deviates("ufs-no-task-management", graph.Deviation{
			In: []graph.Place{
				{Test: "ufs-tests/init", Step: "task management"},
				{Test: "ufs-tests/reg-read", Step: "run and stop / UTMRLRSR"},
			},
			Does:   "Task management requests stay unchanged and their list does not run, although CAP has slots for them and HCS reports it as ready.",
			Says:   "The controller executes the request, writes its status and sets IS.UTMRCS.",
			Clause: graph.NewClause(hci + "section 6.2.1 \"UTP Task Management Request Descriptor\""),
		}),
		graph.Deviates("ufs-far-table", graph.Deviation{
			In:     []graph.Place{{Test: "ufs-tests/legacy-read-write", Step: "table far from its command"}},
			Does:   "The offset of a PRDT, in bytes, is taken modulo 64 KiB.",
			Says:   "The offset has 16 bits and counts units of four bytes.",
			Clause: graph.NewClause(hci + "section 6.1.1 \"UTP Transfer Request Descriptor\", PRDT Offset"),
		}),
		graph.Deviates("ufs-no-cqie", graph.Deviation{
			In:     []graph.Place{{Test: "ufs-tests/mcq-read-write", Step: "CQIE"}},
			Does:   "CQIE does not keep what is written to it.",
			Says:   "CQIE enables the interrupts of a completion queue.",
			Clause: graph.NewClause(hci + "section 4.4, on MCQ mode"),
		}),
		graph.Deviates("ufs-queue-pointers-over-reset", graph.Deviation{
			In:     []graph.Place{{Test: "ufs-tests/mcq-read-write", Step: "pointers after a reset"}},
			Does:   "A reset by HCE leaves the pointers of a queue as they were.",
			Says:   "Disabling and enabling the controller by HCE resets its registers.",
			Clause: graph.NewClause(hci + "section 5.3.4 \"Offset 34h: HCE – Host Controller Enable\""),
		}),
		graph.Deviates("ufs-status-of-refused-query", graph.Deviation{
			In:     []graph.Place{{Test: "ufs-tests/query-flag", Step: "overall status of a refused query"}},
			Does:   "The overall command status of a query that the device refuses is not success.",
			Says:   "The overall command status is that of the request's execution. The answer's response has the reason of a refusal.",
			Clause: graph.NewClause(hci + "section 6.1.1 \"UTP Transfer Request Descriptor\", Overall Command Status"),
		}),
		graph.Deviates("ufs-no-dme-attributes", graph.Deviation{
			In:     []graph.Place{{Test: "ufs-tests/init", Step: "UIC commands"}},
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "The UIC commands that read and write attributes fail, with INVALID_MIB_ATTRIBUTE.",
			Says:   "DME_GET, DME_SET, DME_PEER_GET and DME_PEER_SET access the attributes of UniPro, and a change of PA_PWRMode is reported.",
			Clause: graph.NewClause(hci + "section 5.6.1 \"Offset 90h: UICCMD – UIC Command\""),
		}),
	}
}
