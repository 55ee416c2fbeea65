package ipmi

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ipmi-watchdog-without-action", graph.Deviation{
			In:     []graph.Place{{Test: "ipmi-tests/watchdog", Step: "without an action"}},
			Does:   "The watchdog timer does not run while its action is none.",
			Says:   "A timer without an action runs, and sets the flag of its use when it expires.",
			Clause: graph.NewClause("IPMI 2.0, revision 1.1, section 27.6 \"Set Watchdog Timer Command\""),
		}),
		graph.Deviates("ipmi-watchdog-never-started", graph.Deviation{
			In:     []graph.Place{{Test: "ipmi-tests/watchdog", Step: "started"}},
			Does:   "The state of the watchdog timer does not tell that it runs.",
			Says:   "Bit 6 of the first byte is 1 while the timer runs.",
			Clause: graph.NewClause("IPMI 2.0, revision 1.1, section 27.7 \"Get Watchdog Timer Command\""),
		}),
		graph.Deviates("ipmi-extern-connected-at-start", graph.Deviation{
			In: []graph.Place{{Test: "isa-ipmi-kcs-tests/extern_at_start"}}, Ends: graph.Crashes,
			Does: "QEMU crashes at the start if the character device of an external BMC is connected already: no interface has the BMC yet.",
			Says: "The chardev of an ipmi-bmc-extern is a connection to an external BMC.",
			Reproducer: `
				# QEMU was killed by SIGSEGV
				qemu-system-x86_64 -M pc -accel qtest -display none -chardev ringbuf,id=c -device ipmi-bmc-extern,id=b,chardev=c -device isa-ipmi-kcs,bmc=b`,
			Clause: graph.NewClause(`QEMU 11.1, qemu(1), "-device ipmi-bmc-extern"`),
		}),
	}
}
