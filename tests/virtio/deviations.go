package virtio

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's virtio devices from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-features-ok", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-tests/conformance", Step: "features that are not offered"}},
			Does:   "A modern device silently drops features that it did not offer, and keeps FEATURES_OK.",
			Says:   "A device accepts a valid subset of its features; otherwise it fails to set FEATURES_OK.",
			Clause: graph.NewClause("virtio 1.3, section 2.2.2 \"Device Requirements: Feature Bits\""),
		}),
		graph.Deviates("virtio-mmio-feature-words", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-tests/conformance", Step: "features from 128 on"}},
			On:     []string{"virtio-mmio"},
			Does:   "Each value of DeviceFeaturesSel but 0 selects the features from 32 to 63.",
			Says:   "DeviceFeaturesSel selects the features from 32 times its value on.",
			Clause: graph.NewClause("virtio 1.3, section 4.2.2 \"MMIO Device Register Layout\", DeviceFeatures"),
		}),
	}
}

// ringDeviations are those of the queues.
func ringDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-packed-write-flag", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-queue-tests/rings", Step: "write flag of packed descriptors"}},
			Except: []string{"virtio-balloon-pci", "virtio-balloon-device", "virtio-serial-pci", "virtio-serial-device"}, // their samples write nothing
			Does:   "A used descriptor of a packed ring has a length and not the flag WRITE.",
			Says:   "The flag says whether the device has written any data. Without it drivers ignore the length.",
			Clause: graph.NewClause("virtio 1.3, section 2.8.4 \"Element Address and Length\""),
		}),
		graph.Deviates("virtio-mmio-queue-reset", graph.Deviation{
			In: []graph.Place{
				{Test: "virtio-queue-tests/rings", Step: "reset of a queue"},
				{Test: "virtio-queue-tests/rings", Step: "reset of a packed queue"},
			},
			On:     []string{"virtio-mmio"},
			Does:   "A device offers RING_RESET, and has no register QueueReset.",
			Says:   "A write of 1 to QueueReset resets the queue, and QueueReady is 0 afterwards.",
			Clause: graph.NewClause("virtio 1.3, section 4.2.2.1 \"Device Requirements: MMIO Device Register Layout\""),
		}),
		graph.Deviates("virtio-packed-event-at-end", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-queue-tests/rings", Step: "event index at the end of a packed ring"}},
			Does:   "The use of the last descriptor of a packed ring triggers the event that the driver has requested at the first descriptor of the next lap.",
			Says:   "The event only triggers when the descriptor at its offset is used.",
			Clause: graph.NewClause("virtio 1.3, section 2.8.10 \"Driver and Device Event Suppression\""),
		}),
	}
}

// hostileDeviations are those that drivers which keep no rule find.
func hostileDeviations() []graph.Deviation {
	var in []graph.Place
	for _, step := range []string{
		"addresses / length 0", "indirect tables / outside of RAM", "indirect tables / nested", "indirect tables / that is itself",
		"requests / in the wrong direction", "requests / one byte to read",
	} {
		for _, ring := range []string{"split ring", "packed ring"} {
			in = append(in, graph.Place{Test: "virtio-queue-tests/hostile", Step: ring + " / " + step})
		}
	}
	return []graph.Deviation{
		graph.Deviates("virtio-rng-request-without-room", graph.Deviation{
			In:     in,
			On:     []string{"virtio-rng-pci", "virtio-rng-device"},
			Except: []string{"arm/virt", "riscv32/virt", "x86_64/microvm"}, // a legacy interface cannot ask for a reset
			Does:   "A request without a byte to write stays at the head of the queue. The device serves no other one, and does not ask for a reset.",
			Says:   "A device that needs a reset to go on sets DEVICE_NEEDS_RESET.",
			Clause: graph.NewClause("virtio 1.3, section 2.1.2 \"Device Requirements: Device Status Field\""),
		}),
	}
}
