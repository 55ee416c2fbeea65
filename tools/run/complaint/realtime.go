package complaint

import "github.com/qgraph/qgraph/graph"

// onlyRealTime returns what QEMU says of a machine and its backends only where it runs
// without the qtest accelerator, whatever the path.
func onlyRealTime() []graph.Complaint {
	warnings := []graph.Complaint{
		{Text: `^[^:]+: warning: (nic|netdev) .* has no peer$`, Why: "A controller of a board may be without a network, and a network without the controller that is plugged in later."},
		{Text: `^[^:]+: warning: hub \d+ is not connected to host network$`, Why: "A test may be the only end of a hub, or nobody."},
		{Text: `^[^:]+: warning: missing SecureDigital device$`, Why: "The card slot of a board may be empty."},
		{Text: `^[^:]+: warning: 9p: degraded performance: `, Why: "The tests choose short messages, so that content takes several."},
	}
	for i := range warnings {
		warnings[i].Kind = graph.WarningMessage
	}
	return warnings
}
