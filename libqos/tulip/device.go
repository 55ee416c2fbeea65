package tulip

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/ethernet"
	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("tulip")

// Address returns the Ethernet address that a path's device is given. No two of
// its bytes are alike.
func Address() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0x21, 0x14, 0x3d} }

// PCIModel returns what the manual says of configuration space (section 3.1 "PCI
// Configuration Registers").
func PCIModel() pci.Model {
	return pci.Model{
		Name:  Driver.Name(),
		ID:    pci.ID{Vendor: 0x1011, Device: 0x0019, SubsystemVendor: 0x103c, Subsystem: 0x104f},
		Class: pci.ClassEthernet,
		Pin:   pci.INTA,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.IO, Size: 128},
			{Index: 1, Kind: pci.Memory32, Size: 128}, // the same registers
		},
		Landmarks: []pci.Landmark{
			{Name: "CSR0", BAR: 0, Offset: uint64(CSR0), Width: qtest.Width32, Value: uint64(ResetBusMode)},
			{Name: "CSR0", BAR: 1, Offset: uint64(CSR0), Width: qtest.Width32, Value: uint64(ResetBusMode)},
		},
	}
}

// Device is a controller on a PCI bus.
type Device struct {
	PCI     *pci.Device
	Regs    reg.Space
	Machine *guest.Machine
}

// New returns the device at the bus's slot, enabled and with its registers
// mapped in memory space. It is not reset.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), 1)
	if err != nil {
		return nil, fmt.Errorf("tulip: %w", err)
	}
	return &Device{PCI: dev, Regs: regs, Machine: bus.Machine()}, nil
}

// Reset resets the device, which stops both of its processes, turns promiscuous
// mode off, in which reset leaves it, and lets the time pass that it needs, 50 cycles of the bus, with plenty to spare (the manual, section
// 3.2.2.1 "Bus Mode Register", SWR).
func (d *Device) Reset(ctx context.Context) error {
	if err := CSR0.Write(ctx, d.Regs, SoftwareReset); err != nil {
		return fmt.Errorf("tulip: reset: %w", err)
	}
	if _, err := d.Machine.Clock().ClockStep(ctx, time.Millisecond); err != nil {
		return fmt.Errorf("tulip: reset: %w", err)
	}
	return CSR6.Write(ctx, d.Regs, FullDuplex)
}

// Acknowledge clears all interrupts.
func (d *Device) Acknowledge(ctx context.Context) error {
	return CSR5.Write(ctx, d.Regs, Interrupts)
}

// Format says how descriptors follow one another (the manual, section 4.2.1
// "Descriptor Lists and Data Buffers").
type Format bool

// The formats.
const (
	Ring  Format = false // back to back; two buffers each
	Chain Format = true  // the second address leads to the next; one buffer each
)

// String returns the format's name.
func (f Format) String() string {
	if f == Chain {
		return "chain"
	}
	return "ring"
}

// Bits that are alike in descriptors of both directions (sections 4.2.2 "Receive
// Descriptors" and 4.2.3 "Transmit Descriptors").
const (
	descriptorSize = 16
	own            = 1 << 31 // word 0: the controller's
	errorSummary   = 1 << 15 // word 0
	endOfRing      = 1 << 25 // word 1
	chained        = 1 << 24 // word 1
	size2          = 11      // word 1: shift
	maxBuffer      = 1<<11 - 1
)

// list is a list of descriptors in guest memory.
type list struct {
	d      *Device
	base   uint64
	n      int
	format Format
	next   int
}

func (d *Device) newList(ctx context.Context, n int, f Format) (*list, error) {
	base, err := d.Machine.AllocZeroed(ctx, uint64(n*descriptorSize), descriptorSize)
	if err != nil {
		return nil, err
	}
	return &list{d: d, base: base, n: n, format: f}, nil
}

// word returns word w, 0 to 3, of descriptor i.
func (l *list) word(i, w int) reg.Reg[uint32] { return reg.Reg[uint32](i*descriptorSize + 4*w) }

// space returns the descriptors as the controller sees them, which is
// little-endian.
func (l *list) space() reg.Space { return l.d.Machine.Window(l.base, binary.LittleEndian) }

// give fills in descriptor i and hands it to the controller.
func (l *list) give(ctx context.Context, i int, status, control uint32, first, second uint64) error {
	if i == l.n-1 {
		control |= endOfRing
	}
	if l.format == Chain {
		control |= chained
		second = l.base + uint64((i+1)%l.n*descriptorSize)
	}
	s := l.space()
	return errors.Join(
		l.word(i, 1).Write(ctx, s, control),
		l.word(i, 2).Write(ctx, s, uint32(first)),
		l.word(i, 3).Write(ctx, s, uint32(second)),
		l.word(i, 0).Write(ctx, s, status|own),
	)
}

// await lets virtual time pass until the controller has handed descriptor i back,
// and returns its status.
func (l *list) await(ctx context.Context, what string, i int) (status uint32, err error) {
	err = l.d.Machine.Wait(ctx, fmt.Sprintf("%s descriptor %d", what, i), func(ctx context.Context) (bool, error) {
		status, err = l.word(i, 0).Read(ctx, l.space())
		return status&own == 0, err
	})
	return status, err
}
