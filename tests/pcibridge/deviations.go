package pcibridge

import "github.com/qgraph/qgraph/graph"

// forwardingDeviations are those of QEMU's bridges.
func forwardingDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("bridge-bus-master", graph.Deviation{
			In:     []graph.Place{{Step: messagesHeld}, {Step: dmaHeld}},
			Does:   "A bridge that is no bus master forwards messages and DMA of the devices behind it.",
			Says:   "A bridge forwards memory transactions to its primary bus only while its Bus Master bit is set.",
			Clause: graph.NewClause(`PCI-to-PCI Bridge Architecture 1.2, section 3.2.4.3 "Command Register", Bus Master Enable`),
		}),
		graph.Deviates("pseries-bridge-numbers", graph.Deviation{
			In: []graph.Place{{Step: numbersAfterReset}}, On: []string{"ppc64/pseries"},
			Does:   "After a reset of the machine a bridge has the bus numbers that firmware would give it.",
			Says:   "The bus numbers of a bridge are zero after a reset.",
			Clause: graph.NewClause(`PCI-to-PCI Bridge Architecture 1.2, sections 3.2.5.3 and 3.2.5.4 "Secondary Bus Number Register", "Subordinate Bus Number Register"`),
		}),
	}
}

// slotsDeviations are those of QEMU's standard hot-plug controller.
func slotsDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("shpc-attention-indicators", graph.Deviation{
			QEMU:   []graph.VersionRange{{Until: "8.0"}},
			In:     []graph.Place{{Step: "configuration / " + attention}},
			Does:   "The attention indicators have the state 00b after a reset.",
			Says:   "They are off after a reset, 11b; 00b is reserved.",
			Clause: graph.NewClause(`PCI Standard Hot-Plug Controller and Subsystem Specification 1.0, section "Slot Status Field", Attention Indicator State`),
		}),
		graph.Deviates("shpc-open-slot", graph.Deviation{
			In:     []graph.Place{{Step: openSlot}},
			Does:   "A command enables a slot that is open and has no card.",
			Says:   "A command that gives power to a slot whose MRL is open fails with MRL Open.",
			Clause: graph.NewClause(`PCI Standard Hot-Plug Controller and Subsystem Specification 1.0, section "Command Status Register", MRL Open`),
		}),
	}
}

// slotDeviations are those of the slots of QEMU's ports.
func slotDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("slot-removal-interrupt", graph.Deviation{
			In: []graph.Place{{Step: goneInterrupt}}, Except: []string{"xio3130-downstream"}, // it has messages alone
			Does:   "A port lowers its interrupt line at once when the guest has switched the slot's power off and the device has gone, though Presence Detect Changed stays set.",
			Says:   "The line is raised while an enabled event is set.",
			Clause: graph.NewClause(`PCI Express Base 4.0, section 6.7.3.4 "Software Notification of Hot-Plug Events"`),
		}),
	}
}

// errorDeviations are those of errors behind QEMU's ports.
func errorDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("header-log-bytes", graph.Deviation{
			In:     []graph.Place{{Step: headerLogged}},
			Does:   "The words of the header log have their bytes swapped.",
			Says:   "Software reads the fields of the header in the way that the specification presents them.",
			Clause: graph.NewClause(`PCI Express Base 4.0, section 7.8.4.8 "Header Log Register"`),
		}),
		graph.Deviates("correctable-error-silent", graph.Deviation{
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			In:     []graph.Place{{Step: correctableError}, {Step: secondError}},
			Does:   "A device sends no message about a correctable error.",
			Says:   "It does if Device Control enables that and the error is not masked.",
			Clause: graph.NewClause(`PCI Express Base 4.0, section 6.2.3.2 "Error Signaling"`),
		}),
	}
}
