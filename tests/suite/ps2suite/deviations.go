package ps2suite

import "github.com/qgraph/qgraph/graph"

// MouseDeviations are those of QEMU's mouse. A test that has them calls [Device.Mouse].
func MouseDeviations() []graph.Deviation {
	const manual = "IBM Personal System/2 Hardware Interface Technical Reference, section "
	return []graph.Deviation{
		graph.Deviates("ps2-mouse-status-without-buttons", graph.Deviation{
			In:     []graph.Place{{Step: "status / buttons"}},
			Does:   "The status of the mouse tells of no button that is pressed.",
			Says:   "Bits 2 and 0 of the first byte are 1 while the left and the right button are pressed.",
			Clause: graph.NewClause(manual + "\"Mouse\", \"Status Request\""),
		}),
		graph.Deviates("ps2-mouse-wrap-over-reset", graph.Deviation{
			In:     []graph.Place{{Step: "wrap / reset"}},
			Does:   "A reset leaves the mouse in wrap mode.",
			Says:   "A reset sets the mouse to stream mode.",
			Clause: graph.NewClause(manual + "\"Mouse\", \"Reset\""),
		}),
	}
}
