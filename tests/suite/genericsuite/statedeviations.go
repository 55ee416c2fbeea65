package genericsuite

import "github.com/qgraph/qgraph/graph"

// The clauses that states are moved by.
func restores() graph.Clause {
	return graph.NewClause(`QEMU 11.1, docs/devel/migration/main.rst: "Restoring a guest is just the opposite operation: we need to load the state of each device"`)
}

func migrates() graph.Clause {
	return graph.NewClause(`QEMU 11.1, QEMU QMP Reference Manual, migrate: "Migrates the current running guest to another Virtual Machine"`)
}

// StateDeviations are those of [State].
func StateDeviations() []graph.Deviation {
	save := []graph.Place{{Step: stepSave}}
	load := []graph.Place{{Step: stepMove}}
	devices := []graph.Place{{Step: stepDevices}}
	goldfish := []string{"m68k/virt", "mips64el/loongson3-virt", "or1k/virt", "riscv32/virt", "riscv64/virt"}
	noDrive := []string{"nvme", "nvme-controller"}
	return []graph.Deviation{
		graph.Deviates("multiserial-save", graph.Deviation{
			In: save, Ends: graph.Crashes,
			On:     []string{"pci-serial-2x", "hppa/A400", "hppa/C3700"},
			Except: noDrive,
			Does:   "QEMU dies by SIGSEGV while it saves the state of a PCI card with two or three serial ports, as the diva-gsp of the HP 9000 is.",
			Says:   "A machine is saved without an error.",
			Clause: migrates(),
		}),
		graph.Deviates("nvme-save-without-drive", graph.Deviation{
			In: save, Ends: graph.Crashes,
			On:     noDrive,
			Does:   "QEMU dies by SIGSEGV while it saves the state of an NVMe controller without a drive of its own.",
			Says:   "A machine is saved without an error.",
			Clause: migrates(),
		}),
		graph.Deviates("sd-spi-load", graph.Deviation{
			In: load, Ends: graph.Crashes,
			On:     []string{"sd-card-spi", "arm/lm3s6965evb", "riscv32/sifive_u", "riscv64/sifive_u"},
			Does:   "Loading the state of an SD card in SPI mode fails an assertion in sd.c: the card is powered up already.",
			Says:   "The state that was saved is loaded.",
			Clause: restores(),
		}),
		graph.Deviates("avr-load", graph.Deviation{
			In: load, Ends: graph.Crashes, On: []string{"avr"},
			Does:   "QEMU dies by SIGSEGV once it has loaded the state of an AVR machine.",
			Says:   "The machine runs on.",
			Clause: restores(),
		}),
		graph.Deviates("mtimer-description", graph.Deviation{
			In: []graph.Place{{Step: stepDescribed}}, On: []string{"riscv64/boston-aia"},
			Does:   "The description of riscv_mtimer has 64 timers and 63 marks of absent ones; the state has one timer and 63 marks.",
			Says:   "The description at the end of a stream describes its contents.",
			Clause: graph.NewClause(`QEMU 11.1, docs/devel/migration/main.rst, "Stream structure": "a JSON description of the contents"`),
		}),
		graph.Deviates("goldfish-rtc-load", graph.Deviation{
			In: devices, On: goldfish,
			Does:   "A goldfish_rtc whose alarm was never set has an interrupt pending once its state is loaded.",
			Says:   "The device has the state that was saved.",
			Clause: restores(),
		}),
		graph.Deviates("openpic-load", graph.Deviation{
			In: devices, On: []string{"ppc/mac99", "ppc64/mac99", "macio-newworld"}, Except: goldfish,
			Does:   "Bit 29 of the vector and priority registers of the interrupt sources is set after power-on, and cleared when the state is loaded.",
			Says:   "The registers have the values that were saved.",
			Clause: restores(),
		}),
		graph.Deviates("ppc-msr-load", graph.Deviation{
			In: []graph.Place{{Step: stepProcessors}}, On: []string{"ppc64/mac99", "ppc64/pseries"},
			Does:   "The bit ME of the processor's MSR is inverted when the state is loaded.",
			Says:   "The processor is enabled for machine check interrupts if it was before.",
			Clause: graph.NewClause(`Power ISA 3.1, book III, section 4.2.1 "Machine State Register (MSR)": ME; QEMU 11.1, docs/devel/migration/main.rst`),
		}),
	}
}
