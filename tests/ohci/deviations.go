package ohci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// deviations are those of QEMU from OpenHCI, and of its USB devices.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ohci-master-enable-after-reset", graph.Deviation{
			In:     []graph.Place{{Test: "pci-ohci-tests/registers", Step: "master enable after a reset"}},
			Does:   "A reset sets MasterInterruptEnable.",
			Says:   "MasterInterruptEnable is 0 after a reset.",
			Clause: graph.NewClause("OpenHCI 1.0a, section 7.1.5 \"HcInterruptEnable Register\""),
		}),
		graph.Deviates("ohci-absent-device-stays-queued", graph.Deviation{
			In:     []graph.Place{{Test: "pci-ohci-tests/control-transfers", Step: "absent device"}},
			Does:   "A transfer to a device that is not there stays in its queue.",
			Says:   "The transfer is retired with the completion code DeviceNotResponding.",
			Clause: graph.NewClause("OpenHCI 1.0a, section 4.3.3.3.5 \"Device Not Responding\""),
		}),
		graph.Deviates("usb-configuration-migration", graph.Deviation{
			In:     []graph.Place{{Test: "pci-ohci-tests/migrate", Step: "configuration"}},
			Does:   "A migration succeeds and leaves a USB device without its configuration, at its address.",
			Says:   migratesuite.Says,
			Clause: graph.NewClause(migratesuite.Clause),
		}),
	}
}
