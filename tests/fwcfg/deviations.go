package fwcfg

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's machines from the specification of the device.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("fw_cfg-40p-without-processors", graph.Deviation{
			In:     []graph.Place{{Test: "fw_cfg-tests/options", Step: "processors"}},
			On:     []string{"ppc/40p"},
			Does:   "The item of the number of processors is missing.",
			Says:   "The device informs the firmware about the processors.",
			Clause: graph.NewClause("QEMU 11.1, docs/specs/fw_cfg.rst, \"Guest-side Hardware Interface\""),
		}),
		graph.Deviates("fw_cfg-option-on-riscv-virt", graph.Deviation{
			In:     []graph.Place{{Test: "fw_cfg-tests/options"}},
			On:     []string{"riscv32/virt", "riscv64/virt"},
			QEMU:   []graph.VersionRange{{Until: "8.0"}},
			Ends:   graph.Exits,
			Does:   "QEMU does not take -fw_cfg: \"fw_cfg device not available\".",
			Says:   "The option adds a file to the device.",
			Clause: graph.NewClause("QEMU 11.1, docs/specs/fw_cfg.rst, \"Externally Provided Items\""),
		}),
		graph.Deviates("arm-virt-ras-without-firmware", graph.Deviation{
			In:   []graph.Place{{Test: "fw_cfg-tests/ras"}},
			Ends: graph.Crashes,
			Does: "QEMU dies at its start if it is to report memory errors and has no firmware; until 10.0 by an assertion.",
			Says: "The option reports host memory errors to the guest by ACPI.",
			Reproducer: `
				# QEMU was killed by SIGSEGV
				qemu-system-aarch64 -M virt,ras=on -accel qtest -audio none -nodefaults -display none -qtest stdio < /dev/null`,
			Clause: graph.NewClause("QEMU 11.1, docs/system/arm/virt.rst, \"Machine-specific options\", \"ras\""),
		}),
	}
}
