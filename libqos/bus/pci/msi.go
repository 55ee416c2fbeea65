package pci

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Registers of the MSI capability (PCI Local Bus 3.0, section 6.8.1 "MSI
// Capability Structure"). Those behind the address are four bytes further on in
// devices with a 64-bit address.
const (
	msiControl      reg.Reg[MSIControl] = 0x2
	msiAddress      reg.Reg[uint32]     = 0x4
	msiUpperAddress reg.Reg[uint32]     = 0x8 // with MSI64Bit
	msiData         reg.Reg[uint16]     = 0x8
	msiMask         reg.Reg[uint32]     = 0xc
	msiPending      reg.Reg[uint32]     = 0x10
	msi64Shift                          = 4
)

// MSIControl is the Message Control register for MSI (PCI Local Bus 3.0, section
// 6.8.1.3 "Message Control for MSI").
type MSIControl uint16

// Fields of the Message Control register for MSI.
const (
	MSIEnable     MSIControl = 1 << 0
	MSICapable    MSIControl = 7 << 1 // Multiple Message Capable, a power of two
	MSIMultiple   MSIControl = 7 << 4 // Multiple Message Enable, a power of two
	MSI64Bit      MSIControl = 1 << 7 // 64-bit addresses
	MSIMaskable   MSIControl = 1 << 8 // Per-vector masking capable
	msiCapableLow            = 1
	msiMultiLow              = 4
	// bits 15:9 are reserved
)

// MSI is a device's MSI capability. All vectors write to one address, so of
// several messages the test sees only the last.
type MSI struct {
	d       *Device
	config  reg.Space // the capability
	control MSIControl
	box     *mailbox
}

// MSI returns the device's MSI capability. It is an error if the device does not
// have it.
func (d *Device) MSI(ctx context.Context) (*MSI, error) {
	config, err := d.capability(ctx, CapabilityMSI)
	if err != nil {
		return nil, err
	}
	s := &MSI{d: d, config: config}
	if s.control, err = msiControl.Read(ctx, config); err != nil {
		return nil, s.wrap(err)
	}
	return s, nil
}

func (s *MSI) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("pci: MSI of %v: %w", s.d, err)
}

// Vectors returns the number of messages that the device can request, 1 to 32.
func (s *MSI) Vectors() int { return 1 << (s.control & MSICapable >> msiCapableLow) }

// Control returns the Message Control register.
func (s *MSI) Control(ctx context.Context) (MSIControl, error) {
	v, err := msiControl.Read(ctx, s.config)
	return v, s.wrap(err)
}

// shift is the distance, in bytes, of the registers behind the address from
// their offsets with a 32-bit address.
func (s *MSI) shift() uint64 {
	if s.control&MSI64Bit != 0 {
		return msi64Shift
	}
	return 0
}

// Configure directs the device's messages to a word of guest memory, grants
// enough vectors to include this one, and unmasks it.
func (s *MSI) Configure(ctx context.Context, vector int) error {
	if err := checkVector(vector, s.Vectors()); err != nil {
		return s.wrap(err)
	}
	if s.box == nil {
		if err := s.aim(ctx); err != nil {
			return s.wrap(err)
		}
	}
	control, err := msiControl.Read(ctx, s.config)
	if err != nil {
		return s.wrap(err)
	}
	granted := max(control&MSIMultiple>>msiMultiLow, MSIControl(bits.Len(uint(vector))))
	err = msiControl.Write(ctx, s.config, control&^MSIMultiple|granted<<msiMultiLow)
	if err == nil && s.control&MSIMaskable != 0 {
		err = s.setMask(ctx, vector, false)
	}
	return s.wrap(err)
}

