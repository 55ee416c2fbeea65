package mch

import "github.com/qgraph/qgraph/graph"

// Data sheets.
const (
	pmcSheet = "Intel 440FX PCIset, 82441FX PMC, 290549-001, "
	mchSheet = "Intel 3 Series Express Chipset Family Datasheet, 316966-002, "
)

// deviations are those of QEMU from the data sheets.
func deviations() []graph.Deviation { return append(ofAttributes(), ofSMRAM()...) }

// ofAttributes are those of both controllers that have to do with PAM, and of the other defaults.
func ofAttributes() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("pam-writes-read-only", graph.Deviation{
			In:     pamStep("writes while reads alone are enabled"),
			Does:   "A write to a segment of which reads alone are enabled changes memory, at least a write that no processor executes.",
			Says:   "Without WE writes are forwarded to PCI.",
			Clause: graph.NewClause(pmcSheet + "section \"PAM[0:6]—Programmable Attribute Map Registers\""),
		}),
		graph.Deviates("pam-reads-write-only", graph.Deviation{
			In:     pamStep("reads while writes alone are enabled"),
			Does:   "A read of a segment of which writes alone are enabled is one of memory.",
			Says:   "Without RE reads are forwarded to PCI.",
			Clause: graph.NewClause(pmcSheet + "section \"PAM[0:6]—Programmable Attribute Map Registers\""),
		}),
		graph.Deviates("pam-over-reset", graph.Deviation{
			In:     pamStep("reset"),
			Does:   "A reset leaves the attributes of the segments as they were.",
			Says:   "The default value of the registers is 00h.",
			Clause: graph.NewClause(mchSheet + "section \"PAM0—Programmable Attribute Map 0\""),
		}),
		graph.Deviates("q35-pciexbar-alignment", graph.Deviation{
			In:     []graph.Place{{Test: "q35-tests/pciexbar", Step: "smallest alignment"}},
			QEMU:   []graph.VersionRange{{Until: "11.1"}}, // not so in 11.1.2; 10.0.13 is the last that was seen
			Does:   "The base of 64 buses is a multiple of more than their size.",
			Says:   "With a length of 64 MiB bits 35 to 26 are the base address.",
			Clause: graph.NewClause(mchSheet + "section \"PCIEXBAR—PCI Express Register Range Base Address\""),
		}),
		graph.Deviates("i440fx-command-status", graph.Deviation{
			In:     []graph.Place{{Test: "i440fx-tests/defaults", Step: "command"}, {Test: "i440fx-tests/defaults", Step: "status"}},
			Does:   "PCICMD and PCISTS are 0.",
			Says:   "The default values are 0006h, which cannot be changed, and 0280h.",
			Clause: graph.NewClause(pmcSheet + "sections \"PCICMD—PCI Command Register\" and \"PCISTS—PCI Status Register\""),
		}),
	}
}

// ofSMRAM are those that have to do with SMRAM.
func ofSMRAM() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("i440fx-no-smram-lock", graph.Deviation{
			In: []graph.Place{
				{Test: "i440fx-tests/smram/lock", Step: "locked"}, {Test: "i440fx-tests/smram/lock", Step: "reset"},
				{Test: "i440fx-tests/smram/open", Step: "locked"}, {Test: "i440fx-tests/smram/without-card", Step: "locked"},
			},
			Does:   "D_LCK is a bit without an effect, and a reset leaves SMRAM as it was.",
			Says:   "D_LCK closes SMRAM and makes the register read-only until a reset, which sets it to 02h.",
			Clause: graph.NewClause(pmcSheet + "section \"SMRAM—System Management RAM Control Register\", DLCK"),
		}),
		graph.Deviates("smram-open-though-disabled", graph.Deviation{
			In: []graph.Place{
				{Test: "i440fx-tests/smram/open", Step: "disabled"}, {Test: "i440fx-tests/smram/without-card", Step: "disabled"},
				{Test: "q35-tests/smram/open", Step: "disabled"}, {Test: "q35-tests/smram/without-card", Step: "disabled"},
			},
			Does:   "D_OPEN shows SMRAM also while G_SMRAME is 0.",
			Says:   "G_SMRAME enables SMRAM, which D_OPEN makes visible.",
			Clause: graph.NewClause(mchSheet + "section \"SMRAM—System Management RAM Control\", G_SMRAME"),
		}),
		graph.Deviates("smram-shown-without-card", graph.Deviation{
			In: []graph.Place{
				{Test: "i440fx-tests/smram/without-card", Step: "closed"}, {Test: "q35-tests/smram/without-card", Step: "closed"},
				{Test: "q35-tests/smram/without-card", Step: "locked"},
			},
			Does:   "Without a graphics card the memory of SMRAM is visible also while it is closed.",
			Says:   "Accesses to a closed SMRAM outside of system management mode go to PCI.",
			Clause: graph.NewClause(mchSheet + "section \"SMRAM—System Management RAM Control\", D_OPEN"),
		}),
	}
}

// pamStep returns a step of the tests of both controllers.
func pamStep(step string) []graph.Place {
	return []graph.Place{{Test: "i440fx-tests/pam", Step: step}, {Test: "q35-tests/pam", Step: step}}
}
