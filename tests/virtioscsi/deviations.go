package virtioscsi

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's virtio-scsi from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-scsi-used-length", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-scsi-tests/unaligned-write-same", Step: "used length of a write"}},
			Does:   "The length of the used chain of a write counts the data that the device has read.",
			Says:   "len is the number of bytes written into the device-writable part of the chain.",
			Clause: graph.NewClause("virtio 1.3, section 2.7.8 \"The Virtqueue Used Ring\""),
		}),
		graph.Deviates("virtio-scsi-residual", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-scsi-tests/unaligned-write-same", Step: "residual of a refused read"}},
			Does:   "The residual of a command that ends with CHECK CONDITION is 0.",
			Says:   "residual is the size of the data less the bytes that were transferred.",
			Clause: graph.NewClause("virtio 1.3, section 5.6.6.1 \"Device Operation: Request Queues\""),
		}),
		graph.Deviates("virtio-scsi-missed-event-migration", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-scsi-tests/migrate", Step: "missed event"}},
			Does:   "A migration loses that the device had no buffer for an event.",
			Says:   "The device sets VIRTIO_SCSI_T_EVENTS_MISSED in the next event after one that it had no buffer for.",
			Clause: graph.NewClause("virtio 1.3, section 5.6.6.3 \"Device Operation: eventq\""),
		}),
	}
}
