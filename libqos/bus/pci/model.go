package pci

import (
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
)

// Model is a device's configuration space according to its datasheet. A driver
// declares it, and the tests of PCI devices compare the device with it.
type Model struct {
	Name         string // QEMU's name of the device model
	ID           ID
	Revision     uint8
	Class        Class
	BARs         []BAR // the implemented ones, by index
	Pin          Pin
	Capabilities []CapabilityID        // on every bus, in any order, with repetitions
	Express      []CapabilityID        // additional ones on PCI Express
	MSI          int                   // messages that the device can request; 0 without MSI
	MSIX         int                   // vectors of the MSI-X table; 0 without MSI-X
	Extended     []ExtendedID          // extended capabilities, visible in a configuration space of 4 KiB
	Landmarks    []Landmark            // at least one each in memory and I/O space, if there are such BARs
	Fixed        bool                  // cannot be unplugged while the machine runs
	Unmigratable graph.ByVersion[bool] // QEMU refuses to migrate a machine with it
}

// on returns the model of the device on a bus: with the capabilities that it has
// only there, and without those that the bus does not support.
func (m Model) on(b *Bus) Model {
	m.Capabilities = slices.Clone(m.Capabilities)
	if b.kind != Conventional {
		m.Capabilities = append(m.Capabilities, m.Express...)
	}
	m.Express = nil
	if b.silent {
		m.Capabilities = slices.DeleteFunc(m.Capabilities, func(id CapabilityID) bool {
			return id == CapabilityMSI || id == CapabilityMSIX
		})
		m.MSI, m.MSIX = 0, 0
	}
	return m
}

// Landmark is a register in a BAR that distinguishes the device from empty space.
// Its power-on value is known and is not all ones, nor zero in memory space.
type Landmark struct {
	Name   string // from the manual
	BAR    int
	Offset uint64
	Width  qtest.Width
	Mask   uint64 // the known bits; 0 for all
	Value  uint64
	Native bool // in the byte order of the CPU, like some of QEMU's registers, instead of little-endian
}

// Bits returns the known bits.
func (l Landmark) Bits() uint64 {
	if l.Mask != 0 {
		return l.Mask
	}
	return ^uint64(0) >> (64 - 8*uint(l.Width))
}

// ID is the identity of a device (PCI Local Bus 3.0, sections 6.2.1 "Device
// Identification" and 6.2.4 "Miscellaneous Registers").
type ID struct {
	Vendor          uint16
	Device          uint16
	SubsystemVendor uint16
	Subsystem       uint16
}

// EmulatedID returns the identity of a device sold without a subsystem identity,
// with QEMU's own subsystem, 1af4:1100 (QEMU 11.1, docs/specs/pci-ids.rst).
func EmulatedID(vendor, device uint16) ID {
	return ID{Vendor: vendor, Device: device, SubsystemVendor: 0x1af4, Subsystem: 0x1100}
}

// String returns vendor and device, then those of the subsystem.
func (id ID) String() string {
	return fmt.Sprintf("%04x:%04x (subsystem %04x:%04x)", id.Vendor, id.Device, id.SubsystemVendor, id.Subsystem)
}

// Class is a class code: base class, subclass and programming interface, eight
// bits each (PCI Local Bus 3.0, appendix D "Class Codes").
type Class uint32

// Class codes of devices here.
const (
	Class9P            Class = 0x000200 // base class 00h, from before class codes, with a subclass of QEMU's own
	ClassOthers        Class = 0x00ff00 // the same
	ClassSCSI          Class = 0x010000 // SCSI bus controller
	ClassRAID          Class = 0x010400 // RAID controller
	ClassSATA          Class = 0x010601 // Serial ATA controller, AHCI
	ClassNVMe          Class = 0x010802 // NVM Express I/O controller
	ClassUFS           Class = 0x010901 // Universal Flash Storage controller, UFSHCI
	ClassEthernet      Class = 0x020000 // Ethernet controller
	ClassAudio         Class = 0x040100 // Audio device
	ClassStorage       Class = 0x018000 // Other mass storage controller
	ClassVGA           Class = 0x030000 // VGA-compatible controller
	ClassDisplay       Class = 0x038000 // Other display controller
	ClassBridge        Class = 0x068000 // Other bridge device
	ClassCommunication Class = 0x078000 // Other communications device
	ClassSDHostDMA     Class = 0x080501 // SD Host controller, with DMA
	ClassClock         Class = 0x080300 // Generic RTC controller
	ClassIOMMU         Class = 0x080600 // IOMMU
	ClassSystem        Class = 0x088000 // Other system peripheral
	ClassKeyboard      Class = 0x090000 // Keyboard controller
	ClassMouse         Class = 0x090200 // Mouse controller
	ClassInput         Class = 0x098000 // Other input controller
	ClassUSBOpenHost   Class = 0x0c0310 // Universal Serial Bus, Open Host Controller Interface
	ClassUnclassified  Class = 0xff0000 // none of the other classes
)

// String returns the class code in six hexadecimal digits.
func (c Class) String() string { return fmt.Sprintf("%06x", uint32(c)) }
