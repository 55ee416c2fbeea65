package virtio

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// probed are the indices of the first queues and of the last one: a device may have dozens.
func probed(hw *virtio.Hardware) []int {
	n := len(hw.Model.Queues)
	if n == 0 {
		return nil
	}
	return slices.Compact([]int{0, min(1, n-1), n - 1})
}

// placed writes the place of a queue and reads it back, twice with different bits. A reset gives
// it its size again (section 4.1.4.3 "Common configuration structure layout").
func placed(ctx context.Context, hw *virtio.Hardware, registers virtiopci.ReadBack) error {
	dev, err := hw.Open(ctx, registers)
	if err != nil {
		return err
	}
	if err := dev.Negotiate(ctx, needed(hw)); err != nil {
		return err
	}
	places, free, err := somePlaces(ctx, dev)
	if err != nil {
		return err
	}
	var errs []error
	for _, want := range places {
		for _, i := range probed(hw) {
			declared := hw.Model.Queues[i]
			if !registers.Legacy() {
				want.Size = max(1, declared.Size/2)
			}
			got, err := registers.PlaceQueue(ctx, uint16(i), want)
			if err == nil && got != want {
				err = fmt.Errorf("place of queue %d %s = %#x, want %#x as written", i, declared.Name, got, want)
			}
			errs = append(errs, err)
		}
	}
	errs = append(errs, dev.Close(ctx), free())
	for _, i := range probed(hw) {
		declared := hw.Model.Queues[i]
		size, err := registers.QueueSize(ctx, uint16(i))
		if err == nil && size != declared.Size {
			err = fmt.Errorf("queue %d %s has %d descriptors after a reset, want %d", i, declared.Name, size, declared.Size)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// somePlaces returns places for queues that are not used there. Those of a legacy interface are in
// memory, as the device looks for it at once, and free gives that back.
func somePlaces(ctx context.Context, dev *virtio.Device) (places []virtio.Areas, free func() error, err error) {
	if !dev.Transport().Legacy() {
		return []virtio.Areas{
			{Descriptor: 0x1122_3344_5566_7780, Driver: 0x99aa_bbcc_ddee_ff04, Device: 0x0123_4567_89ab_cdec},
			{Descriptor: 0xeedd_ccbb_aa99_8870, Driver: 0x6655_4433_2211_00f8, Device: 0xfedc_ba98_7654_3210},
		}, func() error { return nil }, nil
	}
	most := uint64(0)
	for _, q := range dev.Hardware().Model.Queues {
		const each = 16 + 2 + 8 // bytes of a descriptor, and of its entry in either ring
		most = max(most, each*uint64(q.Size))
	}
	memory := dev.Machine()
	addr, err := memory.AllocZeroed(ctx, most+4*virtio.LegacyAlign, virtio.LegacyAlign)
	if err != nil {
		return nil, nil, err
	}
	return []virtio.Areas{{Descriptor: addr}, {Descriptor: addr + virtio.LegacyAlign}}, func() error { return memory.Alloc.Free(addr) }, nil
}

// mapped maps each event to the first vector and to the last, and to none, and reads the table of
// vectors back. Its entries are masked once the driver has given them up (section 4.1.5.1.2.1
// "Device Requirements: MSI-X Vector Configuration").
func mapped(ctx context.Context, hw *virtio.Hardware, registers virtiopci.ReadBack) error {
	dev, err := hw.Open(ctx, registers)
	if err != nil {
		return err
	}
	table := registers.Messages()
	errs := []error{table.Verify(ctx)}
	expect := func(what string, got uint16, err error, want uint16) {
		if err == nil && got != want {
			err = fmt.Errorf("vector of %s = %#x, want %#x as written", what, got, want)
		}
		errs = append(errs, err)
	}
	for _, vector := range []uint16{uint16(table.Vectors() - 1), 0, virtiopci.NoVector} {
		got, err := registers.MapConfig(ctx, vector)
		expect("configuration changes", got, err, vector)
		for _, i := range probed(hw) {
			got, err := registers.MapQueue(ctx, uint16(i), vector)
			expect(fmt.Sprintf("queue %d %s", i, hw.Model.Queues[i].Name), got, err, vector)
		}
	}
	errs = append(errs, dev.Close(ctx))
	for vector := range table.Vectors() {
		entry, err := table.Entry(ctx, vector)
		if err == nil && !entry.Masked {
			err = fmt.Errorf("vector %d is not masked after a write of its mask bit", vector)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
