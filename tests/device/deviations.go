package device

import "github.com/qgraph/qgraph/graph"

// completes is the clause that a reset completes removals by.
func completes() graph.Clause {
	return graph.NewClause(`QEMU 11.1, QEMU QMP Reference Manual, device_del: "Guest reset will automatically complete removal for all devices"`)
}

// hotPlug is the clause that devices are plugged in by.
func hotPlug() graph.Clause {
	return graph.NewClause("QEMU 11.1, QEMU QMP Reference Manual, device_add")
}

// deviations are those of QEMU's devices while they are plugged in and removed.
func deviations() []graph.Deviation {
	removed := []graph.Place{{Test: "device-tests/plug", Step: "removed"}}
	again := []graph.Place{{Test: "device-tests/plug", Step: "plugged in again"}}
	removedAgain := []graph.Place{{Test: "device-tests/plug", Step: "removed again"}}
	return []graph.Deviation{
		graph.Deviates("eepro100-second-removal", graph.Deviation{
			In: removedAgain, Ends: graph.Crashes,
			On: []string{
				"i82550", "i82551", "i82557a", "i82557b", "i82557c", "i82558a", "i82558b",
				"i82559a", "i82559b", "i82559c", "i82559er", "i82562", "i82801",
			},
			Does:   "The reset that completes the second removal of an eepro100 uses freed memory.",
			Says:   "A reset completes the removal of a device.",
			Clause: completes(),
		}),
		graph.Deviates("removal-in-reset-assertion", graph.Deviation{
			In: removed, Ends: graph.Crashes,
			On:     []string{"pci-serial", "pci-serial-2x", "pci-serial-4x", "virtio-balloon-pci", "virtio-balloon-pci-transitional", "virtio-balloon-pci-non-transitional", "virtio-mem-pci"},
			Does:   "A reset that completes the removal of a device with handlers of its own for reset fails an assertion in resetcontainer.c.",
			Says:   "A reset completes the removal of a device.",
			Clause: completes(),
		}),
		graph.Deviates("rocker-removal-assertion", graph.Deviation{
			In: removed, Ends: graph.Crashes, On: []string{"rocker"},
			Does:   "A reset that completes the removal of a rocker fails an assertion in msix.c: its vectors are in use.",
			Says:   "A reset completes the removal of a device.",
			Clause: completes(),
		}),
		graph.Deviates("am53c974-second", graph.Deviation{
			In: again, Ends: graph.Crashes, On: []string{"dc390"},
			Does:   "Plugging a dc390 in again fails an assertion in savevm.c: the state of its EEPROM is still registered.",
			Says:   "A device that has been removed can be plugged in again.",
			Clause: hotPlug(),
		}),
		graph.Deviates("ivshmem-second", graph.Deviation{
			In: again, Ends: graph.Crashes, On: []string{"ivshmem-plain"},
			Does:   "Plugging an ivshmem-plain in again with the same memory fails an assertion in physmem.c: the memory is still registered.",
			Says:   "A device that has been removed can be plugged in again.",
			Clause: hotPlug(),
		}),
		graph.Deviates("pci-ipmi-second", graph.Deviation{
			In: again, Ends: graph.Crashes, On: []string{"pci-ipmi-bt", "pci-ipmi-kcs"},
			Does:   "Plugging a PCI IPMI interface in again uses freed memory: its BMC still refers to the one before.",
			Says:   "A device that has been removed can be plugged in again.",
			Clause: hotPlug(),
		}),
		graph.Deviates("usb-redir-second", graph.Deviation{
			In: again, On: []string{"usb-redir"},
			Does:   "A usb-redir that is removed takes its -chardev with it.",
			Says:   "A character device is removed by chardev-remove.",
			Clause: graph.NewClause("QEMU 11.1, QEMU QMP Reference Manual, device_del and chardev-remove"),
		}),
		graph.Deviates("ipmi-bmc-extern-end", graph.Deviation{
			Ends: graph.Crashes, On: []string{"ipmi-bmc-extern"},
			Does:   "QEMU uses freed memory when it ends while an external BMC that no interface has is connected.",
			Says:   "QEMU ends.",
			Clause: graph.NewClause("QEMU 11.1, QEMU QMP Reference Manual, quit"),
		}),
		graph.Deviates("memory-removal-in-reset", graph.Deviation{
			In: removed, On: []string{"pc-dimm", "cxl-type3", "cxl-upstream"},
			Does:   "A reset does not complete the removal of a DIMM, nor of a device behind a PCI Express port.",
			Says:   "A reset completes the removal of each device.",
			Clause: completes(),
		}),
		graph.Deviates("bridge-removal-in-reset", graph.Deviation{
			In: removed,
			On: []string{
				"i82801b11-bridge", "ioh3420", "pci-bridge", "pci-bridge-seat", "pcie-pci-bridge", "pcie-root-port", "x3130-upstream", "xio3130-downstream",
			},
			Does:   "A reset does not complete the removal of a bridge.",
			Says:   "A reset completes the removal of each device.",
			Clause: completes(),
		}),
	}
}
