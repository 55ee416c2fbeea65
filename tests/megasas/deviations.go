package megasas

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's megasas from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("megasas-any-id", graph.Deviation{
			In:     []graph.Place{{Test: "megasas-tests/dcmd/pd-get-info/fuzz", Step: "ids of no device"}},
			Does:   "Ids that are not in the list of devices lead to the disk.",
			Says:   "A command for a device that does not exist ends with DEVICE_NOT_FOUND.",
			Clause: graph.NewClause("mfireg.h, enum mfi_status_t, MFI_STAT_DEVICE_NOT_FOUND"),
		}),
		graph.Deviates("megasas-no-data", graph.Deviation{
			In: []graph.Place{
				{Test: "megasas-tests/transfers", Step: "SCSI commands / physical false / without data"},
				{Test: "megasas-tests/transfers", Step: "SCSI commands / physical true / without data"},
			},
			Does:   "A SCSI command without data, as TEST UNIT READY, ends with HARDWARE ERROR, internal target failure.",
			Says:   "A frame has a direction of none: its command has no data, and no scatter list.",
			Clause: graph.NewClause("mfireg.h, MFI_FRAME_DIR_NONE"),
		}),
		graph.Deviates("megasas-masked-replies", graph.Deviation{
			In:     []graph.Place{{Test: "megasas-tests/dcmd/pd-get-info/fuzz", Step: "masked interrupt / reply"}},
			Does:   "A command that completes while the interrupt is masked has no reply, nor have the ones after it.",
			Says:   "The mask is one of interrupts.",
			Clause: graph.NewClause("mfireg.h, MFI_OMSK, \"outbound inter mask\""),
		}),
		graph.Deviates("megasas-migrated-queue", graph.Deviation{
			In:     []graph.Place{{Test: "megasas-tests/migrate", Step: "commands"}},
			Does:   "After a migration the producer index of the reply queue goes back by the replies before it.",
			Says:   "The firmware puts each reply behind the last one, and advances the producer index by one.",
			Clause: graph.NewClause("mfireg.h, struct mfi_prod_cons"),
		}),
	}
}
