package virtiopci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Registers of the common configuration structure (virtio 1.3, section 4.1.4.3
// "Common configuration structure layout"). Those of 64 bits are written in two
// halves.
const (
	deviceFeatureSelect reg.Reg[uint32]        = 0x00
	deviceFeature       reg.Reg[uint32]        = 0x04
	driverFeatureSelect reg.Reg[uint32]        = 0x08
	driverFeature       reg.Reg[uint32]        = 0x0c
	configVector        reg.Reg[uint16]        = 0x10 // config_msix_vector
	numQueues           reg.Reg[uint16]        = 0x12 // num_queues
	deviceStatus        reg.Reg[virtio.Status] = 0x14
	configGeneration    reg.Reg[uint8]         = 0x15
	queueSelect         reg.Reg[uint16]        = 0x16
	queueSize           reg.Reg[uint16]        = 0x18
	queueVector         reg.Reg[uint16]        = 0x1a // queue_msix_vector
	queueEnable         reg.Reg[uint16]        = 0x1c
	queueNotifyOff      reg.Reg[uint16]        = 0x1e // in units of notify_off_multiplier
	queueDesc           reg.Reg[uint32]        = 0x20
	queueDriver         reg.Reg[uint32]        = 0x28
	queueDevice         reg.Reg[uint32]        = 0x30
	queueReset          reg.Reg[uint16]        = 0x3a
)

// modern is the interface that vendor capabilities describe.
type modern struct {
	name       string
	typ        virtio.Type
	common     structure
	notify     structure
	device     structure
	doorbells  map[uint16]reg.Reg[uint16] // in notify, by queue, cached
	interrupts interrupts
	machine    *guest.Machine

	isr          structure
	capabilities []Capability
	function     *pci.Device
}

var _ virtio.Transport = (*modern)(nil)

func (t *modern) String() string { return t.name }

func (t *modern) Legacy() bool { return false }

func (t *modern) Enable(ctx context.Context) error {
	if err := t.interrupts.enable(ctx); err != nil {
		return err
	}
	return assigned(ctx, configVector, t.common, t.interrupts.vector(event{config: true}))
}

func (t *modern) Disable(ctx context.Context) error { return t.interrupts.disable(ctx) }

func (t *modern) Identity(context.Context) (virtio.Identity, error) {
	return virtio.Identity{Type: t.typ, Vendor: Vendor}, nil
}

func (t *modern) Status(ctx context.Context) (virtio.Status, error) {
	return deviceStatus.Read(ctx, t.common)
}

func (t *modern) SetStatus(ctx context.Context, s virtio.Status) error {
	return deviceStatus.Write(ctx, t.common, s)
}

func (t *modern) FeatureWord(ctx context.Context, n int) (uint32, error) {
	return t.featureWord(ctx, deviceFeatureSelect, deviceFeature, n)
}

func (t *modern) DeviceFeatures(ctx context.Context) (virtio.Features, error) {
	return t.features(ctx, deviceFeatureSelect, deviceFeature)
}

func (t *modern) DriverFeatures(ctx context.Context) (virtio.Features, bool, error) {
	f, err := t.features(ctx, driverFeatureSelect, driverFeature)
	return f, true, err
}

// features reads a set of features word by word through one of the windows.
func (t *modern) features(ctx context.Context, sel, window reg.Reg[uint32]) (f virtio.Features, err error) {
	for n := range f {
		if f[n], err = t.featureWord(ctx, sel, window, n); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (t *modern) featureWord(ctx context.Context, sel, window reg.Reg[uint32], n int) (uint32, error) {
	if err := sel.Write(ctx, t.common, uint32(n)); err != nil {
		return 0, err
	}
	return window.Read(ctx, t.common)
}

func (t *modern) SetDriverFeatures(ctx context.Context, f virtio.Features) error {
	for n, word := range f {
		if err := driverFeatureSelect.Write(ctx, t.common, uint32(n)); err != nil {
			return err
		}
		if err := driverFeature.Write(ctx, t.common, word); err != nil {
			return err
		}
	}
	return nil
}

func (t *modern) Config() reg.Space { return t.device }

func (t *modern) ConfigGeneration(ctx context.Context) (uint32, error) {
	v, err := configGeneration.Read(ctx, t.common)
	return uint32(v), err
}

func (t *modern) QueueSize(ctx context.Context, queue uint16) (uint16, error) {
	if err := queueSelect.Write(ctx, t.common, queue); err != nil {
		return 0, err
	}
	return queueSize.Read(ctx, t.common)
}

func (t *modern) EnableQueue(ctx context.Context, queue uint16, a virtio.Areas) error {
	if err := t.place(ctx, queue, a); err != nil {
		return err
	}
	if err := assigned(ctx, queueVector, t.common, t.interrupts.vector(event{queue: queue})); err != nil {
		return err
	}
	return queueEnable.Write(ctx, t.common, 1)
}

// place selects a queue and writes its size and its addresses.
func (t *modern) place(ctx context.Context, queue uint16, a virtio.Areas) error {
	if err := queueSelect.Write(ctx, t.common, queue); err != nil {
		return err
	}
	if err := queueSize.Write(ctx, t.common, a.Size); err != nil {
		return err
	}
	for _, area := range []struct {
		low  reg.Reg[uint32]
		addr uint64
	}{
		{queueDesc, a.Descriptor},
		{queueDriver, a.Driver},
		{queueDevice, a.Device},
	} {
		if err := area.low.Write(ctx, t.common, uint32(area.addr)); err != nil {
			return err
		}
		if err := (area.low + 4).Write(ctx, t.common, uint32(area.addr>>32)); err != nil {
			return err
		}
	}
	return nil
}

func (t *modern) QueueEnabled(ctx context.Context, queue uint16) (bool, error) {
	if err := queueSelect.Write(ctx, t.common, queue); err != nil {
		return false, err
	}
	v, err := queueEnable.Read(ctx, t.common)
	return v != 0, err
}

// Notify writes the queue's number to the queue's doorbell (virtio 1.3, section
// 4.1.4.4 "Notification structure layout").
func (t *modern) Notify(ctx context.Context, queue uint16) error {
	at, err := t.doorbell(ctx, queue)
	if err != nil {
		return err
	}
	if err := at.Write(ctx, t.notify, queue); err != nil {
		return fmt.Errorf("virtiopci: notify queue %d: %w", queue, err)
	}
	return nil
}

// NotifyData writes the queue's number with the place of the next chain.
func (t *modern) NotifyData(ctx context.Context, queue, next uint16) error {
	at, err := t.doorbell(ctx, queue)
	if err != nil {
		return err
	}
	if err := reg.Reg[uint32](at).Write(ctx, t.notify, uint32(next)<<16|uint32(queue)); err != nil {
		return fmt.Errorf("virtiopci: notify queue %d: %w", queue, err)
	}
	return nil
}

// DoorbellAddress returns the PCI address of a queue's doorbell.
func (t *modern) DoorbellAddress(ctx context.Context, queue uint16) (uint64, error) {
	at, err := t.doorbell(ctx, queue)
	return t.notify.region.Base() + t.notify.offset + uint64(at), err
}

// RegistersAddress returns the PCI address of the common configuration.
func (t *modern) RegistersAddress() uint64 { return t.common.region.Base() + t.common.offset }

// VectorAddress returns the PCI address of a vector's entry in the table of MSI-X.
func (t *modern) VectorAddress(vector int) (addr uint64, ok bool) {
	m, ok := t.interrupts.(*messages)
	if !ok || m.msix == nil {
		return 0, false
	}
	return m.msix.EntryAddress(vector), true
}

// ResetQueue writes 1 and waits until the register is 0 again (virtio 1.3, section
// 4.1.4.3.2 "Driver Requirements: Common configuration structure layout").
func (t *modern) ResetQueue(ctx context.Context, queue uint16) error {
	if err := queueSelect.Write(ctx, t.common, queue); err != nil {
		return err
	}
	if err := queueReset.Write(ctx, t.common, 1); err != nil {
		return err
	}
	return t.machine.Wait(ctx, fmt.Sprintf("the reset of queue %d", queue), func(ctx context.Context) (bool, error) {
		busy, err := queueReset.Read(ctx, t.common)
		return busy == 0, err
	})
}

// doorbell returns the notification register of a queue. It reads the offset
// once, as it is a constant of the device.
func (t *modern) doorbell(ctx context.Context, queue uint16) (reg.Reg[uint16], error) {
	if at, ok := t.doorbells[queue]; ok {
		return at, nil
	}
	if err := queueSelect.Write(ctx, t.common, queue); err != nil {
		return 0, err
	}
	off, err := queueNotifyOff.Read(ctx, t.common)
	if err != nil {
		return 0, err
	}
	at := reg.Reg[uint16](uint64(off) * uint64(t.notify.multiplier))
	t.doorbells[queue] = at
	return at, nil
}

func (t *modern) QueueInterrupt(ctx context.Context, queue uint16) (bool, error) {
	return t.interrupts.take(ctx, event{queue: queue})
}

func (t *modern) ConfigInterrupt(ctx context.Context) (bool, error) {
	return t.interrupts.take(ctx, event{config: true})
}
