package pmbussuite

import "github.com/qgraph/qgraph/graph"

// Ignored declares what QEMU logs of writes that a device must ignore.
func Ignored() graph.TestOption {
	return graph.Allows(
		graph.Complaint{
			Kind: graph.GuestError, Text: "pmbus_write_data: writing to read-only register", Why: "The test writes to a read-only register.",
		},
		graph.Complaint{
			Kind: graph.GuestError, Text: "_write_data: writing to unsupported register",
			Why: "The test writes to a register that ignores it, or to all pages at once, of which some do not have the register.",
		},
		graph.Complaint{
			Kind: graph.GuestError, Text: "pmbus_write_data: page [0-9]+ is out of range", Why: "The test selects a page that the device does not have.",
		},
	)
}
