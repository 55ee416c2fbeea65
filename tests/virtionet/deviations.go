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
		graph.Deviates("virtio-net-packed-link-down", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-net-tests/basic", Step: "frames after the link was down, packed rings"}},
			Does:   "A frame that is dropped because the link is down leaves the notifications of a packed transmit queue disabled. The next frame waits for ever.",
			Says:   "A device that disables notifications looks at the queue itself, and enables them when it no longer does.",
			Clause: graph.NewClause("virtio 1.3, section 2.8.10 \"Driver and Device Event Suppression\""),
		}),
		graph.Deviates("virtio-net-mtu", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-net-tests/control", Step: "frames above the MTU"}},
			Does:   "A frame above the MTU is received.",
			Says:   "A device with MTU passes no frame on that exceeds mtu and the Ethernet header.",
			Clause: graph.NewClause("virtio 1.3, section 5.1.4.1 \"Device Requirements: Device configuration layout\""),
		}),
		graph.Deviates("virtio-net-guest-offloads", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-net-tests/control", Step: "no guest offloads"}},
			Does:   "With a back end without offloads CTRL_GUEST_OFFLOADS is offered, and the command to turn all of them off is refused.",
			Says:   "A driver that has accepted CTRL_GUEST_OFFLOADS can set the state of the offloads.",
			Clause: graph.NewClause("virtio 1.3, section 5.1.6.5.8 \"Offloads State Configuration\""),
		}),
	}
}

// withoutControl are those of a device without a control queue.
func withoutControl() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-net-rx-extra-without-queue", graph.Deviation{
			In:     []graph.Place{{Step: "no control queue / CTRL_RX_EXTRA"}},
			Does:   "With ctrl_vq=off CTRL_RX_EXTRA is offered.",
			Says:   "A device that does not offer CTRL_VQ should not offer CTRL_RX_EXTRA.",
			Clause: graph.NewClause("virtio 1.3, section 5.1.4.1 \"Device Requirements: Device configuration layout\""),
		}),
		graph.Deviates("virtio-net-features-without-queue", graph.Deviation{
			In:     []graph.Place{{Step: "no control queue / features that require the queue"}},
			Does:   "With ctrl_vq=off CTRL_RX, CTRL_VLAN, GUEST_ANNOUNCE and CTRL_MAC_ADDR are offered.",
			Says:   "A device offers no feature that requires another one which it does not offer. These four require CTRL_VQ.",
			Clause: graph.NewClause("virtio 1.3, section 2.2.2 \"Device Requirements: Feature Bits\", and section 5.1.3.1 \"Feature bit requirements\""),
		}),
	}
}

// lostVLANs is what becomes of the VLAN filter.
func lostVLANs() graph.Deviation {
	return graph.Deviates("virtio-net-migrated-vlans", graph.Deviation{
		In:     []graph.Place{{Test: "virtio-net-tests/migrate/frames", Step: "VLANs"}},
		To:     []graph.VersionRange{{Until: "10.0"}},
		Does:   "After a migration the device receives frames of each VLAN.",
		Says:   "The device drops frames of a VLAN that the driver has not added.",
		Clause: graph.NewClause("virtio 1.3, section 5.1.6.5.3 \"VLAN Filtering\""),
	})
}
