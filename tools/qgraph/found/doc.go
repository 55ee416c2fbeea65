// Package found knows the faults of QEMU that end it, or that have a reproducer of a few
// lines: the declared deviations ([graph.Deviation]) of these kinds. It writes docs/found.md,
// and tries the reproducers on a QEMU.
//
// To add a fault, declare the deviation beside its test, with a Reproducer:
//
//	graph.Deviates("xive-tima-read", graph.Deviation{
//		In:   []graph.Place{{Test: "machine-tests/sweep", Step: "xive-tima"}},
//		Ends: graph.Crashes,
//		Does: "A read of the page of the hypervisor's ring dies.",
//		Says: "A load from a page of the TIMA returns the ring's registers.",
//		Reproducer: `
//			cat << 'EOF' | qemu-system-ppc64 -M pseries -accel qtest -display none -qtest stdio
//			readl 0x6030203180000
//			EOF`,
//		Clause: graph.NewClause("…"),
//	})
//
// "qgraph minimize" writes such a text. A here-document for qtest is tried command by command.
// Any other text is run by bash: its last command is QEMU, which must end by itself, or by
// timeout(1) if it hangs.
package found
