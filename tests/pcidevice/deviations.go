package pcidevice

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// migrateDeviations are those of QEMU's PCI devices that show in a migration.
func migrateDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("edu-configuration-migration", graph.Deviation{
			In: []graph.Place{
				{Test: "pci-device-tests/migrate", Step: "configuration space"},
				{Test: "pci-device-tests/migrate", Step: "base address registers"},
			},
			On:     []string{"edu"},
			Does:   "A migration succeeds and leaves configuration space as after a reset.",
			Says:   migratesuite.Says,
			Clause: graph.NewClause(migratesuite.Clause),
		}),
		graph.Deviates("virtio-pmem-migration", graph.Deviation{
			On:     []string{"virtio-pmem-pci"},
			In:     []graph.Place{{Test: "pci-device-tests/migrate", Step: "configuration space"}, {Test: "pci-device-tests/migrate", Step: "base address registers"}},
			Does:   "A migration succeeds, and nothing of the device is in the stream.",
			Says:   migratesuite.Says,
			Clause: graph.NewClause(migratesuite.Clause),
		}),
	}
}

// deviations are those of QEMU's PCI devices from the specification.
func deviations() []graph.Deviation {
	const test = "pci-device-tests/conformance"
	step := func(titles ...string) (in []graph.Place) {
		for _, title := range titles {
			in = append(in, graph.Place{Test: test, Step: title})
		}
		return in
	}
	eepro100 := []string{"i82550", "i82551", "i82558a", "i82558b", "i82559a", "i82559b", "i82559c", "i82559er", "i82562", "i82801"}
	virtio := []string{"virtio-9p-pci", "virtio-balloon-pci", "virtio-crypto-pci", "virtio-gpu-pci", "virtio-keyboard-pci", "virtio-mem-pci", "virtio-pmem-pci", "virtio-rng-pci", "virtio-rtc-pci", "virtio-scsi-pci", "virtio-serial-pci", "virtio-sound-pci"}
	const managed = "function with power management"
	return []graph.Deviation{
		graph.Deviates("eepro100-power-state", graph.Deviation{
			In: step("power management", "power state D3hot"), On: eepro100, Part: managed,
			Does:   "The power management control register of an eepro100 keeps no power state and no PME_En: the function is always in D0.",
			Says:   "A function enters each state that it supports, D3hot always, and decodes neither memory nor I/O space there.",
			Clause: graph.NewClause(`PCI Bus Power Management Interface 1.2, sections 3.2.4 "PMCSR" and 5.4.1 "Software Accessible D3 (D3hot)"`),
		}),
		graph.Deviates("pci-pm-soft-reset", graph.Deviation{
			In: step("return from D3hot"), On: slices.Concat([]string{"e1000e", "igb"}, eepro100, virtio), Part: managed,
			Does:   "A function without No_Soft_Reset has its command bits, BARs and messages after D3hot as before.",
			Says:   "It resets itself on its way from D3hot to D0.",
			Clause: graph.NewClause(`PCI Bus Power Management Interface 1.2, section 3.2.4 "PMCSR", No_Soft_Reset`),
		}),
		graph.Deviates("pci-pm-unsupported-state", graph.Deviation{
			QEMU: []graph.VersionRange{{Until: "10.0"}},
			In:   step("power management", "power state D3hot"), On: slices.Concat([]string{"e1000e", "igb", "nvme"}, virtio), Part: managed,
			Does:   "A function enters D1 and D2 that it does not support, and decodes memory and I/O space in D3hot.",
			Says:   "A write of a state that a function does not support changes nothing, and in D3hot it decodes neither.",
			Clause: graph.NewClause(`PCI Bus Power Management Interface 1.2, sections 3.2.4 "PMCSR" and 5.4.1 "Software Accessible D3 (D3hot)"`),
		}),
		graph.Deviates("intel-hda-removal", graph.Deviation{
			In: step("unplug"), On: []string{"intel-hda"}, QEMU: []graph.VersionRange{{Until: "11.1"}},
			Does:   "The function stays though the guest has ejected it.",
			Says:   "An ejected function is removed.",
			Clause: graph.NewClause("ACPI Specification 6.5, section 6.3.3 \"_EJx (Eject)\""),
		}),
		graph.Deviates("pcie-device-control-fixed", graph.Deviation{
			In: step("error reporting of PCI Express"), On: []string{"e1000e", "igb", "vmxnet3"}, Part: "function on a link",
			Does:   "Bits of Device Control that enable the reporting of errors cannot be set.",
			Says:   "They can be, but in an integrated endpoint of a root complex.",
			Clause: graph.NewClause(`PCI Express Base 4.0, section 7.5.3.4 "Device Control Register"`),
		}),
		graph.Deviates("nvme-device-control-fixed", graph.Deviation{
			QEMU: []graph.VersionRange{{Until: "10.0"}},
			In:   step("error reporting of PCI Express"), On: []string{"nvme"}, Part: "function on a link",
			Does:   "Bits of Device Control that enable the reporting of errors cannot be set.",
			Says:   "They can be, but in an integrated endpoint of a root complex.",
			Clause: graph.NewClause(`PCI Express Base 4.0, section 7.5.3.4 "Device Control Register"`),
		}),
		graph.Deviates("pcie-error-mask-fixed", graph.Deviation{
			QEMU: []graph.VersionRange{{Until: "10.0"}},
			In:   step("advanced error reporting"), On: []string{"e1000e", "igb"}, Part: "function with advanced error reporting",
			Does:   "Uncorrectable errors cannot be masked.",
			Says:   "The mask register has a bit for each error that the function reports.",
			Clause: graph.NewClause(`PCI Express Base 4.0, section 7.8.4.3 "Uncorrectable Error Mask Register"`),
		}),
	}
}
