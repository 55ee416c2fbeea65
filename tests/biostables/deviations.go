package biostables

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's tables from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("acpi-pptt-listed-twice", graph.Deviation{
			In:     []graph.Place{{Step: "one of each"}},
			On:     []string{"arm/virt", "aarch64/virt"},
			QEMU:   []graph.VersionRange{{Since: "10.1"}},
			Does:   "The XSDT lists the PPTT twice, with the same address.",
			Says:   "An operating system takes one table with the processor hierarchy: of several it may use any.",
			Clause: graph.NewClause("ACPI 6.5, section 5.2.8 \"Extended System Description Table (XSDT)\""),
		}),
		graph.Deviates("acpi-pptt-nested-packages", graph.Deviation{
			In:     []graph.Place{{Step: "processor hierarchy / packages"}},
			On:     []string{"arm/virt", "aarch64/virt", "loongarch64/virt"},
			QEMU:   []graph.VersionRange{{Since: "10.1"}},
			Does:   "The root of the hierarchy is a physical package, and so is each socket below it.",
			Says:   "Each valid processor must belong to exactly one package.",
			Clause: graph.NewClause("ACPI 6.5, section 5.2.30.1 \"Processor hierarchy node structure\", \"Physical package\""),
		}),
		graph.Deviates("acpi-rhct-length-without-padding", graph.Deviation{
			In:     []graph.Place{{Step: "structures"}},
			On:     []string{"riscv32/virt"},
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "The structure of the ISA string does not end where its length says: there is a byte more.",
			Says:   "Each structure has a length, behind which the next one begins.",
			Clause: graph.NewClause("ACPI 6.6, section 5.2.37 \"RISC-V Hart Capabilities Table (RHCT)\""),
		}),
		graph.Deviates("acpi-its-although-off", graph.Deviation{
			In:     []graph.Place{{Test: "bios-tables-tests/its_off", Step: "GIC"}, {Test: "bios-tables-tests/its_off", Step: "interrupt controllers"}},
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "The MADT has an interrupt translation service, which the machine was told to leave out.",
			Says:   "its=off: there is none.",
			Clause: graph.NewClause("QEMU 11.1, docs/system/arm/virt.rst, \"Machine-specific options\", \"its\""),
		}),
		graph.Deviates("acpi-iort-to-missing-its", graph.Deviation{
			In:     []graph.Place{{Test: "bios-tables-tests/its_off", Step: "IORT"}, {Test: "bios-tables-tests/gicv2m", Step: "IORT"}},
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "The IORT leads devices to an interrupt translation service, which the machine does not have.",
			Says:   "A node of that kind stands for the services with the IDs that it lists, which are those of the MADT.",
			Clause: graph.NewClause("ARM DEN 0049E.e, section 3.1.1.4 \"ITS group node\""),
		}),
		graph.Deviates("acpi-cxl-two-uids", graph.Deviation{
			In:     []graph.Place{{Test: "bios-tables-tests/cxl"}},
			QEMU:   []graph.VersionRange{{Until: "8.0"}},
			Does:   "The host bridge of CXL has two objects _UID.",
			Says:   "No two objects have the same name in a scope.",
			Clause: graph.NewClause("ACPI 6.5, section 5.3 \"ACPI Namespace\""),
		}),
		graph.Deviates("acpi-cxl-window-over-chipset", graph.Deviation{
			In:     []graph.Place{{Test: "bios-tables-tests/cxl", Step: "host bridges"}},
			QEMU:   []graph.VersionRange{{Since: "8.0"}},
			Does:   "The window of the first host bridge reaches to 4 GiB, over the I/O APIC, the HPET and the firmware.",
			Says:   "A host bridge's _CRS has the ranges that it hands to the buses below it.",
			Clause: graph.NewClause("ACPI 6.5, section 6.2.2 \"_CRS (Current Resource Settings)\""),
		}),
		graph.Deviates("acpi-nfit-without-smbios-handle", graph.Deviation{
			In:     []graph.Place{{Test: "bios-tables-tests/dimmpxm", Step: "SMBIOS handle"}},
			Does:   "The physical ID of an NVDIMM is 0, which is no memory device's handle.",
			Says:   "The physical ID is the handle of the SMBIOS structure of the memory device.",
			Clause: graph.NewClause("ACPI 6.5, section 5.2.25.3 \"NVDIMM Region Mapping Structure\", \"NVDIMM Physical ID\""),
		}),
		graph.Deviates("smbios-ipmi-interrupt-not-specified", graph.Deviation{
			In:     []graph.Place{{Test: "bios-tables-tests/ipmi-kcs", Step: "IPMI interrupt is specified"}},
			Does:   "The structure has an interrupt number, says that none is specified, and that it is triggered by level; the namespace says by edge.",
			Says:   "Bit 3 is set if the interrupt is specified, and bit 0 if it is triggered by level.",
			Clause: graph.NewClause("DSP0134 3.7, section 7.39.2 \"IPMI Device Information — Base Address Modifier/Interrupt Info\""),
		}),
		graph.Deviates("smbios-all-processors-present", graph.Deviation{
			In: []graph.Place{
				{Test: "bios-tables-tests/type4-count", Step: "present processors"}, {Test: "bios-tables-tests/core-count", Step: "present processors"},
				{Test: "bios-tables-tests/core-count2", Step: "present processors"}, {Test: "bios-tables-tests/thread-count2", Step: "present processors"},
			},
			Does:   "Each socket is populated and has all of its cores enabled, also if they are yet to be plugged.",
			Says:   "The fields say whether a socket is populated, and how many cores are enabled and available to the operating system.",
			Clause: graph.NewClause("DSP0134 3.7, section 7.5 \"Processor Information (Type 4)\", \"Status\" and \"Core Enabled\""),
		}),
	}
}

// boardDeviations are those of structures for parts of a board.
func boardDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("smbios-slot-without-device", graph.Deviation{
			In:     []graph.Place{{Test: "bios-tables-tests/smbios-board", Step: "device in the slot"}},
			Does:   "The slot has bus, device and function of none, FFh, though the option names a device; the segment of none is 00FFh.",
			Says:   "The fields have segment, bus, device and function of the slot, or FFFFh and FFh if that does not apply.",
			Clause: graph.NewClause("DSP0134 3.7, section 7.10 \"System Slots (Type 9)\", \"Segment Group Number\" to \"Device/Function Number\""),
		}),
	}
}
