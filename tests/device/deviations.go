package device

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/genericsuite"
)

// Clauses that several deviations are from.
const (
	// completes is what a reset does to removals.
	completes = `QEMU 11.1, QEMU QMP Reference Manual, device_del: "Guest reset will automatically complete removal for all devices"`
	hotPlug   = "QEMU 11.1, QEMU QMP Reference Manual, device_add"
)

// elsewhere are the architectures without ports, or without a machine whose root bus of PCI the tests reach.
var elsewhere = []string{
	"aarch64", "alpha", "arm", "hppa", "loongarch64", "mips64el", "or1k", "ppc", "ppc64", "riscv32", "riscv64", "s390x", "sh4", "sparc64", "xtensa",
}

// deviations are those of QEMU's devices while they are plugged in and removed.
func deviations() []graph.Deviation {
	removed := []graph.Place{{Test: "device-tests/plug", Step: "removed"}}
	again := []graph.Place{{Test: "device-tests/plug", Step: "plugged in again"}}
	removedAgain := []graph.Place{{Test: "device-tests/plug", Step: "removed again"}}
	return []graph.Deviation{
		graph.Deviates("eepro100-second-removal", graph.Deviation{
			QEMU: []graph.VersionRange{{Until: "10.0"}, {Since: "11.1"}},
			In:   removedAgain, Ends: graph.Crashes,
			On: []string{
				"i82550", "i82551", "i82557a", "i82557b", "i82557c", "i82558a", "i82558b",
				"i82559a", "i82559b", "i82559c", "i82559er", "i82562", "i82801",
			},
			Does: "The reset that completes the second removal of an eepro100 uses freed memory, which the variable in the reproducer fills.",
			Says: "A reset completes the removal of a device.",
			Reproducer: `
				# QEMU was killed by SIGSEGV
				(
				echo device_del d; echo system_reset; sleep 1
				echo device_add i82551,id=d; echo device_del d; echo system_reset; sleep 1
				echo quit
				) | MALLOC_PERTURB_=165 qemu-system-x86_64 -M pc -device i82551,id=d -accel qtest -display none -monitor stdio`,
			Clause: graph.NewClause(completes),
		}),
		graph.Deviates("removal-in-reset-assertion", graph.Deviation{
			QEMU: []graph.VersionRange{{Since: "10.0"}},
			In:   removed, Ends: graph.Crashes,
			On:   []string{"pci-serial", "pci-serial-2x", "pci-serial-4x", "virtio-balloon-pci", "virtio-balloon-pci-transitional", "virtio-balloon-pci-non-transitional", "virtio-mem-pci"},
			Does: "A reset that completes the removal of a device with handlers of its own for reset fails an assertion in resetcontainer.c.",
			Says: "A reset completes the removal of a device.",
			Reproducer: `
				# QEMU was killed by SIGABRT
				# resettable_container_child_foreach: Assertion ` + "`len == rc->children->len'" + ` failed.
				cat << 'EOF' | qemu-system-x86_64 -M pc -device pci-serial,id=d -accel qtest -display none -monitor stdio
				device_del d
				system_reset
				quit
				EOF`,
			Clause: graph.NewClause(completes),
		}),
		graph.Deviates("display-and-sound-removal-in-reset", graph.Deviation{
			In: removed, QEMU: []graph.VersionRange{{Until: "11.1"}},
			On:     []string{"bochs-display", "intel-hda", "ich9-intel-hda"},
			Does:   "A reset does not complete the removal of the device.",
			Says:   "A reset completes the removal of each device.",
			Clause: graph.NewClause(completes),
		}),
		graph.Deviates("rocker-removal-assertion", graph.Deviation{
			In: removed, Ends: graph.Crashes, On: []string{"rocker"},
			Does: "A reset that completes the removal of a rocker fails an assertion in msix.c: its vectors are in use.",
			Says: "A reset completes the removal of a device.",
			Reproducer: `
				# QEMU was killed by SIGABRT
				# msix_vector_unuse: Assertion ` + "`vector < dev->msix_entries_nr'" + ` failed.
				cat << 'EOF' | qemu-system-x86_64 -M pc -device rocker,id=d -accel qtest -display none -monitor stdio
				device_del d
				system_reset
				quit
				EOF`,
			Clause: graph.NewClause(completes),
		}),
		graph.Deviates("am53c974-second", graph.Deviation{
			In: again, Ends: graph.Crashes, On: []string{"dc390"},
			Does: "Plugging a dc390 in again fails an assertion in savevm.c: the state of its EEPROM is still registered.",
			Says: "A device that has been removed can be plugged in again.",
			Reproducer: `
				# QEMU was killed by SIGABRT
				# vmstate_register_with_alias_id: Assertion ` + "`!se->compat || se->instance_id == 0'" + ` failed.
				cat << 'EOF' | qemu-system-x86_64 -M pc -device dc390,id=d -accel qtest -display none -monitor stdio
				device_del d
				system_reset
				device_add dc390,id=d
				quit
				EOF`,
			Clause: graph.NewClause(hotPlug),
		}),
		graph.Deviates("ivshmem-second", graph.Deviation{
			In: again, Ends: graph.Crashes, On: []string{"ivshmem-plain"},
			Does: "Plugging an ivshmem-plain in again with the same memory fails an assertion in physmem.c: the memory is still registered.",
			Says: "A device that has been removed can be plugged in again.",
			Reproducer: `
				# QEMU was killed by SIGABRT
				# qemu_ram_set_idstr: Assertion ` + "`!new_block->idstr[0]'" + ` failed.
				cat << 'EOF' | qemu-system-x86_64 -M pc -object memory-backend-ram,id=m,size=1M,share=on -device ivshmem-plain,id=d,memdev=m -accel qtest -display none -monitor stdio
				device_del d
				system_reset
				device_add ivshmem-plain,id=d,memdev=m
				quit
				EOF`,
			Clause: graph.NewClause(hotPlug),
		}),
		graph.Deviates("pci-ipmi-second", graph.Deviation{
			In: again, Ends: graph.Crashes, On: []string{"pci-ipmi-bt", "pci-ipmi-kcs"},
			Does:   "Plugging a PCI IPMI interface in again uses freed memory: its BMC still refers to the one before.",
			Says:   "A device that has been removed can be plugged in again.",
			Clause: graph.NewClause(hotPlug),
		}),
		graph.Deviates("ebus-assertion", graph.Deviation{
			Ends: graph.Crashes, On: []string{"ebus"},
			Does:   "An ebus that -device plugs in fails an assertion in error.c: it sets an error twice.",
			Says:   "-device plugs in a device that is not internal, or says why it does not.",
			Clause: graph.NewClause("QEMU 11.1, qemu(1), -device"),
		}),
		graph.Deviates("usb-redir-second", graph.Deviation{
			In: again, On: []string{"usb-redir"},
			Does:   "A usb-redir that is removed takes its -chardev with it.",
			Says:   "A character device is removed by chardev-remove.",
			Clause: graph.NewClause("QEMU 11.1, QEMU QMP Reference Manual, device_del and chardev-remove"),
		}),
		graph.Deviates("ipmi-bmc-extern-end", graph.Deviation{
			Ends: graph.Crashes, On: []string{"ipmi-bmc-extern"},
			Does: "QEMU uses freed memory when it ends while an external BMC that no interface has is there.",
			Says: "QEMU ends.",
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | MALLOC_PERTURB_=165 qemu-system-x86_64 -M pc -chardev socket,id=c,path=bmc,server=on,wait=off -device ipmi-bmc-extern,id=b,chardev=c -accel qtest -display none -monitor stdio
				quit
				EOF`,
			Clause: graph.NewClause("QEMU 11.1, QEMU QMP Reference Manual, quit"),
		}),
		graph.Deviates("serial-word-assertion", graph.Deviation{
			QEMU: []graph.VersionRange{{Since: "11.1"}},
			In:   []graph.Place{{Test: "device-tests/sweep", Step: "read"}}, Ends: graph.Crashes,
			On:     []string{"isa-serial", "pci-serial", "pci-serial-2x", "pci-serial-4x"},
			Except: elsewhere,
			Does:   "A read of two bytes at the last port of a UART fails an assertion in serial.c.", Says: genericsuite.Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				cat << 'EOF' | qemu-system-x86_64 -M pc -accel qtest -nodefaults -display none -device isa-serial -qtest stdio
				inw 0x3ff
				EOF`,
			Clause: graph.NewClause(genericsuite.Unexpected),
		}),
		graph.Deviates("pc-testdev-irq-assertion", graph.Deviation{
			In:   []graph.Place{{Test: "device-tests/sweep", Step: "write"}, {Test: "device-tests/reset"}},
			Ends: graph.Crashes, On: []string{"pc-testdev"},
			Does: "A write to the port of the seventeenth interrupt line fails an assertion in isa-bus.c: there are sixteen.", Says: genericsuite.Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				cat << 'EOF' | qemu-system-x86_64 -M pc -accel qtest -nodefaults -display none -device pc-testdev -qtest stdio
				outb 0x2010 0xff
				EOF`,
			Clause: graph.NewClause(genericsuite.Unexpected),
		}),
		graph.Deviates("memory-removal-in-reset", graph.Deviation{
			In: removed, On: []string{"pc-dimm", "cxl-type3", "cxl-upstream"},
			Does:   "A reset does not complete the removal of a DIMM, nor of a device behind a PCI Express port.",
			Says:   "A reset completes the removal of each device.",
			Clause: graph.NewClause(completes),
		}),
		graph.Deviates("bridge-removal-in-reset", graph.Deviation{
			In: removed,
			On: []string{
				"i82801b11-bridge", "ioh3420", "pci-bridge", "pci-bridge-seat", "pcie-pci-bridge", "pcie-root-port", "x3130-upstream", "xio3130-downstream",
			},
			Does:   "A reset does not complete the removal of a bridge.",
			Says:   "A reset completes the removal of each device.",
			Clause: graph.NewClause(completes),
		}),
	}
}
