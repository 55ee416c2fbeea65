package virtiopci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/qtest"
)

// Capability is a vendor capability as the device presents it (virtio 1.3, section 4.1.4
// "Virtio Structure PCI Capabilities").
type Capability struct {
	Kind       string // of the structure
	Size       uint8  // of the capability, in bytes (cap_len)
	BAR        uint8
	Offset     uint32 // in the BAR, in bytes
	Length     uint32 // of the structure, in bytes
	Multiplier uint32 // notify_off_multiplier, of the notification structure
	space      reg.Space
	kind       structureType
}

// Common returns whether it is that of the common configuration.
func (c Capability) Common() bool { return c.kind == commonConfig }

// Notification returns whether it is that of the notification structure.
func (c Capability) Notification() bool { return c.kind == notification }

// ISR returns whether it is that of the ISR status.
func (c Capability) ISR() bool { return c.kind == isrStatus }

// Window returns whether it is the one that gives access to the others.
func (c Capability) Window() bool { return c.kind == configAccess }

// Inspector is a modern transport on PCI with what tests of the registers need, and
// drivers do not.
type Inspector interface {
	ReadBack
	// Capabilities returns those with a structure of virtio, in the device's order.
	Capabilities() []Capability
	// NotifyOffset returns the place of a queue's doorbell in the notification
	// structure, in bytes.
	NotifyOffset(ctx context.Context, queue uint16) (uint64, error)
	// Queues returns num_queues.
	Queues(ctx context.Context) (uint16, error)
	// Vectors returns the vectors of configuration changes and of a queue.
	Vectors(ctx context.Context, queue uint16) (config, ofQueue uint16, err error)
	// Resetting reports whether a queue is being reset.
	Resetting(ctx context.Context, queue uint16) (bool, error)
	// Pending reports whether the PCI status shows an interrupt.
	Pending(ctx context.Context) (bool, error)
	// HasSRIOV reports whether the function has the capability of single root I/O
	// virtualization.
	HasSRIOV(ctx context.Context) (bool, error)
	// TakeISR reads the ISR status, which clears it.
	TakeISR(ctx context.Context) (queue, config bool, err error)
	// Rises returns how often the pin has been raised so far. The transport is one without MSI-X.
	Rises() uint64
}

// ReadBack is a transport on PCI whose registers for queues and vectors can be written and read
// back.
type ReadBack interface {
	virtio.Transport
	// PlaceQueue writes the place of a queue, and returns the place that the device has then. A
	// modern interface does not start the queue, a legacy one does, and has Descriptor alone.
	PlaceQueue(ctx context.Context, queue uint16, a virtio.Areas) (virtio.Areas, error)
	// MapConfig maps the event of configuration changes to a vector, and returns that to which it
	// is mapped afterwards. MapQueue does so for a queue.
	MapConfig(ctx context.Context, vector uint16) (uint16, error)
	MapQueue(ctx context.Context, queue, vector uint16) (uint16, error)
	// Messages returns the device's MSI-X once the transport was enabled; nil if it uses the pin.
	Messages() *pci.MSIX
}

var (
	_ Inspector = (*modern)(nil)
	_ ReadBack  = (*modern)(nil)
	_ ReadBack  = (*legacy)(nil)
)

// NoVector is the vector of an event that has none (VIRTIO_MSI_NO_VECTOR).
const NoVector = noVector

// Inspect returns what tests of the registers need of a transport, if it is a modern one on
// PCI.
func Inspect(t virtio.Transport) (Inspector, bool) {
	i, ok := t.(Inspector)
	return i, ok
}

func (t *modern) PlaceQueue(ctx context.Context, queue uint16, a virtio.Areas) (placed virtio.Areas, err error) {
	if err := t.place(ctx, queue, a); err != nil {
		return placed, err
	}
	if placed.Size, err = queueSize.Read(ctx, t.common); err != nil {
		return placed, err
	}
	for _, area := range []struct {
		low  reg.Reg[uint32]
		addr *uint64
	}{
		{queueDesc, &placed.Descriptor},
		{queueDriver, &placed.Driver},
		{queueDevice, &placed.Device},
	} {
		low, err := area.low.Read(ctx, t.common)
		if err != nil {
			return placed, err
		}
		high, err := (area.low + 4).Read(ctx, t.common)
		if err != nil {
			return placed, err
		}
		*area.addr = uint64(high)<<32 | uint64(low)
	}
	return placed, nil
}

func (t *legacy) PlaceQueue(ctx context.Context, queue uint16, a virtio.Areas) (virtio.Areas, error) {
	if err := legacyQueueSelect.Write(ctx, t.regs, queue); err != nil {
		return virtio.Areas{}, err
	}
	if err := legacyQueueAddress.Write(ctx, t.regs, uint32(a.Descriptor/virtio.LegacyAlign)); err != nil {
		return virtio.Areas{}, err
	}
	page, err := legacyQueueAddress.Read(ctx, t.regs)
	return virtio.Areas{Descriptor: uint64(page) * virtio.LegacyAlign}, err
}

