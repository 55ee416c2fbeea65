package tpci200

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Board]("tpci200")

// PCIModel returns the model of configuration space from the manual (chapter 4
// "PCI9030 Target Chip").
func PCIModel() pci.Model {
	const las0rr = 0x0fffff00 // Local Address Space 0 Range: 256 bytes of memory
	return pci.Model{
		Name:  Driver.Name(),
		ID:    pci.ID{Vendor: 0x1498, Device: 0x30c8, SubsystemVendor: 0x1498, Subsystem: 0x300a},
		Class: pci.ClassBridge,
		Pin:   pci.INTA,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory32, Size: 128},      // local configuration registers of the PCI9030
			{Index: 1, Kind: pci.IO, Size: 128},            // the same
			{Index: 2, Kind: pci.Memory32, Size: 256},      // interface control and status registers
			{Index: 3, Kind: pci.Memory32, Size: 1 << 10},  // I/O, ID and interrupt spaces of the modules
			{Index: 4, Kind: pci.Memory32, Size: 32 << 20}, // 16-bit memory spaces
			{Index: 5, Kind: pci.Memory32, Size: 16 << 20}, // 8-bit memory spaces
		},
		Landmarks: []pci.Landmark{
			{Name: "LAS0RR", BAR: 0, Offset: 0x00, Width: qtest.Width32, Value: las0rr},
			{Name: "LAS0RR", BAR: 1, Offset: 0x00, Width: qtest.Width32, Value: las0rr},
		},
	}
}

// LAS1BRD is the Local Address Space 1 Bus Region Descriptor of the PCI9030 (PCI
// 9030 Data Book, section 10.3 "Local Configuration Registers").
const LAS1BRD reg.Reg[Descriptor] = 0x2c

// Descriptor is a bus region descriptor.
type Descriptor uint32

// BigEndian swaps the bytes of each word on its way to PCI.
const BigEndian Descriptor = 1 << 24

// Registers of the interface (the manual, section 5.1 "Interface Control and
// Status Registers").
const (
	RevisionID reg.Reg[uint16] = 0x00
	Status     reg.Reg[uint16] = 0x0c // interrupt requests: two bits a slot, INT0# in the lower
)

// Control is the control register of a slot, 0 to 3 for A to D.
func Control(slot int) reg.Reg[ControlBits] { return 0x02 + reg.Reg[ControlBits](2*slot) }

// ControlBits is the content of [Control].
type ControlBits uint16

// The bits of [Control].
const (
	ClockRate32   ControlBits = 1 << 0
	Recover       ControlBits = 1 << 1 // recover time
	TimeoutEnable ControlBits = 1 << 2 // interrupt on time-out
	ErrorEnable   ControlBits = 1 << 3 // interrupt on error
	Int0Edge      ControlBits = 1 << 4 // INT0# is edge sensitive
	Int1Edge      ControlBits = 1 << 5
	Int0Enable    ControlBits = 1 << 6
	Int1Enable    ControlBits = 1 << 7
)

// Slots is the number of slots, A to D.
const Slots = 4

// Board is a carrier board on a PCI bus.
type Board struct {
	PCI     *pci.Device
	Local   reg.Space // local configuration registers of the PCI9030
	Regs    reg.Space // interface control and status registers
	modules reg.Space // I/O, ID and interrupt spaces
}

// New returns the board at the bus's slot, enabled and with its registers
// mapped.
func New(ctx context.Context, bus *pci.Bus) (*Board, error) {
	dev, err := bus.Attach(ctx, PCIModel())
	if err != nil {
		return nil, fmt.Errorf("tpci200: %w", err)
	}
	b := &Board{PCI: dev}
	if b.Local, err = dev.Map(ctx, 0); err != nil {
		return nil, fmt.Errorf("tpci200: %w", err)
	}
	// In QEMU 11.1 the local address spaces have the byte order of the CPU, which
	// does not swap the bytes of their words. The PCI9030's own registers are
	// little-endian.
	for bar, space := range map[int]*reg.Space{2: &b.Regs, 3: &b.modules} {
		if *space, err = dev.MapOrder(ctx, bar, bus.Machine().Order); err != nil {
			return nil, fmt.Errorf("tpci200: %w", err)
		}
	}
	if err := dev.Enable(ctx); err != nil {
		return nil, fmt.Errorf("tpci200: %w", err)
	}
	return b, nil
}

// Slot returns a slot, 0 to 3 for A to D.
func (b *Board) Slot(n int) *Slot { return &Slot{b, n} }
