package ohci

import (
	"context"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/usb"
)

// USB returns the bus of the controller, with the path's device in the first port.
func (c *Controller) USB() *usb.Bus { return &usb.Bus{Host: host{c}} }

// host is the controller as a [usb.Host].
type host struct{ *Controller }

var _ usb.Host = host{}

// Machine returns the controller's machine.
func (h host) Machine() *guest.Machine { return h.Controller.Machine }

// AwaitDevice lets virtual time pass until a port has a device.
func (h host) AwaitDevice(ctx context.Context, port int) error {
	return h.AwaitPort(ctx, port, CurrentConnect, CurrentConnect)
}

// ResetPort resets the device in a port and returns its speed.
func (h host) ResetPort(ctx context.Context, port int) (usb.Speed, error) {
	if err := h.Controller.ResetPort(ctx, port); err != nil {
		return 0, err
	}
	v, err := HcRhPortStatus(port).Read(ctx, h.Regs)
	if v&LowSpeed != 0 {
		return usb.LowSpeed, err
	}
	return usb.FullSpeed, err
}