func (t *modern) Messages() *pci.MSIX { return vectorsOf(t.interrupts) }

func (t *legacy) Messages() *pci.MSIX { return vectorsOf(t.interrupts) }

func vectorsOf(i interrupts) *pci.MSIX {
	if m, ok := i.(*messages); ok {
		return m.msix
	}
	return nil
}

func (t *modern) Capabilities() []Capability { return t.capabilities }

func (t *modern) NotifyOffset(ctx context.Context, queue uint16) (uint64, error) {
	at, err := t.doorbell(ctx, queue)
	return uint64(at), err
}

func (t *modern) Queues(ctx context.Context) (uint16, error) { return numQueues.Read(ctx, t.common) }

func (t *modern) MapConfig(ctx context.Context, vector uint16) (uint16, error) {
	if err := configVector.Write(ctx, t.common, vector); err != nil {
		return 0, err
	}
	return configVector.Read(ctx, t.common)
}

func (t *modern) MapQueue(ctx context.Context, queue, vector uint16) (uint16, error) {
	if err := queueSelect.Write(ctx, t.common, queue); err != nil {
		return 0, err
	}
	if err := queueVector.Write(ctx, t.common, vector); err != nil {
		return 0, err
	}
	return queueVector.Read(ctx, t.common)
}

func (t *legacy) MapConfig(ctx context.Context, vector uint16) (uint16, error) {
	if err := legacyConfigVector.Write(ctx, t.regs, vector); err != nil {
		return 0, err
	}
	return legacyConfigVector.Read(ctx, t.regs)
}

func (t *legacy) MapQueue(ctx context.Context, queue, vector uint16) (uint16, error) {
	if err := legacyQueueSelect.Write(ctx, t.regs, queue); err != nil {
		return 0, err
	}
	if err := legacyQueueVector.Write(ctx, t.regs, vector); err != nil {
		return 0, err
	}
	return legacyQueueVector.Read(ctx, t.regs)
}

func (t *modern) Vectors(ctx context.Context, queue uint16) (config, ofQueue uint16, err error) {
	if config, err = configVector.Read(ctx, t.common); err != nil {
		return 0, 0, err
	}
	if err := queueSelect.Write(ctx, t.common, queue); err != nil {
		return 0, 0, err
	}
	ofQueue, err = queueVector.Read(ctx, t.common)
	return config, ofQueue, err
}

func (t *modern) Resetting(ctx context.Context, queue uint16) (bool, error) {
	if err := queueSelect.Write(ctx, t.common, queue); err != nil {
		return false, err
	}
	v, err := queueReset.Read(ctx, t.common)
	return v != 0, err
}

func (t *modern) Pending(ctx context.Context) (bool, error) {
	s, err := pci.Status.Read(ctx, t.function.Config())
	return s&pci.StatusInterrupt != 0, err
}

func (t *modern) HasSRIOV(ctx context.Context) (bool, error) {
	_, found, err := t.function.Extended(ctx, pci.ExtendedSRIOV)
	return found, err
}

func (t *modern) TakeISR(ctx context.Context) (queue, config bool, err error) {
	const status reg.Reg[isr] = 0
	s, err := status.Read(ctx, t.isr)
	return s&isrQueue != 0, s&isrConfig != 0, err
}

func (t *modern) Rises() uint64 {
	if p, ok := t.interrupts.(*pin); ok {
		return p.line.Count()
	}
	return 0
}

// Registers of the PCI configuration access capability (virtio 1.3, section 4.1.4.9 "PCI
// configuration access capability").
const capData reg.Reg[uint32] = 16 // pci_cfg_data

// access selects a part of a BAR by the window.
func (c Capability) access(ctx context.Context, of Capability, w qtest.Width, offset uint64) error {
	if err := capBAR.Write(ctx, c.space, of.BAR); err != nil {
		return err
	}
	if err := capLength.Write(ctx, c.space, uint32(w)); err != nil {
		return err
	}
	return capOffset.Write(ctx, c.space, of.Offset+uint32(offset))
}

// Read reads a register of another structure by the window.
func (c Capability) Read(ctx context.Context, of Capability, w qtest.Width, offset uint64) (uint64, error) {
	if err := c.access(ctx, of, w, offset); err != nil {
		return 0, fmt.Errorf("virtiopci: window: %w", err)
	}
	v, err := capData.Read(ctx, c.space)
	return uint64(v) & (1<<(8*uint(w)) - 1), err
}

// Write writes a register of another structure by the window.
func (c Capability) Write(ctx context.Context, of Capability, w qtest.Width, offset uint64, v uint32) error {
	if err := c.access(ctx, of, w, offset); err != nil {
		return fmt.Errorf("virtiopci: window: %w", err)
	}
	return c.space.Store(ctx, w, uint64(capData), uint64(v))
}
