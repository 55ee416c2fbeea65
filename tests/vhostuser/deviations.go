package vhostuser

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// setFeatures are the devices to whose back ends QEMU sets features that they do not
// offer.
func setFeatures() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("vhost-user-scsi-param-change", graph.Deviation{
			On:     []string{"vhost-user-scsi", "vhost-user-scsi-pci", "vhost-user-scsi-pci-transitional", "vhost-user-scsi-pci-non-transitional"},
			Does:   "QEMU offers the driver SCSI_F_CHANGE, of its property param_change, and sets it in a back end that does not offer it.",
			Says:   "A front end enables features of those that GET_FEATURES has returned.",
			Clause: graph.NewClause(`QEMU's documentation, docs/interop/vhost-user, "Front-end message types", VHOST_USER_GET_FEATURES and VHOST_USER_SET_FEATURES`),
		}),
		graph.Deviates("vhost-user-gpu-ring-features", graph.Deviation{
			On:     []string{"vhost-user-gpu", "vhost-user-gpu-pci", "vhost-user-vga"},
			Does:   "QEMU offers the driver RING_RESET, or NOTIFY_ON_EMPTY by a legacy interface, and sets it in a back end that does not offer it.",
			Says:   "A front end enables features of those that GET_FEATURES has returned.",
			Clause: graph.NewClause(`QEMU's documentation, docs/interop/vhost-user, "Front-end message types", VHOST_USER_GET_FEATURES and VHOST_USER_SET_FEATURES`),
		}),
	}
}

// migrations are what becomes of devices that QEMU migrates without their back ends.
func migrations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("vhost-user-gpu-migration", graph.Deviation{
			In:     []graph.Place{{Step: "migration"}},
			On:     []string{"vhost-user-gpu", "vhost-user-gpu-pci", "vhost-user-vga"},
			Does:   "A migration succeeds, and QEMU does not start the back end at the destination: the queues of the driver are lost.",
			Says:   migratesuite.Says,
			Clause: graph.NewClause(migratesuite.Clause),
		}),
		graph.Deviates("vhost-user-fs-migration", graph.Deviation{
			In:     []graph.Place{{Step: "migration"}},
			On:     []string{"vhost-user-fs-device", "vhost-user-fs-pci"},
			Ends:   graph.Exits,
			Does:   "QEMU begins the migration of a device whose back end cannot hand over its state, which ends the QEMU at the destination.",
			Says:   migratesuite.Says,
			Clause: graph.NewClause(migratesuite.Clause),
		}),
	}
}

// messages is what becomes of a SCMI device with MSI-X.
func messages() graph.Deviation {
	return graph.Deviates("vhost-user-scmi-msix-abort", graph.Deviation{
		In:     []graph.Place{{Step: "start"}},
		Ends:   graph.Crashes,
		Does:   "QEMU aborts (vhost_virtqueue_pending: Assertion failed) when the driver starts a device whose vectors are unmasked, as a driver does.",
		Says:   "A driver may map any event to any vector, and then starts the device.",
		Clause: graph.NewClause(`virtio 1.3, section 4.1.5.1.2 "MSI-X Vector Configuration"`),
	})
}

// lostBackEnd is what becomes of a device whose back end ends while it starts or stops.
func lostBackEnd() graph.Deviation {
	return graph.Deviates("vhost-user-base-lost-back-end-abort", graph.Deviation{
		In:     []graph.Place{{Step: "lost"}},
		QEMU:   []graph.VersionRange{{Since: "10.0"}},
		Ends:   graph.Crashes,
		Does:   "QEMU aborts (memory_region_del_eventfd: Assertion failed) when the back end closes its connection at a message of the start or of the stop of the device. So do I2C, input, RNG, RTC, sound, SPI and test devices.",
		Says:   "A front end that cannot send a message or receives a wrong reply closes the connection; a back end may close it if it detects an error.",
		Clause: graph.NewClause(`QEMU's documentation, docs/interop/vhost-user, "Communication"`),
	})
}

// lostAtOnce is what becomes of a SCMI device whose back end ends at once.
func lostAtOnce() graph.Deviation {
	return graph.Deviates("vhost-user-scmi-lost-back-end-abort", graph.Deviation{
		In:     []graph.Place{{Step: "connection lost at GET_FEATURES"}},
		On:     []string{"vhost-user-scmi-pci"},
		Ends:   graph.Crashes,
		Does:   "QEMU aborts (error_setv: Assertion failed) when the back end of a device that is plugged in closes its connection in the beginning.",
		Says:   "A front end that cannot send a message or receives a wrong reply closes the connection; a back end may close it if it detects an error.",
		Clause: graph.NewClause(`QEMU's documentation, docs/interop/vhost-user, "Communication"`),
	})
}
