package virtio

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Config returns the device-specific configuration space (virtio 1.3, section 2.5
// "Device Configuration Space"). Fields of 64 bits are read and written in two
// halves. Their reads are consistent.
func (d *Device) Config() reg.Space { return config{d} }

// ReadConfig reads a field that is a string of bytes, byte by byte. The result
// is consistent.
func (d *Device) ReadConfig(ctx context.Context, offset uint64, p []byte) error {
	err := d.consistent(ctx, func() (changed bool, err error) {
		for i, before := range p {
			v, err := d.transport.Config().Load(ctx, qtest.Width8, offset+uint64(i))
			if err != nil {
				return false, err
			}
			p[i] = byte(v)
			changed = changed || p[i] != before
		}
		return changed, nil
	})
	return d.wrap("configuration space", err)
}

// consistentTries is the largest number of attempts at a consistent read of
// configuration space.
const consistentTries = 16

// consistent repeats read until the generation does not change meanwhile. A legacy
// interface has no generation: there it repeats read until that reports no change
// since the last time (virtio 1.3, section 2.5.4 "Legacy Interface: Device
// Configuration Space").
func (d *Device) consistent(ctx context.Context, read func() (changed bool, err error)) error {
	if d.transport.Legacy() {
		if _, err := read(); err != nil {
			return err
		}
	}
	for range consistentTries {
		before, err := d.transport.ConfigGeneration(ctx)
		if err != nil {
			return err
		}
		changed, err := read()
		if err != nil {
			return err
		}
		after, err := d.transport.ConfigGeneration(ctx)
		if err != nil {
			return err
		}
		if before == after && !(changed && d.transport.Legacy()) {
			return nil
		}
	}
	return errors.New("the field changed during every read")
}

type config struct{ d *Device }

// Load reads a field of the width.
func (c config) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	space := c.d.transport.Config()
	if w != qtest.Width64 {
		return space.Load(ctx, w, offset)
	}
	low, high := c.halves(offset)
	var v uint64
	err := c.d.consistent(ctx, func() (bool, error) {
		l, err := space.Load(ctx, qtest.Width32, low)
		if err != nil {
			return false, err
		}
		h, err := space.Load(ctx, qtest.Width32, high)
		before := v
		v = h<<32 | l
		return v != before, err
	})
	return v, err
}

// Store writes a field of the width.
func (c config) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	space := c.d.transport.Config()
	if w != qtest.Width64 {
		return space.Store(ctx, w, offset, value)
	}
	low, high := c.halves(offset)
	if err := space.Store(ctx, qtest.Width32, low, value&0xffffffff); err != nil {
		return err
	}
	return space.Store(ctx, qtest.Width32, high, value>>32)
}

// halves returns the offsets of the halves of a 64-bit field.
func (c config) halves(offset uint64) (low, high uint64) {
	if c.d.order == binary.BigEndian {
		return offset + 4, offset
	}
	return offset, offset + 4
}
