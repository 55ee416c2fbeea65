package virtioserial

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's virtio-serial from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-serial-emergency-order", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-serial-tests/console", Step: "emergency write in big-endian order"}},
			Does:   "A legacy device reads emerg_wr as little-endian on a big-endian machine.",
			Says:   "The configuration space of a legacy device has the byte order of the guest.",
			Clause: graph.NewClause("virtio 1.3, section 2.5.3 \"Legacy Interface: A Note on Device Configuration Space endian-ness\""),
		}),
		graph.Deviates("virtio-serial-name-terminator", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-serial-tests/serialport", Step: "name of the port"}},
			Does:   "A zero byte ends the name of a port.",
			Says:   "VIRTIO_CONSOLE_PORT_NAME is followed by the name, without a NUL terminator.",
			Clause: graph.NewClause("virtio 1.3, section 5.3.6.2 \"Multiport Device Operation\""),
		}),
	}
}
