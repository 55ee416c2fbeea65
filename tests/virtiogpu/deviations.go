package virtiogpu

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's GPU, and of its dump of a screen, from the specification.
func deviations() []graph.Deviation {
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "virtio-gpu-tests/screen", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("screendump-padded-rows", graph.Deviation{
			In:     in("odd width"),
			Does:   "In a pixmap that screendump writes, each row is padded to a multiple of four bytes.",
			Says:   "A row has three bytes for each pixel, and the next row follows.",
			Clause: graph.NewClause("Netpbm, \"PPM Format Specification\", \"The Format\""),
		}),
		graph.Deviates("virtio-gpu-small-scanout", graph.Deviation{
			In:     in("small scanout"),
			Does:   "A scanout of fewer than 16 columns or rows is refused with ERR_INVALID_PARAMETER.",
			Says:   "A scanout shows any rectangle that its resource covers completely.",
			Clause: graph.NewClause("virtio 1.3, section 5.7.6.8 \"Device Operation: controlq\", VIRTIO_GPU_CMD_SET_SCANOUT"),
		}),
		graph.Deviates("virtio-gpu-first-rows", graph.Deviation{
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			In:     in("rows from the top"),
			Does:   "A transfer of the first rows, each as a whole, transfers all rows.",
			Says:   "A transfer has the rectangle of the command.",
			Clause: graph.NewClause("virtio 1.3, section 5.7.6.8 \"Device Operation: controlq\", VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D"),
		}),
		graph.Deviates("virtio-gpu-cursor-response", graph.Deviation{
			In:     in("cursor response"),
			Does:   "The device uses the buffers of the cursor queue without writing a response.",
			Says:   "All requests and responses on the virtqueues have a header; that of a cursor command is OK_NODATA.",
			Clause: graph.NewClause("virtio 1.3, section 5.7.6.10 \"Device Operation: cursorq\""),
		}),
	}
}
