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
	}
}