func (s *MSI) aim(ctx context.Context) error {
	box, err := newMailbox(ctx, s.d.bus.machine)
	if err != nil {
		return err
	}
	s.box = box
	errs := []error{
		msiAddress.Write(ctx, s.config, uint32(box.addr)),
		(msiData + reg.Reg[uint16](s.shift())).Write(ctx, s.config, msiMessage),
	}
	switch {
	case s.control&MSI64Bit != 0:
		errs = append(errs, msiUpperAddress.Write(ctx, s.config, uint32(box.addr>>32)))
	case box.addr>>32 != 0:
		errs = append(errs, fmt.Errorf("message address %#x does not fit 32 bits", box.addr))
	}
	return errors.Join(errs...)
}

// msiMessage is the data of vector 0. The device puts the number of the vector
// into the low bits, five at most.
const msiMessage = 0x51c0

// Enable makes the device send messages. The bus master bit must be set, see
// [Device.Enable].
func (s *MSI) Enable(ctx context.Context) error {
	return s.wrap(msiControl.Modify(ctx, s.config, 0, MSIEnable))
}

// Disable stops the device's messages and frees the guest memory.
func (s *MSI) Disable(ctx context.Context) error {
	err := msiControl.Modify(ctx, s.config, MSIEnable|MSIMultiple, 0)
	if s.box != nil {
		err = errors.Join(err, s.box.free())
	}
	s.box = nil
	return s.wrap(err)
}

// Mask blocks the vector's messages. Not every device supports it.
func (s *MSI) Mask(ctx context.Context, vector int) error {
	return s.wrap(s.setMask(ctx, vector, true))
}

// Unmask releases the vector's messages. Not every device supports it.
func (s *MSI) Unmask(ctx context.Context, vector int) error {
	return s.wrap(s.setMask(ctx, vector, false))
}

func (s *MSI) setMask(ctx context.Context, vector int, masked bool) error {
	if err := s.checkMasking(vector); err != nil {
		return err
	}
	bit := uint32(1) << vector
	set := uint32(0)
	if masked {
		set = bit
	}
	return (msiMask + reg.Reg[uint32](s.shift())).Modify(ctx, s.config, bit, set)
}

func (s *MSI) checkMasking(vector int) error {
	if s.control&MSIMaskable == 0 {
		return ErrNoMasking
	}
	return checkVector(vector, s.Vectors())
}

// Pending reports whether a masked vector has a pending message. Not every
// device supports it.
func (s *MSI) Pending(ctx context.Context, vector int) (bool, error) {
	if err := s.checkMasking(vector); err != nil {
		return false, s.wrap(err)
	}
	v, err := (msiPending + reg.Reg[uint32](s.shift())).Read(ctx, s.config)
	return v>>vector&1 != 0, s.wrap(err)
}

// Fired reports whether the vector's message has arrived since the last call.
func (s *MSI) Fired(ctx context.Context, vector int) (bool, error) {
	if err := checkVector(vector, s.Vectors()); err != nil {
		return false, s.wrap(err)
	}
	if s.box == nil {
		return false, s.wrap(fmt.Errorf("vector %d: %w", vector, ErrNotConfigured))
	}
	fired, err := s.box.take(ctx, msiMessage|uint32(vector))
	return fired, s.wrap(err)
}

// Arrived returns the vector of the last message since the last call.
func (s *MSI) Arrived(ctx context.Context) ([]int, error) {
	if s.box == nil {
		return nil, s.wrap(ErrNotConfigured)
	}
	v, err := s.box.look(ctx)
	vector := int(v - msiMessage)
	switch {
	case err != nil || v == noMessage:
		return nil, s.wrap(err)
	case v < msiMessage || vector >= s.Vectors():
		return nil, s.wrap(s.box.stray(v, msiMessage))
	}
	return []int{vector}, s.wrap(s.box.clear(ctx))
}

// Wait lets virtual time pass until the vector's message has arrived.
func (s *MSI) Wait(ctx context.Context, vector int) error {
	what := fmt.Sprintf("MSI vector %d of %v", vector, s.d)
	return s.d.bus.machine.Wait(ctx, what, func(ctx context.Context) (bool, error) { return s.Fired(ctx, vector) })
}
