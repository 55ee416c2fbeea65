package virtiopci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/qtest"
)

// Registers of the legacy interface (virtio 1.3, section 4.1.4.10 "Legacy
// Interfaces: A Note on PCI Device Layout").
const (
	legacyDeviceFeatures reg.Reg[uint32]        = 0
	legacyDriverFeatures reg.Reg[uint32]        = 4
	legacyQueueAddress   reg.Reg[uint32]        = 8 // in units of virtio.LegacyAlign
	legacyQueueSize      reg.Reg[uint16]        = 12
	legacyQueueSelect    reg.Reg[uint16]        = 14
	legacyQueueNotify    reg.Reg[uint16]        = 16
	legacyStatus         reg.Reg[virtio.Status] = 18
	legacyISR            reg.Reg[isr]           = 19
	legacyConfigVector   reg.Reg[uint16]        = 20 // while MSI-X is enabled
	legacyQueueVector    reg.Reg[uint16]        = 22 // while MSI-X is enabled
)

// Start of device-specific configuration space. Enabled MSI-X moves it by the
// two registers for vectors.
const (
	legacyConfig     = 20
	legacyConfigMSIX = 24
)

// legacy is the interface in the first BAR.
type legacy struct {
	name       string
	typ        virtio.Type
	regs       *pci.Region
	config     *pci.Region // the same, in the guest's byte order
	msix       bool
	sizes      map[uint16]uint16 // of queues, cached
	interrupts interrupts
}

var _ virtio.Transport = (*legacy)(nil)

func (t *legacy) String() string { return t.name }

func (t *legacy) Legacy() bool { return true }

func (t *legacy) Enable(ctx context.Context) error {
	if err := t.interrupts.enable(ctx); err != nil || !t.msix {
		return err
	}
	return assigned(ctx, legacyConfigVector, t.regs, t.interrupts.vector(event{config: true}))
}

func (t *legacy) Disable(ctx context.Context) error { return t.interrupts.disable(ctx) }

func (t *legacy) Identity(context.Context) (virtio.Identity, error) {
	return virtio.Identity{Type: t.typ, Vendor: Vendor}, nil
}

func (t *legacy) Status(ctx context.Context) (virtio.Status, error) {
	return legacyStatus.Read(ctx, t.regs)
}

func (t *legacy) SetStatus(ctx context.Context, s virtio.Status) error {
	return legacyStatus.Write(ctx, t.regs, s)
}

func (t *legacy) FeatureWord(ctx context.Context, n int) (uint32, error) {
	if n > 0 {
		return 0, nil
	}
	return legacyDeviceFeatures.Read(ctx, t.regs)
}

func (t *legacy) DeviceFeatures(ctx context.Context) (virtio.Features, error) {
	word, err := legacyDeviceFeatures.Read(ctx, t.regs)
	return virtio.Features{word}, err
}

func (t *legacy) SetDriverFeatures(ctx context.Context, f virtio.Features) error {
	return legacyDriverFeatures.Write(ctx, t.regs, f[0])
}

func (t *legacy) DriverFeatures(ctx context.Context) (virtio.Features, bool, error) {
	word, err := legacyDriverFeatures.Read(ctx, t.regs)
	return virtio.Features{word}, true, err
}

// Config returns device-specific configuration space. It has the guest's byte order
// (virtio 1.3, section 2.5.3 "Legacy Interface: A Note on Device Configuration
// Space endian-ness"), while the registers before it are little-endian like all of
// PCI.
func (t *legacy) Config() reg.Space {
	base := uint64(legacyConfig)
	if t.msix {
		base = legacyConfigMSIX
	}
	return legacyConfigSpace{t.config, base}
}

type legacyConfigSpace struct {
	regs *pci.Region
	base uint64
}

func (s legacyConfigSpace) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	return s.regs.Load(ctx, w, s.base+offset)
}

func (s legacyConfigSpace) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	return s.regs.Store(ctx, w, s.base+offset, value)
}

func (t *legacy) ConfigGeneration(context.Context) (uint32, error) { return 0, nil }

func (t *legacy) QueueSize(ctx context.Context, queue uint16) (uint16, error) {
	if err := legacyQueueSelect.Write(ctx, t.regs, queue); err != nil {
		return 0, err
	}
	size, err := legacyQueueSize.Read(ctx, t.regs)
	if err == nil {
		t.sizes[queue] = size
	}
	return size, err
}

// EnableQueue reads the size of a queue only if it is not cached: a legacy driver
// cannot change it.
func (t *legacy) EnableQueue(ctx context.Context, queue uint16, a virtio.Areas) error {
	size, known := t.sizes[queue]
	var err error
	if known {
		err = legacyQueueSelect.Write(ctx, t.regs, queue)
	} else {
		size, err = t.QueueSize(ctx, queue) // also selects the queue
	}
	if err != nil {
		return err
	}
	page := a.Descriptor / virtio.LegacyAlign
	switch {
	case a.Size != size:
		return fmt.Errorf("virtiopci: got a legacy queue of %[2]d descriptors, want the device's %[1]d", size, a.Size)
	case a.Descriptor%virtio.LegacyAlign != 0 || page > 0xffffffff:
		return fmt.Errorf("virtiopci: legacy queue at %#x: want the address of a page", a.Descriptor)
	}
	if t.msix {
		if err := assigned(ctx, legacyQueueVector, t.regs, t.interrupts.vector(event{queue: queue})); err != nil {
			return err
		}
	}
	return legacyQueueAddress.Write(ctx, t.regs, uint32(page))
}

func (t *legacy) QueueEnabled(ctx context.Context, queue uint16) (bool, error) {
	if err := legacyQueueSelect.Write(ctx, t.regs, queue); err != nil {
		return false, err
	}
	page, err := legacyQueueAddress.Read(ctx, t.regs)
	return page != 0, err
}

func (t *legacy) Notify(ctx context.Context, queue uint16) error {
	return legacyQueueNotify.Write(ctx, t.regs, queue)
}

// errLegacy is the error of what a legacy interface has no register for.
var errLegacy = errors.New("virtiopci: a legacy interface cannot do that")

func (t *legacy) ResetQueue(context.Context, uint16) error { return errLegacy }

func (t *legacy) NotifyData(context.Context, uint16, uint16) error { return errLegacy }

func (t *legacy) QueueInterrupt(ctx context.Context, queue uint16) (bool, error) {
	return t.interrupts.take(ctx, event{queue: queue})
}

func (t *legacy) ConfigInterrupt(ctx context.Context) (bool, error) {
	return t.interrupts.take(ctx, event{config: true})
}
