package regression

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/genericsuite"
)

// deviations are those of the QEMUs that fail a regression.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("dwc2-between-registers", graph.Deviation{
			In: []graph.Place{{Test: "regression-tests/dwc2-between-registers"}}, QEMU: []graph.VersionRange{{Until: "10.0"}}, Ends: graph.Crashes,
			Does: "A read between two groups of registers of the USB controller fails an assertion.",
			Says: genericsuite.Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT at readl 0x3f9800fd
				cat << 'EOF' | qemu-system-arm -M raspi2b -accel qtest -display none -qtest stdio
				readl 0x3f9800fd
				EOF`,
			Clause: graph.NewClause(genericsuite.Unexpected),
		}),
	}
}
