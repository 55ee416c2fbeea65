package virtiommio

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Registers of version 2 only (virtio 1.3, section 4.2.2 "MMIO Device Register
// Layout"). The upper half of an address is four bytes further on.
const (
	queueReady       reg.Reg[uint32] = 0x044
	queueDescLow     reg.Reg[uint32] = 0x080
	queueDriverLow   reg.Reg[uint32] = 0x090
	queueDeviceLow   reg.Reg[uint32] = 0x0a0
	queueReset       reg.Reg[uint32] = 0x0c0
	configGeneration reg.Reg[uint32] = 0x0fc
)

// modern is version 2.
type modern struct{ registers }

var _ virtio.Transport = (*modern)(nil)

func (t *modern) String() string { return "virtio-mmio version 2" }

func (t *modern) Legacy() bool { return false }

func (t *modern) SetDriverFeatures(ctx context.Context, f virtio.Features) error {
	for n, word := range f[:featureWords] {
		if err := t.setDriverFeatures(ctx, n, word); err != nil {
			return err
		}
	}
	return nil
}

func (t *modern) ConfigGeneration(ctx context.Context) (uint32, error) {
	return configGeneration.Read(ctx, t.space)
}

// EnableQueue follows the procedure of section 4.2.3.2 "Virtqueue
// Configuration".
func (t *modern) EnableQueue(ctx context.Context, queue uint16, a virtio.Areas) error {
	if enabled, err := t.QueueEnabled(ctx, queue); err != nil || enabled {
		return inUse(queue, err)
	}
	for _, w := range []struct {
		r reg.Reg[uint32]
		v uint32
	}{
		{queueNum, uint32(a.Size)},
		{queueDescLow, uint32(a.Descriptor)},
		{queueDescLow + 4, uint32(a.Descriptor >> 32)},
		{queueDriverLow, uint32(a.Driver)},
		{queueDriverLow + 4, uint32(a.Driver >> 32)},
		{queueDeviceLow, uint32(a.Device)},
		{queueDeviceLow + 4, uint32(a.Device >> 32)},
		{queueReady, 1},
	} {
		if err := w.r.Write(ctx, t.space, w.v); err != nil {
			return err
		}
	}
	return nil
}

func (t *modern) QueueEnabled(ctx context.Context, queue uint16) (bool, error) {
	if err := queueSel.Write(ctx, t.space, uint32(queue)); err != nil {
		return false, err
	}
	v, err := queueReady.Read(ctx, t.space)
	return v != 0, err
}

// NotifyData writes the queue's number with the place of the next chain.
func (t *modern) NotifyData(ctx context.Context, queue, next uint16) error {
	return queueNotify.Write(ctx, t.space, uint32(next)<<16|uint32(queue))
}

// ResetQueue writes 1 and waits until the register is 0 again (virtio 1.3, section
// 4.2.2.2 "Driver Requirements: MMIO Device Register Layout").
func (t *modern) ResetQueue(ctx context.Context, queue uint16) error {
	if err := queueSel.Write(ctx, t.space, uint32(queue)); err != nil {
		return err
	}
	if err := queueReset.Write(ctx, t.space, 1); err != nil {
		return err
	}
	return t.machine.Wait(ctx, fmt.Sprintf("the reset of queue %d", queue), func(ctx context.Context) (bool, error) {
		busy, err := queueReset.Read(ctx, t.space)
		return busy == 0, err
	})
}
