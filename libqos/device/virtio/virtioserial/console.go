package virtioserial

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Console is a console with a driver that has started it.
type Console struct {
	*virtio.Device
	ports   []*Port
	receive *virtio.Queue // of control messages; nil without FeatureMultiport
	send    *virtio.Queue

	buffers map[uint16]buffer // control receive buffers, by head
}

// Open opens the device, negotiates the understood features that it offers, sets up
// the queues of the first n ports, at least 1, and starts it.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport, understood virtio.Features, n uint32) (*Console, error) {
	dev, err := hw.Open(ctx, t)
	if err != nil {
		return nil, err
	}
	c := &Console{Device: dev, buffers: map[uint16]buffer{}}
	if err := dev.Negotiate(ctx, understood); err != nil {
		return nil, err
	}
	for id := range n {
		port, err := newPort(ctx, dev, id)
		if err != nil {
			return nil, err
		}
		c.ports = append(c.ports, port)
	}
	if c.Has(FeatureMultiport) {
		if c.receive, err = dev.Queue(ctx, controlReceiveQueue); err != nil {
			return nil, err
		}
		if c.send, err = dev.Queue(ctx, controlTransmitQueue); err != nil {
			return nil, err
		}
	}
	if err := dev.Start(ctx); err != nil {
		return nil, err
	}
	return c, c.post(ctx)
}

// Port returns a port whose queues were set up.
func (c *Console) Port(id uint32) *Port { return c.ports[id] }

// Close resets the device and frees the memory of the receive buffers.
func (c *Console) Close(ctx context.Context) error {
	errs := []error{c.Device.Close(ctx)}
	for _, b := range c.buffers {
		errs = append(errs, c.Machine().Alloc.Free(b.addr))
	}
	clear(c.buffers)
	for _, p := range c.ports {
		errs = append(errs, p.free())
	}
	return errors.Join(errs...)
}

// wrap adds the operation and the device to err, if err is not nil.
func (c *Console) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("virtioserial: %s of %v: %w", op, c.Device, err)
}
