// Package samples has results of paths for the tests of the packages that write and
// read results.
package samples

import (
	"time"

	"github.com/qgraph/qgraph/tools/run/results"
)

// All returns one result of each class, with text that is awkward to write.
func All() []results.Result {
	const pc = "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/"
	started := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return []results.Result{
		{Path: "arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers", Class: results.Passed, Clock: "stepped by qtest", Started: started.Add(time.Minute), Duration: 1234567 * time.Microsecond},
		{Path: pc + "sdhci-pci/sdhci/sdhci-tests/registers", Class: results.Skipped, Reason: `needs a card #2 \o/`, Started: started, Duration: 80 * time.Millisecond},
		{Path: "arm/sx1/generic-sdhci/sdhci/sdhci-tests/registers", Class: results.Unavailable, Reason: "QEMU has no machine \"sx1\""},
		{Path: pc + "ufs/ufs-tests/init", Class: results.Interrupted},
		{
			Path: pc + "e1000e/e1000e-tests/tx", Class: results.TestFailed, Clock: "real time under TCG", Duration: 90 * time.Millisecond,
			Messages:   []string{"e1000e_test.go:12: sent < 60 && got \"\x00\x1b[31m\xff\"\n\tas [[1]]>", "e1000e_test.go:40: \u2028second"},
			Command:    []string{"qemu-system-x86_64", "-M", "pc", "-device", "e1000e,netdev=hs0", "-append", "it's a b"},
			Tail:       "  0.001 > readl 0xfebc0008\r\n  0.001 < OK 0x0000000000000001\r\n\n",
			Transcript: "out/qtest.log", Reproducer: "out/reproduce.sh", Rerun: "qgraph run " + pc + "e1000e/e1000e-tests/tx",
		},
		{
			Path: pc + "igb/igb-tests/rx", Class: results.QEMUCrashed, Messages: []string{"qtest: QEMU died by SIGSEGV"},
			Output: "igb_core.c: assertion `x && y' failed\n", Backtrace: "#0 abort ()\n#1 igb_receive ()\n",
		},
		{
			Path: pc + "igb/igb-tests/init", Class: results.Complained, Duration: 70 * time.Millisecond,
			Messages: []string{"reset: QEMU complained (sanitizer): ../igb.c:1:2: runtime error: index 9 <out> of bounds; after the reply to \"readl 0x8\"\n    #0 0x12 in igb_reset"},
			Output:   "../igb.c:1:2: runtime error: index 9 <out> of bounds\n    #0 0x12 in igb_reset\nqemu-system-x86_64: warning: 9 #1\n",
			Complaints: []results.Complaint{
				{
					Kind: "sanitizer", Text: "../igb.c:1:2: runtime error: index 9 <out> of bounds\n    #0 0x12 in igb_reset", Count: 1,
					Step: "reset", Answered: "readl 0x8",
				},
				{Kind: "warning", Text: "qemu-system-x86_64: warning: 9 #1", Count: 3, Answered: "readl 0x8", Unanswered: "writel 0x8 0x1", Declared: "The test resets it."},
			},
			Steps: []results.Step{{Name: "reset", Class: results.Complained, Duration: 10 * time.Millisecond}},
		},
		{Path: pc + "igb/igb-tests/tx", Class: results.SetUp, Messages: []string{"runner: scratch folder: no space left on device"}},
		{
			Path: "x86_64/pc/i440FX-pcihost/PIIX3/mc146818rtc/rtc-tests/reset", Class: results.Known, Duration: 120 * time.Millisecond,
			Reason: "rtc-uie-over-reset: A reset leaves UIE as it was. #1 \\o/",
			Steps: []results.Step{
				{Name: "flags", Class: results.Passed, Duration: 20 * time.Millisecond},
				{
					Name: "UIE", Class: results.Known, Deviation: "rtc-uie-over-reset", Reason: "rtc-uie-over-reset: A reset leaves UIE as it was. #1 \\o/",
					Duration: 10 * time.Millisecond,
				},
			},
			Deviations: []results.Deviation{{
				Name: "rtc-uie-over-reset", Steps: []string{"UIE"}, Messages: []string{"UIE: Register B after a reset = 24/12|UIE, want 24/12"},
				Does: "A reset leaves UIE as it was. #1 \\o/", Says: "RESET clears UIE.", Clause: "MC146818A, section \"RESET\"",
				Report: "https://example.org/1?a&b", Lines: "tests/mc146818rtc/deviations.go:19-24",
			}},
		},
		{
			Path: pc + "nvme/nvme-tests/wait", Class: results.TimedOut, Duration: 600 * time.Millisecond, Monitor: "status: running",
			Messages: []string{"registers / CSTS: qtest: wait for CSTS.RDY: deadline"},
			Steps: []results.Step{
				{Name: "identify", Class: results.Passed, Duration: 100 * time.Millisecond},
				{Name: "registers / CSTS", Class: results.TimedOut, Duration: 300 * time.Millisecond},
				{Name: "registers", Class: results.TimedOut, Duration: 400 * time.Millisecond},
				{Name: "reset #2", Class: results.Skipped, Reason: "no controller \\o/"},
			},
		},
	}
}
