package tulip

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/microwire"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("tulip")

// Address returns the Ethernet address of a path's device. No two of its bytes are
// equal.
func Address() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0x21, 0x14, 0x3d} }

// PCIModel returns the configuration space according to the manual (section 3.1 "PCI
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
	mode    Operation // of CSR6, since [Device.Reset]
	skip    int       // longwords between descriptors, likewise
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

// Reset resets the device, which stops both of its processes. It then waits for more
// than the required 50 cycles of the bus, and turns off promiscuous mode, which reset
// turns on (the manual, section 3.2.2.1 "Bus Mode Register", SWR).
func (d *Device) Reset(ctx context.Context) error {
	if err := CSR0.Write(ctx, d.Regs, SoftwareReset); err != nil {
		return fmt.Errorf("tulip: reset: %w", err)
	}
	if err := d.Machine.Pass(ctx, time.Millisecond); err != nil {
		return fmt.Errorf("tulip: reset: %w", err)
	}
	d.mode, d.skip = FullDuplex, 0
	return CSR6.Write(ctx, d.Regs, d.mode)
}

// SetMode clears and sets bits of CSR6, starting from the last value written since
// [Device.Reset].
func (d *Device) SetMode(ctx context.Context, clear, set Operation) error {
	d.mode = d.mode&^clear | set
	return CSR6.Write(ctx, d.Regs, d.mode)
}

// SetSkip has n longwords, 0 to 31, between the descriptors of the rings that are opened after it
// (the manual, section 3.2.2.1 "Bus Mode Register", DSL).
func (d *Device) SetSkip(ctx context.Context, n int) error {
	d.skip = n
	return CSR0.Write(ctx, d.Regs, ResetBusMode|SkipLength(n))
}

// Acknowledge clears all interrupts.
func (d *Device) Acknowledge(ctx context.Context) error {
	return CSR5.Write(ctx, d.Regs, Interrupts)
}

// Set drives the wires to the serial ROM (the manual, section 3.2.2.9 "Boot ROM, Serial ROM, and MII Management Register").
func (d *Device) Set(ctx context.Context, w microwire.Wires) error {
	return CSR9.Write(ctx, d.Regs, ROMSerial|ROMRead|microwire.Drive(w, ROMChipSelect, ROMClock, ROMDataIn))
}

// DO returns the level of the wire from the serial ROM.
func (d *Device) DO(ctx context.Context) (bool, error) {
	v, err := CSR9.Read(ctx, d.Regs)
	return v&ROMDataOut != 0, err
}

// Format selects how descriptors are linked (the manual, section 4.2.1 "Descriptor
// Lists and Data Buffers").
type Format bool

// The formats.
const (
	Ring  Format = false // adjacent; two buffers each
	Chain Format = true  // linked by the second address; one buffer each
)

// String returns the format's name.
func (f Format) String() string {
	if f == Chain {
		return "chain"
	}
	return "ring"
}

// Bits common to the descriptors of both directions (sections 4.2.2 "Receive
// Descriptors" and 4.2.3 "Transmit Descriptors").
const (
	descriptorSize = 16
	between        = 0xb7    // the bytes between descriptors, which nobody reads or writes
	own            = 1 << 31 // word 0: the controller owns the descriptor
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
	stride int // bytes from one descriptor to the next
	format Format
	next   int
	ready  []byte // the descriptors before next that are not in guest memory yet
	given  []byte // all descriptors, as the controller was given them
}

// ErrDescriptor means that the controller has changed words of a descriptor that are the driver's.
var ErrDescriptor = errors.New("the controller has changed more than the status of a descriptor")

func (d *Device) newList(ctx context.Context, n int, f Format) (*list, error) {
	stride := descriptorSize + 4*d.skip
	base, err := d.Machine.AllocZeroed(ctx, uint64(n*stride), descriptorSize)
	if err != nil {
		return nil, err
	}
	return &list{d: d, base: base, n: n, stride: stride, format: f, given: make([]byte, n*stride)}, nil
}

// fill prepares the next descriptor for the controller.
func (l *list) fill(control uint32, first, second uint64) {
	if l.next == l.n-1 {
		control |= endOfRing
	}
	after := (l.next + 1) % l.n
	if l.format == Chain {
		control |= chained
		second = l.base + uint64(after*l.stride)
	}
	at := len(l.ready)
	for _, w := range []uint32{own, control, uint32(first), uint32(second)} {
		l.ready = binary.LittleEndian.AppendUint32(l.ready, w)
	}
	l.ready = append(l.ready, bytes.Repeat([]byte{between}, l.stride-descriptorSize)...)
	copy(l.given[l.next*l.stride:], l.ready[at:])
	l.next = after
}

// give hands the prepared descriptors to the controller, adjacent ones in one block.
func (l *list) give(ctx context.Context) error {
	n := len(l.ready) / l.stride
	for i := (l.next - n%l.n + l.n) % l.n; len(l.ready) > 0; i = 0 {
		block := l.ready[:min(len(l.ready), (l.n-i)*l.stride)]
		if err := l.d.Machine.WriteMemory(ctx, l.base+uint64(i*l.stride), block); err != nil {
			return err
		}
		l.ready = l.ready[len(block):]
	}
	return nil
}

// look returns the status of every descriptor.
func (l *list) look(ctx context.Context) ([]uint32, error) {
	block := make([]byte, l.n*l.stride)
	if err := l.d.Machine.ReadMemory(ctx, l.base, block); err != nil {
		return nil, err
	}
	var status []uint32
	for i := range l.n {
		was, is := l.given[i*l.stride:][:l.stride], block[i*l.stride:][:l.stride]
		if !bytes.Equal(was[4:], is[4:]) {
			return nil, fmt.Errorf("descriptor %d was % x, and is % x: %w", i, was, is, ErrDescriptor)
		}
		status = append(status, binary.LittleEndian.Uint32(is))
	}
	return status, nil
}

// await lets virtual time pass until the controller has handed descriptors back, and
// returns the status of every descriptor.
func (l *list) await(ctx context.Context, kind string, descriptors ...int) (status []uint32, err error) {
	err = l.d.Machine.Wait(ctx, fmt.Sprintf("%s descriptors %v", kind, descriptors), func(ctx context.Context) (bool, error) {
		if status, err = l.look(ctx); err != nil {
			return false, err
		}
		for _, i := range descriptors {
			if status[i]&own != 0 {
				return false, nil
			}
		}
		return true, nil
	})
	return status, err
}
