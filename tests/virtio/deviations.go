package virtio

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
)

// deviations are those of QEMU's virtio devices from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-features-ok", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-tests/conformance", Step: "features that are not offered"}},
			Does:   "A modern device silently drops features that it did not offer, and keeps FEATURES_OK.",
			Says:   "A device accepts a valid subset of its features; otherwise it fails to set FEATURES_OK.",
			Clause: graph.NewClause("virtio 1.3, section 2.2.2 \"Device Requirements: Feature Bits\""),
		}),
		graph.Deviates("vhost-user-log-all", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-tests/conformance", Step: "features that the specification does not have"}},
			On:     vhostUserBase(),
			Does:   "The device offers the guest LOG_ALL, bit 26, which the back end offers QEMU.",
			Says:   "A device does not offer reserved feature bits.",
			Clause: graph.NewClause("virtio 1.3, section 2.2.2 \"Device Requirements: Feature Bits\""),
		}),
		graph.Deviates("virtio-pmem-empty-queue", graph.Deviation{
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			In:     []graph.Place{{Test: "virtio-tests/conformance", Step: "modern PCI / started queues"}, {Test: "virtio-tests/conformance", Step: "modern PCI with packed rings / started queues"}},
			On:     []string{"virtio-pmem-pci"},
			Does:   "A notification of an empty queue makes the device ask for a reset.",
			Says:   "A device sets DEVICE_NEEDS_RESET if an error occurred from which it does not recover.",
			Clause: graph.NewClause("virtio 1.3, section 2.1.2 \"Device Requirements: Device Status Field\""),
		}),
		graph.Deviates("virtio-packed-first-id", graph.Deviation{
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			In:     []graph.Place{{Test: "virtio-tests/conformance", Step: "buffer ID of a packed list"}},
			Does:   "A list of descriptors of a packed ring is used with the buffer ID of its first descriptor.",
			Says:   "The buffer ID is in the last descriptor of a list.",
			Clause: graph.NewClause("virtio 1.3, section 2.8.6 \"Next Flag: Descriptor Chaining\""),
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

// vhostUserBase are the devices that hand on the offer of their back ends.
func vhostUserBase() (devices []string) {
	for _, name := range []string{"gpio", "i2c", "input", "rng", "rtc", "snd", "spi", "test-device"} {
		devices = append(devices, "vhost-user-"+name+"-pci")
	}
	return append(devices, "vhost-user-gpio-device", "vhost-user-i2c-device", "vhost-user-input", "vhost-user-rng", "vhost-user-rtc",
		"vhost-user-snd", "vhost-user-spi-device", "vhost-user-test-device")
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

// incomplete is the deviation of a sound device with requests without a whole header, or without
// room for a status.
func incomplete() graph.Deviation {
	in := []graph.Place{{Test: "virtio-queue-tests/hostile", Step: "packed ring / flags / wrap counter of the other lap in the rest of a list"}}
	for _, ring := range []string{"split ring", "packed ring"} {
		for _, step := range []string{"one byte to read", "one byte to write"} {
			in = append(in, graph.Place{Test: "virtio-queue-tests/hostile", Step: ring + " / requests / " + step})
		}
	}
	return graph.Deviation{
		In:     in,
		Does:   "A request without a whole header, or without room for a status, is never used, and the device does not ask for a reset.",
		Says:   "A device that needs a reset to go on sets DEVICE_NEEDS_RESET.",
		Clause: graph.NewClause("virtio 1.3, section 2.1.2 \"Device Requirements: Device Status Field\""),
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
	request := graph.Deviation{
		In:     in,
		Does:   "A request without a byte to write stays at the head of the queue. The device serves no other one, and does not ask for a reset.",
		Says:   "A device that needs a reset to go on sets DEVICE_NEEDS_RESET.",
		Clause: graph.NewClause("virtio 1.3, section 2.1.2 \"Device Requirements: Device Status Field\""),
	}
	byPCI, byMMIO := request, request
	byPCI.On = []string{"virtio-rng-pci"}
	byMMIO.On, byMMIO.Except = []string{"virtio-rng-device"}, legacy()
	soundByPCI, soundByMMIO := incomplete(), incomplete()
	soundByPCI.On = []string{"virtio-sound-pci"}
	soundByMMIO.On, soundByMMIO.Except = []string{"virtio-sound-device"}, legacy()
	return []graph.Deviation{
		graph.Deviates("virtio-rng-request-without-room", byPCI),
		graph.Deviates("virtio-rng-request-without-room-mmio", byMMIO),
		graph.Deviates("virtio-sound-incomplete-request", soundByPCI),
		graph.Deviates("virtio-sound-incomplete-request-mmio", soundByMMIO),
	}
}

// cutDeviations are those that requests of other sizes, or in other buffers, find.
func cutDeviations() []graph.Deviation {
	const test = "virtio-queue-tests/hostile-requests"
	byRing := func(step string) (in []graph.Place) {
		for _, ring := range []string{"split ring", "packed ring"} {
			in = append(in, graph.Place{Test: test, Step: ring + " / " + step})
		}
		return in
	}
	early := graph.Deviation{
		In:     byRing("request that ends early"),
		Does:   "A request without a whole header is never used, and the device does not ask for a reset.",
		Says:   "A device that needs a reset to go on sets DEVICE_NEEDS_RESET.",
		Clause: graph.NewClause("virtio 1.3, section 2.1.2 \"Device Requirements: Device Status Field\""),
	}
	room := graph.Deviation{
		In:     byRing("room that ends early"),
		Does:   "The device reports four bytes as written, the size of a status, for which the request has no room.",
		Says:   "A device writes as many bytes as it reports, to the buffers of the request.",
		Clause: graph.NewClause("virtio 1.3, section 2.7.8.2 \"Device Requirements: The Virtqueue Used Ring\""),
	}
	parts := graph.Deviation{
		In:     append(byRing("request in two buffers"), byRing("room in two buffers")...),
		Does:   "The device reports more bytes as written than the request has room for, if its head or its room is in two buffers.",
		Says:   "A device writes as many bytes as it reports, to the buffers of the request.",
		Clause: graph.NewClause("virtio 1.3, section 2.7.8.2 \"Device Requirements: The Virtqueue Used Ring\""),
	}
	byLegacy := parts // of split rings alone, and of this device alone
	byLegacy.In = []graph.Place{{Test: test, Step: "split ring / request in two buffers"}, {Test: test, Step: "split ring / room in two buffers"}}
	byLegacy.On, byLegacy.Except = []string{"virtio-scsi-device"}, []string{"riscv64/virt"}
	return slices.Concat(
		byModel("virtio-sound-header-that-ends-early", "virtio-sound", early),
		byModel("virtio-sound-used-length", "virtio-sound", room),
		byModel("virtio-scsi-used-length-of-parts", "virtio-scsi", parts),
		[]graph.Deviation{graph.Deviates("virtio-scsi-used-length-of-parts-legacy", byLegacy)},
	)
}

// byModel returns a deviation of the modern interfaces of a device, on PCI and on MMIO.
func byModel(name, device string, d graph.Deviation) []graph.Deviation {
	byMMIO := d
	d.On = []string{device + "-pci"}
	byMMIO.On, byMMIO.Except = []string{device + "-device"}, legacy()
	return []graph.Deviation{graph.Deviates(name, d), graph.Deviates(name+"-mmio", byMMIO)}
}

// legacy are the machines whose MMIO interface is a legacy one, which cannot ask for a reset.
func legacy() []string { return []string{"arm/virt", "riscv32/virt", "x86_64/microvm"} }

// transportDeviations are those of status and registers.
func transportDeviations() []graph.Deviation {
	const test = "virtio-queue-tests/transport"
	return slices.Concat(byTransport("virtio-buffers-before-driver-ok", graph.Deviation{
		In: []graph.Place{
			{Test: test, Step: "split ring / buffers before DRIVER_OK / untouched"}, {Test: test, Step: "packed ring / buffers before DRIVER_OK / untouched"},
		},
		Except: []string{"virtio-rng-pci", "virtio-rng-device", "virtio-blk-pci", "virtio-blk-device", "virtio-pmem-pci"}, // one waits, others are not asked
		Does:   "A notification before DRIVER_OK makes the device use the buffers that are available.",
		Says:   "A device does not consume buffers before DRIVER_OK.",
		Clause: graph.NewClause("virtio 1.3, section 2.1.2 \"Device Requirements: Device Status Field\""),
	}), byTransport("virtio-chain-before-table", graph.Deviation{
		In:     []graph.Place{{Test: test, Step: "split ring / chain that ends in a table"}},
		Except: []string{"virtio-rng-pci", "virtio-rng-device", "virtio-balloon-pci", "virtio-balloon-device", "virtio-serial-pci", "virtio-serial-device"}, // of one buffer
		Does:   "A descriptor with INDIRECT that is not the first one of its chain is taken for a buffer.",
		Says:   "A device handles normal descriptors that are followed by a single one with INDIRECT.",
		Clause: graph.NewClause("virtio 1.3, section 2.7.5.3.2 \"Device Requirements: Indirect Descriptors\""),
	}),
		[]graph.Deviation{
			graph.Deviates("virtio-mmio-queue-not-ready", graph.Deviation{
				In:     []graph.Place{{Test: test, Step: "queue that is not ready"}},
				On:     []string{"virtio-mmio"},
				Except: append(legacy(), "virtio-blk-device"), // which is not asked
				Does:   "The device uses a queue whose QueueReady is 0.",
				Says:   "A device does not access a queue while QueueReady is 0.",
				Clause: graph.NewClause("virtio 1.3, section 4.2.2.1 \"Device Requirements: MMIO Device Register Layout\""),
			}),
			graph.Deviates("virtio-rng-legacy-before-driver-ok", graph.Deviation{
				In:     []graph.Place{{Test: test, Step: "legacy driver before DRIVER_OK"}},
				On:     []string{"virtio-rng-pci"},
				Does:   "The device does not use buffers of a legacy driver before DRIVER_OK.",
				Says:   "A transitional device supports a driver that uses it before it sets DRIVER_OK.",
				Clause: graph.NewClause("virtio 1.3, section 3.1.2 \"Legacy Interface: Device Initialization\""),
			}),
			graph.Deviates("virtio-rng-legacy-before-driver-ok-mmio", graph.Deviation{
				In:     []graph.Place{{Test: test, Step: "legacy driver before DRIVER_OK"}},
				On:     []string{"virtio-rng-device"},
				Except: []string{"riscv64/virt"}, // version 2
				Does:   "The device does not use buffers of a legacy driver before DRIVER_OK.",
				Says:   "A transitional device supports a driver that uses it before it sets DRIVER_OK.",
				Clause: graph.NewClause("virtio 1.3, section 3.1.2 \"Legacy Interface: Device Initialization\""),
			}),
			graph.Deviates("virtio-config-order-before-features", graph.Deviation{
				In: []graph.Place{{Test: test, Step: "configuration space before FEATURES_OK"}},
				On: []string{"mips/malta", "ppc64/pseries"},
				Except: []string{ // no fields, zeros, no legacy interface
					"virtio-rng-pci", "virtio-balloon-pci", "virtio-iommu-pci",
					"virtio-crypto-pci", "virtio-gpu-pci", "virtio-mem-pci", "virtio-pmem-pci", "virtio-rtc-pci", "virtio-sound-pci",
				},
				Does:   "Until the driver accepts VERSION_1 the modern interface of a transitional device has configuration space in the byte order of a big-endian guest.",
				Says:   "Fields of configuration space are little-endian, and can be read before FEATURES_OK is set.",
				Clause: graph.NewClause("virtio 1.3, sections 2.5 and 2.5.2 \"Device Requirements: Device Configuration Space\""),
			}),
			graph.Deviates("virtio-pci-window-assertion", graph.Deviation{
				In:   []graph.Place{{Test: test, Step: "window of configuration space"}},
				On:   []string{"generic-pcihost", "spapr-pci-host-bridge"},
				Ends: graph.Crashes,
				Does: "An access by the PCI configuration access capability fails an assertion where the host bridge has its own root of PCI memory.",
				Says: "A write to pci_cfg_data is a write to the BAR at cap.offset.",
				Reproducer: `
				# QEMU was killed by SIGABRT
				# virtio_address_space_lookup: Assertion
				cat << 'EOF' | qemu-system-riscv64 -M virt -accel qtest -nodefaults -display none -device virtio-rng-pci,addr=1 -qtest stdio
				writel 0x30008020 0x40000000
				writel 0x30008024 0x0
				writew 0x30008004 0x6
				writeb 0x30008088 0x4
				writel 0x30008090 0x4
				writel 0x3000808c 0x8
				writel 0x30008094 0x3
				EOF`,
				Clause: graph.NewClause("virtio 1.3, section 4.1.4.9.1 \"Device Requirements: PCI configuration access capability\""),
			}),
		})
}

// byTransport returns a deviation of modern interfaces for each transport that has them.
func byTransport(name string, d graph.Deviation) []graph.Deviation {
	byMMIO := d
	byMMIO.On = []string{"virtio-mmio"}
	byMMIO.Except = append(legacy(), d.Except...)
	d.On = []string{"pci-bus"}
	return []graph.Deviation{graph.Deviates(name, d), graph.Deviates(name+"-mmio", byMMIO)}
}
