package regression

import "github.com/qgraph/qgraph/graph"

// deviations are the regressions that QEMU does not pass yet.
func deviations() []graph.Deviation { return nil }
