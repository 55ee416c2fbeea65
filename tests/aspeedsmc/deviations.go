package aspeedsmc

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's aspeed.smc.
func deviations() []graph.Deviation {
	return nil
}
