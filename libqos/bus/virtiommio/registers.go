package virtiommio

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/qtest"
)

// Registers of both versions (virtio 1.3, section 4.2.2 "MMIO Device Register
// Layout").
const (
	magicValue        reg.Reg[uint32]     = 0x000
	version           reg.Reg[uint32]     = 0x004
	deviceID          reg.Reg[uint32]     = 0x008
	vendorID          reg.Reg[uint32]     = 0x00c
	deviceFeatures    reg.Reg[uint32]     = 0x010
	deviceFeaturesSel reg.Reg[uint32]     = 0x014
	driverFeatures    reg.Reg[uint32]     = 0x020
	driverFeaturesSel reg.Reg[uint32]     = 0x024
	queueSel          reg.Reg[uint32]     = 0x030
	queueNumMax       reg.Reg[uint32]     = 0x034
	queueNum          reg.Reg[uint32]     = 0x038
	queueNotify       reg.Reg[uint32]     = 0x050
	interruptStatus   reg.Reg[interrupts] = 0x060
	interruptACK      reg.Reg[interrupts] = 0x064
	status            reg.Reg[uint32]     = 0x070
	config                                = 0x100
)

const (
	magic uint32 = 0x74726976 // "virt"

	// Vendor is QEMU's vendor ID, "QEMU".
	Vendor uint32 = 0x554d4551
)

// interrupts is the InterruptStatus register.
type interrupts uint32

// Bits of InterruptStatus and InterruptACK; the others are undefined.
//
//qgraph:bits
const (
	usedBuffer   interrupts = 1 << 0 // used buffer notification
	configChange interrupts = 1 << 1 // configuration change notification
)

// registers is the common part of both versions.
type registers struct {
	space   reg.Space
	base    uint64 // guest-physical address
	machine *guest.Machine
	wire    guest.Wire
	line    guest.Line // set by Enable
	taken   interrupts // acknowledged and not yet reported
}

// probe returns the transport in a window. Version 2 is little-endian, version 1
// has the guest's byte order.
func (b *Bus) probe(ctx context.Context, w Window) (virtio.Transport, error) {
	r := registers{
		space:   b.Machine.Window(w.Base, binary.LittleEndian),
		base:    w.Base,
		machine: b.Machine, wire: w.Line,
	}
	v, err := magicValue.Read(ctx, r.space)
	if err != nil {
		return nil, err
	}
	if v != magic {
		r.space = b.Machine.Window(w.Base, b.Machine.Order)
		if v, err = magicValue.Read(ctx, r.space); err != nil {
			return nil, err
		}
	}
	if v != magic {
		return nil, fmt.Errorf("got magic value %#x, want %#x", v, magic)
	}
	switch v, err := version.Read(ctx, r.space); {
	case err != nil:
		return nil, err
	case v == 1:
		return &legacy{r}, nil
	case v == 2:
		return &modern{r}, nil
	default:
		return nil, fmt.Errorf("got version %d, want 1 or 2", v)
	}
}

// Enable routes the transport's interrupt.
func (r *registers) Enable(ctx context.Context) (err error) {
	r.taken = 0
	r.line, err = r.machine.Watch(ctx, r.wire)
	return err
}

// Disable does nothing: a reset has lowered the interrupt line.
func (r *registers) Disable(context.Context) error { return nil }

// Identity returns the device's type, [virtio.Reserved] if there is none.
func (r *registers) Identity(ctx context.Context) (virtio.Identity, error) {
	typ, err := deviceID.Read(ctx, r.space)
	if err != nil || typ == 0 {
		return virtio.Identity{}, err
	}
	vendor, err := vendorID.Read(ctx, r.space)
	return virtio.Identity{Type: virtio.Type(typ), Vendor: vendor}, err
}

// Status returns the device status field.
func (r *registers) Status(ctx context.Context) (virtio.Status, error) {
	v, err := status.Read(ctx, r.space)
	if err == nil && v > 0xff {
		err = fmt.Errorf("virtiommio: got status %#x, want eight bits", v)
	}
	return virtio.Status(v), err
}

// SetStatus writes the device status field.
func (r *registers) SetStatus(ctx context.Context, s virtio.Status) error {
	return status.Write(ctx, r.space, uint32(s))
}

// featureWords is the number of words of features that the driver knows.
const featureWords = 2

