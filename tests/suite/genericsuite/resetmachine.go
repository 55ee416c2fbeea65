package genericsuite

import "github.com/qgraph/qgraph/graph/run"

// ResetMachine resets the machine, and waits until QEMU has done it.
func ResetMachine(t *run.T) {
	t.Helper()
	reset(t)
}
