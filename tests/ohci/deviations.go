package ohci

import (
	"fmt"

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
		graph.Deviates("ohci-one-toggle-for-all-packets", graph.Deviation{
			In:     toggles(),
			Does:   "The data toggle of a transfer descriptor changes once, whatever the number of its packets is.",
			Says:   "It changes after each successful transmission or reception of a data packet.",
			Clause: graph.NewClause("OpenHCI 1.0a, section 4.3.1.2 \"General Transfer Descriptor Field Definitions\""),
		}),
		graph.Deviates("ohci-port-stays-suspended", graph.Deviation{
			In: []graph.Place{
				{Test: "pci-ohci-tests/ohci_pci-test-hotplug", Step: "suspend / resume"},
				{Test: "pci-ohci-tests/ohci_pci-test-hotplug", Step: "suspend / reset"},
			},
			Does:   "A port that was suspended stays so: neither ClearSuspendStatus nor a reset of the port ends it.",
			Says:   "ClearSuspendStatus initiates a resume, at whose end PSS is clear and PSSC is set; the end of a reset clears PSS.",
			Clause: graph.NewClause("OpenHCI 1.0a, section 7.4.4 \"HcRhPortStatus[1:NDP] Register\""),
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

// toggles returns the steps of ohci-one-toggle-for-all-packets.
func toggles() []graph.Place {
	var list []graph.Place
	for port := range ports {
		list = append(list, graph.Place{Test: "pci-ohci-tests/control-transfers", Step: fmt.Sprintf("port %d / data toggle", port)})
	}
	return list
}