// FeatureWord returns the features of word n, from 32*n on, that the device offers.
func (r *registers) FeatureWord(ctx context.Context, n int) (uint32, error) {
	if err := deviceFeaturesSel.Write(ctx, r.space, uint32(n)); err != nil {
		return 0, err
	}
	return deviceFeatures.Read(ctx, r.space)
}

// DeviceFeatures returns those of the first 64 features that the device offers.
func (r *registers) DeviceFeatures(ctx context.Context) (f virtio.Features, err error) {
	for n := range featureWords {
		if f[n], err = r.FeatureWord(ctx, n); err != nil {
			return f, err
		}
	}
	return f, nil
}

// setDriverFeatures writes a word of the features that the driver accepts.
func (r *registers) setDriverFeatures(ctx context.Context, n int, word uint32) error {
	return errors.Join(
		driverFeaturesSel.Write(ctx, r.space, uint32(n)),
		driverFeatures.Write(ctx, r.space, word),
	)
}

// DriverFeatures returns false: the register DriverFeatures is write-only.
func (r *registers) DriverFeatures(context.Context) (f virtio.Features, known bool, err error) {
	return f, false, nil
}

// Config returns device-specific configuration space.
func (r *registers) Config() reg.Space { return configSpace{r.space} }

type configSpace struct{ space reg.Space }

func (s configSpace) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	return s.space.Load(ctx, w, config+offset)
}

func (s configSpace) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	return s.space.Store(ctx, w, config+offset, value)
}

// QueueSize returns the number of descriptors of a queue, and selects it.
func (r *registers) QueueSize(ctx context.Context, queue uint16) (uint16, error) {
	if err := queueSel.Write(ctx, r.space, uint32(queue)); err != nil {
		return 0, err
	}
	v, err := queueNumMax.Read(ctx, r.space)
	return uint16(v), err
}

// DoorbellAddress returns the address of the register that is the doorbell of all queues.
func (r *registers) DoorbellAddress(context.Context, uint16) (uint64, error) {
	return r.base + uint64(queueNotify), nil
}

// RegistersAddress returns the address of the first register.
func (r *registers) RegistersAddress() uint64 { return r.base }

// Notify sends the available buffer notification of a queue.
func (r *registers) Notify(ctx context.Context, queue uint16) error {
	return queueNotify.Write(ctx, r.space, uint32(queue))
}

// QueueInterrupt takes the used buffer notification that all queues share.
func (r *registers) QueueInterrupt(ctx context.Context, _ uint16) (bool, error) {
	return r.take(ctx, usedBuffer)
}

// ConfigInterrupt takes the configuration change notification.
func (r *registers) ConfigInterrupt(ctx context.Context) (bool, error) {
	return r.take(ctx, configChange)
}

// take acknowledges the events of the interrupt line, and reports whether these or
// earlier events include the bit (virtio 1.3, section 4.2.3.4 "Notifications From
// The Device").
func (r *registers) take(ctx context.Context, bit interrupts) (bool, error) {
	if err := r.acknowledge(ctx); err != nil {
		return false, err
	}
	set := r.taken&bit != 0
	r.taken &^= bit
	return set, nil
}

// acknowledge takes all events in InterruptStatus until the line goes down. The
// line goes down at once unless there is a new event meanwhile, which the status
// then shows.
func (r *registers) acknowledge(ctx context.Context) error {
	for range patience {
		if !r.line.Raised() {
			return nil
		}
		s, err := interruptStatus.Read(ctx, r.space)
		if err != nil {
			return err
		}
		if s == 0 {
			return r.forNothing(ctx)
		}
		r.taken |= s
		if err := interruptACK.Write(ctx, r.space, s); err != nil {
			return err
		}
	}
	return fmt.Errorf("virtiommio: the interrupt line stays up after repeated acknowledgement (events so far: %v)", r.taken)
}

// patience is the largest number of acknowledgements before the line must be
// down.
const patience = 100

// forNothing is the error of a line that is up while InterruptStatus is 0. It is
// nil if the device needs a reset: QEMU 11.1 then leaves the line up.
func (r *registers) forNothing(ctx context.Context) error {
	status, err := r.Status(ctx)
	if err != nil || status&virtio.StatusNeedsReset != 0 {
		return err
	}
	return fmt.Errorf("virtiommio: the interrupt line is up while InterruptStatus is 0 (events so far: %v)", r.taken)
}
