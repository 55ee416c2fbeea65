package virtiopci

import (
	"math/bits"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Vendor is the PCI vendor ID of virtio devices (virtio 1.3, section 4.1.2 "PCI
// Device Discovery").
const Vendor = 0x1af4

// Model describes a virtio device on PCI.
type Model struct {
	Device  virtio.Model
	Driver  string // QEMU's name of the device model; "": that of the device with "-pci"
	Class   pci.Class
	Vectors int                  // of MSI-X; 0 without it
	Earlier []graph.Earlier[int] // Vectors in older versions of QEMU

	// LegacyID is the PCI device ID of a transitional device. LegacyConfig is
	// the size, in bytes, of its legacy interface's device-specific
	// configuration space with QEMU's default features. A device without the ID
	// is modern only.
	LegacyID     uint16
	LegacyConfig uint64
	// AlwaysLegacy reports that the legacy interface is there on every bus.
	AlwaysLegacy bool
	// Unmigratable reports that QEMU refuses to migrate a machine with the device.
	Unmigratable bool
	// Fixed reports that the device cannot be unplugged while the machine runs.
	Fixed graph.ByVersion[bool]

	fixed bool // Fixed, of QEMU's version
	link  bool // it is behind a PCI Express port
}

// Device IDs of transitional devices (virtio 1.3, section 4.1.2.3 "Legacy
// Interfaces: A Note on PCI Device Discovery").
const (
	LegacyNetwork   uint16 = 0x1000
	LegacyBlock     uint16 = 0x1001
	LegacyBalloon   uint16 = 0x1002
	LegacyConsole   uint16 = 0x1003
	LegacySCSIHost  uint16 = 0x1004
	LegacyEntropy   uint16 = 0x1005
	Legacy9P        uint16 = 0x1009
	legacyIDs       uint16 = 0x1000 // to 0x103f
	modernIDs       uint16 = 0x1040 // plus the device type
	modernSubsystem uint16 = 0x1100 // QEMU's subsystem ID of modern-only devices
)

// BARs of QEMU's virtio devices (QEMU 11.1, "info pci" and the property
// modern-pio-notify, which is off).
const (
	legacyBAR = 0
	msixBAR   = 1
	modernBAR = 4
)

// Name returns QEMU's name of the device model.
func (m Model) Name() string {
	if m.Driver != "" {
		return m.Driver
	}
	return m.Device.Name + "-pci"
}

// on returns the model of the device on its bus. Behind a PCI Express port it is
// modern only (QEMU 11.1, the property disable-legacy, which is "auto"). Without
// messages it has no vectors.
func (m Model) on(d *pci.Device) Model {
	m = m.On(d.Bus().Machine())
	if d.BusKind() == pci.Link {
		m.link = true
		if !m.AlwaysLegacy {
			m.LegacyID, m.LegacyConfig = 0, 0
		}
	}
	if !d.Bus().HasMessages() {
		m.Vectors = 0
	}
	return m
}

// queueSizes is the size of all queues of any device; 0 stands for that of the device's
// model.
var queueSizes = graph.ByVersion[uint16]{
	Earlier: []graph.Earlier[uint16]{
		{Until: "11.1", Value: 1024, Why: "QEMU 10.0 reports the largest possible size"},
		{Until: "10.0", Why: "QEMU 7.2 reports the size of the queue"},
	},
}

// On returns the model of the device in a machine: queues have the sizes of the machine's QEMU, vectors are a part of the
// machine type.
func (m Model) On(machine *guest.Machine) Model {
	m.Device = m.Device.WithQueues(queueSizes.On(machine.Version))
	m.fixed = m.Fixed.On(machine.Version)
	m.Vectors = graph.ByVersion[int]{Value: m.Vectors, Earlier: m.Earlier}.On(machine.Type)
	return m
}

// transitional reports whether the device has a legacy interface too.
func (m Model) transitional() bool { return m.LegacyID != 0 }

// legacySize returns the size of the first BAR, in bytes: the registers of the
// legacy interface and the device-specific configuration space, rounded up to a
// power of two.
func (m Model) legacySize() uint64 {
	size := legacyConfig + m.LegacyConfig
	if m.Vectors > 0 {
		size = legacyConfigMSIX + m.LegacyConfig
	}
	return 1 << bits.Len64(size-1)
}

// PCI returns the model of the device's configuration space. The five vendor
// capabilities are those of virtio 1.3, section 4.1.4 "Virtio Structure PCI
// Capabilities".
func (m Model) PCI() pci.Model {
	p := pci.Model{
		Name: m.Name(),
		ID: pci.ID{
			Vendor: Vendor, Device: modernIDs + uint16(m.Device.Type),
			SubsystemVendor: Vendor, Subsystem: modernSubsystem,
		},
		Revision: 1,
		Class:    m.Class,
		Pin:      pci.INTA,
		MSIX:     m.Vectors,

		Fixed:        m.fixed,
		Unmigratable: graph.ByVersion[bool]{Value: m.Unmigratable},
	}
	if m.transitional() {
		p.ID.Device, p.ID.Subsystem = m.LegacyID, uint16(m.Device.Type)
		p.Revision = 0
		p.BARs = append(p.BARs, pci.BAR{Index: legacyBAR, Kind: pci.IO, Size: m.legacySize()})
		p.Landmarks = append(p.Landmarks, pci.Landmark{
			Name: "Queue Size", BAR: legacyBAR, Offset: uint64(legacyQueueSize), Width: legacyQueueSize.Width(),
			Value: uint64(m.Device.Queues[0].Size),
		})
	}
	if m.Vectors > 0 {
		p.BARs = append(p.BARs, pci.BAR{Index: msixBAR, Kind: pci.Memory32, Size: 0x1000})
		p.Capabilities = append(p.Capabilities, pci.CapabilityMSIX)
	}
	p.BARs = append(p.BARs, pci.BAR{Index: modernBAR, Kind: pci.Memory64, Prefetchable: true, Size: 0x4000})
	p.Landmarks = append(p.Landmarks, pci.Landmark{
		Name: "queue_size", BAR: modernBAR, Offset: uint64(queueSize), Width: queueSize.Width(),
		Value: uint64(m.Device.Queues[0].Size),
	})
	if m.link {
		p.Capabilities = append(p.Capabilities, pci.CapabilityPowerManagement, pci.CapabilityExpress)
	}
	for range structures {
		p.Capabilities = append(p.Capabilities, pci.CapabilityVendor)
	}
	return p
}
