package virtionet

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's virtio-net from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-net-num-buffers", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-net-tests/basic", Step: "header without mergeable buffers"}},
			Does:   "Without MRG_RXBUF the device does not write num_buffers.",
			Says:   "num_buffers is always 1 if MRG_RXBUF was not negotiated.",
			Clause: graph.NewClause("virtio 1.3, section 5.1.6.4.1 \"Device Requirements: Processing of Incoming Packets\""),
		}),
	}
}

// lostVectors is what becomes of a device with a vhost-user back end on PCI with MSI-X.
func lostVectors() graph.Deviation {
	return graph.Deviates("virtio-net-vhost-vectors-crash", graph.Deviation{
		On:     []string{"virtio-net-pci"},
		QEMU:   []graph.VersionRange{{Until: "10.0"}},
		Ends:   graph.Crashes,
		Does:   "QEMU crashes (msix_set_vector_notifiers) when the driver starts a device that a vhost-user back end serves, and uses MSI-X.",
		Says:   "A driver may map any event to any vector, and then starts the device.",
		Clause: graph.NewClause("virtio 1.3, section 4.1.5.1.2 \"MSI-X Vector Configuration\""),
	})
}
