package tpm

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
)

// deviations are those of QEMU from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("tpm-tis-fixed-vector", graph.Deviation{
			In:     []graph.Place{{Test: "tpm-tis-tests/interrupts", Step: "vector"}, {Test: "tpm-tis-device-tests/interrupts", Step: "vector"}},
			Does:   "TPM_INT_VECTOR cannot be written.",
			Says:   "Software chooses the interrupt by sirqVec, which is read-write.",
			Clause: graph.NewClause("TIS 1.3, \"Interrupt Vector\" (TPM_INT_VECTOR_x)"),
		}),
		graph.Deviates("tpm-tis-fifo-over-localities", graph.Deviation{
			In: []graph.Place{
				{Test: "tpm-tis-tests/localities", Step: "command after a response of another locality"},
				{Test: "tpm-tis-tests/localities", Step: "command after a part of one of another locality"},
			},
			Does: "The FIFO keeps the bytes of the locality before: commandReady in a locality that was idle does not empty it, and the " +
				"next command begins with them.",
			Says:   "commandReady aborts whatever the TPM did, and has it be ready for a new command, with an empty FIFO.",
			Clause: graph.NewClause("PTP 1.04, \"Status Register\", commandReady"),
		}),
		graph.Deviates("tpm-established-reset-locality", graph.Deviation{
			In:     []graph.Place{{Test: "tpm-tis-tests/localities", Step: "locality that resets established"}},
			Does:   "CMD_RESET_TPMESTABLISHED has the locality of the last command, not that in which the guest resets the flag.",
			Says:   "The locality in which the establishment flag is to be reset must be set in the loc field.",
			Clause: graph.NewClause("swtpm_ioctls(3), swtpm 0.8, PTM_RESET_ESTABLISHED"),
		}),
		graph.Deviates("tpm-crb-chunk-over-idle", graph.Deviation{
			In:     []graph.Place{{Test: "tpm-crb-tests/chunks", Step: "begun anew"}},
			Does:   "The chunks of a command that was not started remain over goIdle and cmdReady, and the next command begins with them.",
			Says:   "goIdle ends the reception of a command, and cmdReady has the TPM be ready for a new one.",
			Clause: graph.NewClause("PTP 1.04, \"Control Area Request\", goIdle and cmdReady"),
		}),
		graph.Deviates("tpm-crb-start-in-idle", graph.Deviation{
			In:     []graph.Place{{Test: "tpm-crb-tests/registers", Step: "start in Idle"}},
			Does:   "Start executes the command in the buffer also while the TPM is idle.",
			Says:   "The TPM takes no command in Idle: it leaves that state by cmdReady only.",
			Clause: graph.NewClause("PTP 1.04, \"CRB Interface\", table \"TPM State Transitions\""),
		}),
		graph.Deviates("tpm-tis-response-over-buffer", graph.Deviation{
			In:     []graph.Place{{Test: "tpm-tests/failures", Step: "response that is too long"}},
			On:     []string{tpm.ISADriver.Name(), tpm.SystemDriver.Name(), tpm.I2CDriver.Name()},
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "Of a response that is longer than the buffer the FIFO has the header alone, and it tells of success.",
			Says:   "responseSize is the number of bytes in the response.",
			Clause: graph.NewClause("TPM 2.0 Library, part 1, \"Command/Response Structure\""),
		}),
		graph.Deviates("tpm-reset-without-module", graph.Deviation{
			In:     []graph.Place{{Test: "tpm-tests/failures", Step: "reset of a dead one"}},
			Ends:   graph.Exits,
			Does:   "QEMU exits when the machine is reset after the module has died.",
			Says:   "Do not call exit() or abort() to handle an error that can be triggered by the guest.",
			Clause: graph.NewClause("QEMU 11.1, docs/devel/style.rst, \"Handling errors\""),
		}),
	}
}
