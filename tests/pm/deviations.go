package pm

import "github.com/qgraph/qgraph/graph"

// Specifications.
const (
	acpi  = "Advanced Configuration and Power Interface Specification, version 6.4, "
	piix4 = "Intel 82371AB PIIX4, 290562-001, "
	ich9  = "Intel I/O Controller Hub 9 Family Datasheet, 316972-004, "
)

// deviations are those of QEMU from the specifications.
func deviations() []graph.Deviation {
	return []graph.Deviation{
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
