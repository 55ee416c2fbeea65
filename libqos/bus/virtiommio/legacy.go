package virtiommio

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Registers of version 1 only (virtio 1.3, section 4.2.4 "Legacy interface").
const (
	guestPageSize reg.Reg[uint32] = 0x028
	queueAlign    reg.Reg[uint32] = 0x03c
	queuePFN      reg.Reg[uint32] = 0x040 // in units of GuestPageSize
)

// legacy is version 1.
type legacy struct{ registers }

var _ virtio.Transport = (*legacy)(nil)

func (t *legacy) String() string { return "virtio-mmio version 1" }

func (t *legacy) Legacy() bool { return true }

func (t *legacy) SetDriverFeatures(ctx context.Context, f virtio.Features) error {
	return t.setDriverFeatures(ctx, 0, f[0])
}

func (t *legacy) ConfigGeneration(context.Context) (uint32, error) { return 0, nil }

// EnableQueue follows the procedure of section 4.2.4. It writes the page size
// each time, as a reset clears it.
func (t *legacy) EnableQueue(ctx context.Context, queue uint16, a virtio.Areas) error {
	page := a.Descriptor / virtio.LegacyAlign
	if a.Descriptor%virtio.LegacyAlign != 0 || page > 0xffffffff {
		return fmt.Errorf("virtiommio: legacy queue at %#x: want the address of a page", a.Descriptor)
	}
	if enabled, err := t.QueueEnabled(ctx, queue); err != nil || enabled {
		return inUse(queue, err)
	}
	for _, w := range []struct {
		r reg.Reg[uint32]
		v uint32
	}{
		{guestPageSize, virtio.LegacyAlign},
		{queueNum, uint32(a.Size)},
		{queueAlign, virtio.LegacyAlign},
		{queuePFN, uint32(page)},
	} {
		if err := w.r.Write(ctx, t.space, w.v); err != nil {
			return err
		}
	}
	return nil
}

// errLegacy is the error of what version 1 has no register for.
var errLegacy = errors.New("virtiommio: version 1 cannot do that")

func (t *legacy) ResetQueue(context.Context, uint16) error { return errLegacy }

func (t *legacy) NotifyData(context.Context, uint16, uint16) error { return errLegacy }

func (t *legacy) QueueEnabled(ctx context.Context, queue uint16) (bool, error) {
	if err := queueSel.Write(ctx, t.space, uint32(queue)); err != nil {
		return false, err
	}
	page, err := queuePFN.Read(ctx, t.space)
	return page != 0, err
}

// inUse returns the error for starting a queue that runs already, or err.
func inUse(queue uint16, err error) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("virtiommio: queue %d is already in use", queue)
}
