package usbkbd

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's keyboard from the HID specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("usb-kbd-repeated-reports", graph.Deviation{
			In:     repeated(),
			Does:   "Each report of a key with a prefix in the scan codes of a PC follows a copy of the report before.",
			Says:   "With an idle rate of 0 a report comes only when a change is detected.",
			Clause: graph.NewClause("HID 1.11, section 7.2.4 \"Set_Idle Request\""),
		}),
		graph.Deviates("usb-kbd-pause-stays-down", graph.Deviation{
			In:     []graph.Place{{Test: "usb-kbd-tests/keys", Step: "pause"}},
			Does:   "The key Pause stays down forever once pressed.",
			Says:   "The array of a report has the keys that are down.",
			Clause: graph.NewClause("HID 1.11, section 8.3 \"Report Format for Array Items\""),
		}),
	}
}

// repeated returns the steps of usb-kbd-repeated-reports.
func repeated() []graph.Place {
	steps := []string{"all modifiers"}
	for _, code := range []string{"delete", "down", "home", "insert", "kp_enter", "left", "right", "up"} {
		steps = append(steps, "one key / "+code)
	}
	for _, code := range []string{"alt_r", "ctrl_r", "meta_l", "meta_r"} {
		steps = append(steps, "one modifier / "+code)
	}
	var list []graph.Place
	for _, s := range steps {
		list = append(list, graph.Place{Test: "usb-kbd-tests/keys", Step: s})
	}
	return list
}
