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
			machine: "alpha/clipper", end: "was killed by SIGSEGV",
			lines: "readq 0x801a0000080",
			known: graph.Deviates("alpha-misc-monitor", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A read of MISC, which has the number of the processor that reads, crashes where no processor reads (xp/1gx 0x801a0000080).",
				Says:   anyone,
				Clause: graph.NewClause(`QEMU 11.1, docs/system/monitor.rst, xp; Tsunami/Typhoon 21272 Chipset Hardware Reference Manual, "Miscellaneous Register (MISC)"`),
			}),
		},
		{
			machine: "mips64el/boston", end: "was killed by SIGSEGV",
			lines: "readl 0x1fbf8100",
			known: graph.Deviates("mips-gcr-monitor", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A read of some registers of the coherence manager crashes where no processor reads.",
				Says:   anyone,
				Clause: graph.NewClause(`QEMU 11.1, docs/system/monitor.rst, xp`),
			}),
		},
		{
			machine: "ppc/ppce500", end: "was killed by SIGSEGV",
			lines: "readl 0xfe00e00a0",
			known: graph.Deviates("mpc8544-pvr-monitor", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A read of PVR, the processor's version, in the global utilities crashes where no processor reads (xp/1wx 0xfe00e00a0).",
				Says:   anyone,
				Clause: graph.NewClause(`QEMU 11.1, docs/system/monitor.rst, xp; MPC8544E PowerQUICC III Integrated Host Processor Family Reference Manual, "Processor Version Register (PVR)"`),
			}),
		},
		{
			machine: "ppc64/pseries", end: "was killed by SIGSEGV",
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
			machine: "loongarch64/virt", end: "was killed by SIGABRT", message: "loongarch_msi_mem_write: Assertion `irq_num < s->irq_num' failed.",
			lines: "writel 0x2ff00000 0x0",
			known: graph.Deviates("loongarch-msi-vector", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A message whose number is below those of message-signalled interrupts fails an assertion.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "m68k/next-cube", end: "was killed by SIGABRT", message: "next_floppy_write: code should not be reached",
			lines: "writeb 0x2114109 0x0",
			known: graph.Deviates("next-floppy-write", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A write to a register of the floppy controller beside the first one ends in code that must not be reached.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "m68k/next-cube", end: "was killed by SIGABRT", message: "next_floppy_read: code should not be reached",
			lines: "readb 0x2114109",
			known: graph.Deviates("next-floppy-read", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A read of a register of the floppy controller beside the first one ends in code that must not be reached.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "m68k/q800", options: "-audio none", end: "hangs",
			lines: "writew 0x5000a000 0xaaaa",
			known: graph.Deviates("dp8393x-commands-hang", graph.Deviation{
				Ends:   graph.Hangs,
				Does:   "QEMU hangs when several commands are given to the SONIC at once, before its descriptors are set up.",
				Says:   anyOrder,
				Clause: graph.NewClause(unexpected + `; DP83932C-20/25/33 MHz SONIC datasheet, "Command Register"`),
			}),
		},
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
			machine: "rx/gdbsim-r5f562n8", end: "hangs",
			lines: "writeb 0x8820a 0xff\nclock_step 1000000",
			known: graph.Deviates("renesas-tmr-hang", graph.Deviation{
				Ends:   graph.Hangs,
				Does:   "QEMU hangs as the clock goes on after all bits of the timer's counter control were set.",
				Says:   anyOrder,
				Clause: graph.NewClause(unexpected),
			}),
		},
		{
			machine: "sh4/r2d", end: "was killed by SIGABRT",
			lines: "readw 0xf0000094",
			known: graph.Deviates("sh7750-cache-narrow-read", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A read of the arrays of caches and TLBs that is narrower than 32 bits aborts QEMU.",
				Says:   checked,
				Clause: graph.NewClause(validated),
				Report: "https://gitlab.com/qemu-project/qemu/-/work_items/3420",
			}),
		},
		{
			machine: "sh4/r2d", end: "was killed by SIGABRT", message: "code should not be reached",
			lines: "writew 0x1e080002 0x0",
			known: graph.Deviates("sh7751-intc-narrow-write", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A write to an interrupt controller's register that is narrower than the register ends in code that must not be reached.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "sh4/r2d", end: "was killed by SIGABRT", message: "word write to",
			lines: "writew 0x1f000048 0x0",
			known: graph.Deviates("sh7750-write-abort", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A write of another width than that of the register, or to none, aborts QEMU.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "sh4/r2d", end: "was killed by SIGABRT", message: "byte read to",
			lines: "readb 0x1f000000",
			known: graph.Deviates("sh7750-read-abort", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A read of another width than that of the register, or of none, aborts QEMU.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "sparc/SS-20", end: "was killed by SIGSEGV",
			lines: "writel 0xe260000b4 0x8ea968e9",
			known: graph.Deviates("tcx-blit-source", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A copy within the frame buffer whose source lies behind it reads memory that is not the frame buffer's.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "sparc/SS-20", end: "was killed by SIGSEGV",
			lines: "writel 0xe2e000094 0xbdb3f062",
			known: graph.Deviates("tcx-raw-blit-source", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "So does a copy by the raw registers.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "arm/ast2600-evb", end: "was killed by SIGABRT", message: "fsi_aspeed_apb2opb_write: Assertion",
			lines: "writel 0x1e79b004 0x0",
			known: graph.Deviates("aspeed-opb-trigger", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A trigger of the bridge to the OPB while no bus is selected, or both are, fails an assertion.",
				Says:   anyOrder,
				Clause: graph.NewClause(unexpected),
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
			machine: "arm/nuri", end: "was killed by SIGSEGV",
			lines: "writel 0x10440100 0x0",
			known: graph.Deviates("exynos4210-combiner-status-write", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A write to the combined status of the interrupt combiner, behind the last group's registers, crashes.",
				Says:   checked,
				Clause: graph.NewClause(validated),
				Report: "https://gitlab.com/qemu-project/qemu/-/work_items/3396",
			}),
		},
		{
			machine: "arm/bpim2u", end: "was killed by SIGSEGV",
			lines: "writel 0x80000000 0x0",
			known: graph.Deviates("allwinner-dram-write", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A write of a word behind the RAM that is there crashes.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "mips64el/fuloong2e", end: "exited with status 1", message: "error in bonito pci config address",
			lines: "readl 0x1fe80004",
			known: graph.Deviates("bonito-config-exit", graph.Deviation{
				Ends:   graph.Exits,
				Does:   "An access to PCI configuration space while no device is selected ends QEMU.",
				Says:   "A configuration access that no device claims ends in a master abort, and the guest goes on.",
				Clause: graph.NewClause(`PCI Local Bus 3.0, section 3.2.2.3.1 "Addressing"; ` + unexpected),
			}),
		},
		{
			machine: "aarch64/amd-versal-virt", end: "was killed by SIGABRT", message: "fifo8_pop: Assertion `fifo->num > 0' failed.",
			lines: "writel 0xf1010090 0xffffffff",
			known: graph.Deviates("versal-ospi-stig-empty", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A software-triggered instruction with all of its options takes a byte from an empty FIFO.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "aarch64/amd-versal-virt", end: "was killed by SIGABRT", message: "ospi_stig_fill_membank: assertion failed",
			lines: "writel 0xf101008c 0xffffffff\nwritel 0xf1010090 0xffffffff",
			known: graph.Deviates("versal-ospi-stig-bank", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A software-triggered instruction that reads more bytes than its memory bank has fails an assertion.",
				Says:   checked,
				Clause: graph.NewClause(validated),
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
			machine: "arm/sx1", end: "was killed by SIGSEGV",
			lines: "writel 0xe1019000 0x0\nwritel 0xe1019008 0x1",
			known: graph.Deviates("omap-os-timer-start", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A start of the OS timer with a count of zero crashes.",
				Says:   anyOrder,
				Clause: graph.NewClause(unexpected),
			}),
		},
		{
			machine: "arm/sx1", end: "was killed by SIGABRT", message: "omap_findclk: mcbsp3.clkx not found",
			lines: "writel 0xfffe100c 0x0",
			known: graph.Deviates("omap-pin-configuration-clock", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A write to the configuration of pins aborts QEMU, which looks for a clock that the board does not have.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
		{
			machine: "arm/sx1", end: "was killed by SIGABRT", message: "omap_findclk: tclk_out not found",
			lines: "writew 0xfffece1c 0x0",
			known: graph.Deviates("omap-test-clock", graph.Deviation{
				Ends:   graph.Crashes,
				Does:   "A write to a register of the clock module aborts QEMU, which looks for a clock that the board does not have.",
				Says:   checked,
				Clause: graph.NewClause(validated),
			}),
		},
	}
}
