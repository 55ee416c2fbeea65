package pci

import (
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/qtest"
)

// Model is what a device's datasheet says of its configuration space. A driver
// declares it, and the tests of PCI devices hold the device to it.
type Model struct {
	Name         string // of the device model, as QEMU spells it
	ID           ID
	Revision     uint8
	Class        Class
	BARs         []BAR // those implemented, by index
	Pin          Pin
	Capabilities []CapabilityID // those on every bus, each as often as it is there, in any order
	Express      []CapabilityID // those besides, on PCI Express only
	MSI          int            // messages that the device can ask for; 0 without MSI
	MSIX         int            // vectors of the MSI-X table; 0 without MSI-X
	Extended     []ExtendedID   // extended capabilities, seen where configuration space has 4 KiB
	Landmarks    []Landmark     // of memory and of I/O space at least one each, if there are such BARs
	Fixed        bool           // not to be unplugged while the machine runs
}

// on returns what a device of the model shows on a bus: what it has there only is
// among its capabilities, and what the bus does not let it have is not.
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

// Landmark is a register in a BAR that tells the device from empty space: what
// it holds after power-on is known, and is not all ones, nor zero in memory space.
type Landmark struct {
	Name   string // the manual's
	BAR    int
	Offset uint64
	Width  qtest.Width
	Mask   uint64 // the bits that are known; 0 for all
	Value  uint64
	Native bool // in the byte order of the CPU, as QEMU has some registers, and not little-endian
}

// Bits returns the bits that are known.
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

// EmulatedID returns the identity of a device that is sold without a subsystem's
// and that QEMU gives its own, 1af4:1100 (QEMU 11.1, docs/specs/pci-ids.rst).
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
	ClassRAID         Class = 0x010400 // RAID controller
	ClassNVMe         Class = 0x010802 // NVM Express I/O controller
	ClassUFS          Class = 0x010901 // Universal Flash Storage controller, UFSHCI
	ClassEthernet     Class = 0x020000 // Ethernet controller
	ClassAudio        Class = 0x040100 // Audio device
	ClassBridge       Class = 0x068000 // Other bridge device
	ClassUSBOpenHost  Class = 0x0c0310 // Universal Serial Bus, Open Host Controller Interface
	ClassUnclassified Class = 0xff0000 // fits no other class
)

// String returns the class code in six hexadecimal digits.
func (c Class) String() string { return fmt.Sprintf("%06x", uint32(c)) }
