package found

import "github.com/qgraph/qgraph/graph"

// Clauses that the faults are from, beside the manuals of the devices.
const (
	validated  = `QEMU 11.1, docs/devel/secure-coding-practices.rst, "Input Validation"`
	unexpected = `QEMU 11.1, docs/devel/secure-coding-practices.rst, "Unexpected Device Accesses"`
)

// Sentences of these.
const (
	checked  = "QEMU checks all accesses to registers, so that none can end it."
	anyOrder = "A guest may access registers in any order and at any moment, also in a way that makes no sense."
)

// anyone is the rule that an access is not always a processor's.
const anyone = "A register can be read by anyone: a processor, a debugger, a device by DMA, or the monitor's command xp."

// faults are the faults.
func faults() []fault {
	return append(byAnyone(), byGuest()...)
}

// byAnyone are faults of registers that depend on the processor that makes the access: they
// show where none does, as with the monitor's command xp.
func byAnyone() []fault {
	return []fault{
		{
			machine: "ppc64/pseries", options: []graph.Option{{Flag: "-machine", Props: []graph.Prop{graph.P("ic-mode", "dual")}}}, end: "was killed by SIGSEGV",
			lines: "readl 0x6030203180000",
			known: graph.Deviates("xive-tima-monitor", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A read or a write of the thread interrupt management area crashes where no processor makes it (xp/1wx 0x6030203180000).",
				Says:   anyone,
				Clause: graph.NewClause(`QEMU 11.1, docs/system/monitor.rst, xp; docs/specs/ppc-xive.rst, "The thread interrupt management area (TIMA)"`),
			}),
		},
	}
}

// byGuest are faults that any guest can show.
func byGuest() []fault {
	return []fault{
		{
			machine: "m68k/virt", end: "was killed by SIGSEGV",
			lines: "writel 0xff008014 0xffffffff\nwritel 0xff008008 0x2",
			known: graph.Deviates("goldfish-tty-length", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "The command to write a buffer crashes if the buffer is longer than memory: QEMU takes its length as it is.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "hppa/715", end: "hangs",
			lines: "writel 0xf010612c 0x0",
			known: graph.Deviates("ncr53c710-scripts-hang", graph.Deviation{
				Ends:   graph.Hangs,
				Does:   "QEMU hangs when the SCRIPTS processor is started on memory of zeros, which is a jump without an end: it does not leave the processor's loop.",
				Says:   "The SCRIPTS processor runs beside the host's, which can stop it by the bit ABRT of ISTAT.",
				Clause: graph.NewClause(`NCR 53C710 SCSI I/O Processor Data Manual, "Interrupt Status (ISTAT)"`),
			}),
		},
		{
			machine: "arm/ast2600-evb", end: "was killed by SIGFPE",
			lines: "writel 0x1e620030 0x1\nwritel 0x1e620080 0x1",
			known: graph.Deviates("aspeed-smc-segment-division", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A DMA of the flash controller after the segment register of a chip was written divides by zero.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "arm/nuri", end: "was killed by SIGFPE",
			lines: "writel 0x10050420 0xffffffff",
			known: graph.Deviates("exynos4210-mct-division", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A start of a local timer without a period divides by zero.",
				Says:   anyOrder,
				Clause: graph.NewClause(unexpected),
			}),
		},
		{
			machine: "aarch64/xlnx-zcu102", end: "hangs",
			lines: "writel 0xfd500130 0xffffffff\nwritel 0xfd500200 0x1",
			known: graph.Deviates("zdma-descriptors-hang", graph.Deviation{
				Ends:   graph.Hangs,
				Does:   "QEMU hangs when a channel of the ZDMA is enabled that has no descriptors.",
				Says:   anyOrder,
				Clause: graph.NewClause(unexpected),
			}),
		},
		{
			machine: "arm/nuri", end: "was killed by SIGABRT", message: "fimd_update_memory_section: Assertion `w->mem_section.mr' failed.",
			lines: "writel 0x11c00108 0x1\nwritel 0x11c00000 0xffff\nwritel 0x11c000b0 0x2250e86f\nwritel 0x11c00028 0x1",
			known: graph.Deviates("exynos4210-fimd-frame-buffer", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A window of the display controller whose frame buffer is not in RAM fails an assertion.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "arm/emcraft-sf2", end: "hangs",
			lines: "writeb 0x40041000 0x1\nwritel 0x40041180 0x1",
			known: graph.Deviates("msf2-emac-descriptors-hang", graph.Deviation{
				Ends:   graph.Hangs,
				Does:   "QEMU hangs when transmission is enabled and started before its descriptors are set up.",
				Says:   anyOrder,
				Clause: graph.NewClause(unexpected),
			}),
		},
		{
			machine: "arm/sx1", end: "was killed by SIGSEGV",
			lines: "writel 0xe1019000 0x0\nwritel 0xe1019008 0x1",
			known: graph.Deviates("omap-os-timer-start", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A start of the OS timer with a count of zero crashes.",
				Says:   anyOrder,
				Clause: graph.NewClause(unexpected),
			}),
		},
	}
}
