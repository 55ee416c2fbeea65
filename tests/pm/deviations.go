package pm

import "github.com/qgraph/qgraph/graph"

// Specifications.
const (
	acpi  = "Advanced Configuration and Power Interface Specification, version 6.4, "
	piix4 = "Intel 82371AB PIIX4, 290562-001, "
	ich9  = "Intel I/O Controller Hub 9 Family Datasheet, 316972-004, "
)

// crash is the deviation of the command that interrupts.
func crash() graph.Deviation {
	return graph.Deviates("ich9-smi-without-processor", graph.Deviation{
		Ends: graph.Crashes,
		Does: "QEMU crashes if a write to APMC that causes an SMI# does not come from a processor.",
		Says: "A write to APMC generates an SMI# while APMC_EN is 1.",
		Reproducer: `
			# QEMU was killed by SIGSEGV
			cat << 'EOF' | qemu-system-x86_64 -M q35 -accel qtest -display none -qtest stdio
			outl 0xcf8 0x8000f840
			outl 0xcfc 0x601
			outl 0xcf8 0x8000f844
			outb 0xcfc 0x80
			outl 0x630 0x21
			outb 0xb2 0x55
			EOF`,
		Clause: graph.NewClause(ich9 + "section \"SMI_EN—SMI Control and Enable Register\", APMC_EN"),
	})
}

// deviations are those of QEMU from the specifications.
func deviations() []graph.Deviation {
	return append(smiDeviations(), []graph.Deviation{
		graph.Deviates("pm-overflow-at-power-on", graph.Deviation{
			In:     of("registers", "overflow at power-on", "reset / overflow"),
			Does:   "After power-on and after a reset, TMROF_STS is 1, though the timer is at its beginning.",
			Says:   "The flag is set when the highest bit of the timer changes; the default value of the register is 0000h.",
			Clause: graph.NewClause(piix4 + "section 11.6.2 \"Power Management Timer\""),
		}),
		graph.Deviates("pm-global-release-kept", graph.Deviation{
			In:     of("registers", "write-only bits"),
			Does:   "GBL_RLS reads as it was written.",
			Says:   "The bit is write-only.",
			Clause: graph.NewClause(acpi + "section \"PM1 Control Registers\", GBL_RLS"),
		}),
		graph.Deviates("pm-sci-without-acpi", graph.Deviation{
			In:     append(of("power-button", "without ACPI"), of("general-events", "without ACPI")...),
			Does:   "An event that is enabled raises the SCI also while SCI_EN is 0.",
			Says:   "Without SCI_EN the event generates an SMI#, and no SCI.",
			Clause: graph.NewClause(piix4 + "section 11.6.1 \"SCI Generation\""),
		}),
		graph.Deviates("pm-button-needs-enable", graph.Deviation{
			In:     of("power-button", "masked"),
			Does:   "A press of the power button sets PWRBTN_STS only while PWRBTN_EN is 1.",
			Says:   "PWRBTN_STS is set when the button is pressed; PWRBTN_EN enables the interrupt.",
			Clause: graph.NewClause(acpi + "section \"PM1 Status Registers\", PWRBTN_STS"),
		}),
		graph.Deviates("pm-button-does-not-wake", graph.Deviation{
			In:     of("sleep", "S3, power button"),
			Does:   "A machine that is suspended to RAM goes on sleeping when the power button is pressed; PWRBTN_STS is set.",
			Says:   "The press of an enabled button wakes the machine up.",
			Clause: graph.NewClause(acpi + "section \"Fixed Power Button\""),
		}),
		graph.Deviates("ich9-sleep-types", graph.Deviation{
			In: []graph.Place{{Test: "ich9-pm-tests/sleep", Step: "S3 of the data sheet"}, {Test: "ich9-pm-tests/sleep", Step: "S5 of the data sheet"}},
			Does: "The types of sleep of the ICH9 are those of QEMU's other PC, 1 for S3 and 0 for S5, and 5 and 7 do nothing. " +
				"The machine's ACPI tables say so, too.",
			Says:   "101b is suspend to RAM, 111b soft off.",
			Clause: graph.NewClause(ich9 + "section \"PM1_CNT—Power Management 1 Control\", SLP_TYP"),
		}),
	}...)
}

// smiDeviations are those of the registers of the SMI#.
func smiDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ich9-smi-status-cleared", graph.Deviation{
			QEMU:   []graph.VersionRange{{Since: "9.2"}}, // no flag was ever set before
			In:     []graph.Place{{Test: "ich9-pm-tests/smi-timers", Step: "flag cleared"}, {Test: "ich9-pm-tests/smi", Step: "status"}},
			Does:   "SMI_STS takes what is written: a 1 sets a flag, or leaves it, and a 0 clears it.",
			Says:   "A 1 clears a flag.",
			Clause: graph.NewClause(ich9 + "section \"SMI_STS—SMI Status Register\""),
		}),
		graph.Deviates("ich9-smi-status-over-reset", graph.Deviation{
			QEMU:   []graph.VersionRange{{Since: "9.2"}},
			In:     []graph.Place{{Test: "ich9-pm-tests/smi-timers", Step: "reset"}},
			Does:   "A reset leaves the flags of SMI_STS set.",
			Says:   "The default value of the register is 0.",
			Clause: graph.NewClause(ich9 + "section \"SMI_STS—SMI Status Register\""),
		}),
		graph.Deviates("ich9-smi-lock-over-reset", graph.Deviation{
			In:     []graph.Place{{Test: "ich9-pm-tests/smi", Step: "reset / lock"}},
			Does:   "A reset leaves SMI_LOCK of GEN_PMCON_1 set, which then locks nothing.",
			Says:   "A reset clears it.",
			Clause: graph.NewClause(ich9 + "section \"GEN_PMCON_1—General PM Configuration 1 Register\", SMI_LOCK"),
		}),
		graph.Deviates("ich9-smi-timers", graph.Deviation{
			QEMU:   []graph.VersionRange{{Until: "9.2"}},
			In:     []graph.Place{{Test: "ich9-pm-tests/smi-timers", Step: "software timer"}, {Test: "ich9-pm-tests/smi-timers", Step: "periodic"}},
			Does:   "There are no timers of the SMI#.",
			Says:   "They set their flags after the times that are chosen.",
			Clause: graph.NewClause(ich9 + "section \"SMI_EN—SMI Control and Enable Register\", SWSMI_TMR_EN and PERIODIC_EN"),
		}),
		graph.Deviates("ich9-global-lock", graph.Deviation{
			In:     []graph.Place{{Test: "ich9-pm-tests/smi", Step: "lock released by ACPI"}, {Test: "ich9-pm-tests/smi", Step: "lock released by the firmware"}},
			Does:   "GBL_RLS does not set BIOS_STS, nor BIOS_RLS GBL_STS.",
			Says:   "Each tells the other side of the global lock.",
			Clause: graph.NewClause(ich9 + "section \"PM1_CNT—Power Management 1 Control\", GBL_RLS"),
		}),
	}
}

// of returns steps of a test of both controllers.
func of(test string, steps ...string) []graph.Place {
	var places []graph.Place
	for _, s := range steps {
		for _, prefix := range []string{"PIIX4_PM", "ich9-pm"} {
			places = append(places, graph.Place{Test: prefix + "-tests/" + test, Step: s})
		}
	}
	return places
}
