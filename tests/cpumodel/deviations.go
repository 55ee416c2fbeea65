package cpumodel

import "github.com/qgraph/qgraph/graph"

// deviations are those of models from the processors whose names they have.
func deviations() []graph.Deviation {
	const suffix = "QEMU 11.1, docs/system/cpu-models-x86.rst.inc, \"Important CPU features for Intel x86 hosts\""
	return []graph.Deviation{
		graph.Deviates("icelake-server-model", graph.Deviation{
			In:     []graph.Place{{Test: "cpu-models-tests/x86", Step: "signatures / Icelake-Server"}},
			Does:   "The first three versions report the model 86H, which is that of a Snow Ridge.",
			Says:   "3rd generation Intel Xeon Scalable processors based on Ice Lake have the signatures 06_6AH and 06_6CH.",
			Clause: graph.NewClause("Intel SDM, volume 4, table 2-1"),
		}),
		graph.Deviates("skylake-server-ibrs-clflushopt", graph.Deviation{
			In: []graph.Place{
				{Test: "cpu-models-tests/x86", Step: "suffixes / Skylake-Server-IBRS"},
				{Test: "cpu-models-tests/x86", Step: "suffixes / Skylake-Server-noTSX-IBRS"},
			},
			Does:   "The models with IBRS lack CLFLUSHOPT.",
			Says:   "The suffix says that the model has SPEC_CTRL.",
			Clause: graph.NewClause(suffix),
		}),
		graph.Deviates("static-cpu-model-without-its-caches", graph.Deviation{
			In:     []graph.Place{{Test: "cpu-models-tests/x86", Step: "static / EPYC-v1 / caches"}},
			Does:   "The static expansion of a model with caches of its own does not have legacy-cache=off, so it has others.",
			Says:   "The expanded CPU model will be the same, independent of QEMU version, machine type, machine options, and accelerator options.",
			Clause: graph.NewClause("QEMU 11.1, QEMU QMP Reference Manual, \"CpuModelExpansionType\", static"),
		}),
	}
}

// levelDeviations are those of the last leaves of CPUID.
func levelDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("x86-level-without-edx", graph.Deviation{
			In:     []graph.Place{{Test: "x86-cpuid-compat-tests/levels", Step: "auto-level of EDX"}},
			Does:   "A feature in EDX of leaf 7 does not raise the last leaf of a model that has fewer, so no guest sees it.",
			Says:   "Leaf 0 returns the last basic leaf in EAX; a leaf beyond it returns the data of the last one.",
			Clause: graph.NewClause(`Intel SDM, volume 2A, "CPUID", INPUT EAX = 0 and "Highest CPUID Source Operand"`),
		}),
	}
}
