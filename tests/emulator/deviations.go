package emulator

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's lists.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ppc-cpu-typename", graph.Deviation{
			In: []graph.Place{{Test: "emulator-tests/processors", Step: "types"}}, On: []string{"ppc", "ppc64"},
			Does:   "The list of models leaves the names of their types empty.",
			Says:   "typename is a name that device-list-properties takes.",
			Clause: graph.NewClause("QEMU 11.1, QEMU QMP Reference Manual, CpuDefinitionInfo"),
		}),
		graph.Deviates("virtio-gpu-gl-introspection", graph.Deviation{
			In: []graph.Place{{Test: "emulator-tests/types", Step: "concrete"}}, Ends: graph.Exits,
			QEMU: []graph.VersionRange{{Until: "10.0"}},
			On: []string{
				"aarch64", "alpha", "arm", "hppa", "i386", "loongarch64", "mips", "mips64", "mips64el", "mipsel", "or1k", "ppc", "ppc64", "riscv32", "riscv64", "s390x", "sh4", "sh4eb", "sparc64", "x86_64", "xtensa", "xtensaeb",
			},
			Does:   "QEMU exits when it is asked for the properties of virtio-gpu-gl-pci, a part of which is in a module that is not installed.",
			Says:   "device-list-properties lists the properties, or returns an error.",
			Clause: graph.NewClause("QEMU 11.1, QEMU QMP Reference Manual, device-list-properties"),
		}),
	}
}

// shortForm is the complaint of a QEMU that takes the name of a type for an option.
func shortForm() graph.Complaint {
	return graph.Complaint{
		Kind: graph.WarningMessage, Text: "warning: short-form boolean option '[^']+' deprecated",
		Why: "QEMU before 10.0 reads the name of a type with a dot before it so.",
	}
}

// machineDeviations are those of the list of machine types.
func machineDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("powernv-alias-twice", graph.Deviation{
			In: []graph.Place{{Test: "emulator-tests/machines", Step: "names"}}, On: []string{"ppc64"},
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "Two machines have the alias powernv.",
			Says:   "An alias is another name of a machine.",
			Clause: graph.NewClause("QEMU 11.1, QEMU QMP Reference Manual, MachineInfo"),
		}),
	}
}
