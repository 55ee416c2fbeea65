package e1000

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// Interface is the interface of the family: the manual's name for it.
var Interface = graph.NewInterface[*Device]("8254x")

// Address returns the Ethernet address of a path's device. No two of its bytes are
// equal.
func Address() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0x82, 0x54, 0x0e} }

// Device is a controller of the family on a PCI bus.
type Device struct {
	intelnic.Controller
	Chip  Chip
	Ports reg.Space // BAR 1, with IOADDR and IODATA
}

// New returns the chip at the bus's slot, enabled and with its registers mapped. It is
// not reset.
func (c Chip) New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, err := bus.Attach(ctx, c.Model)
	if err != nil {
		return nil, fmt.Errorf("e1000: %w", err)
	}
	return c.Open(ctx, dev)
}

// Open is [Chip.New] for a device at another place on the bus.
func (c Chip) Open(ctx context.Context, dev *pci.Device) (*Device, error) {
	controller, err := intelnic.Open(ctx, dev)
	if err != nil {
		return nil, err
	}
	ports, err := dev.Open(ctx, 1)
	if err != nil {
		return nil, fmt.Errorf("e1000: %w", err)
	}
	controller.Conventional = true
	controller.EEPROM = intelnic.EEPROMLayout{Done: 1 << 4, Address: 8} // section 13.4.4 "EEPROM Read Register"
	return &Device{Controller: controller, Chip: c, Ports: ports}, nil
}

// Reset resets the device and leaves every interrupt masked.
func (d *Device) Reset(ctx context.Context) error {
	return d.Controller.Reset(ctx, d.MaskInterrupts)
}

// OpenTX sets up the transmit queue with a ring of size descriptors. It starts with the
// transmitter; see [Device.StartTX].
func (d *Device) OpenTX(ctx context.Context, size int, format intelnic.TransmitFormat) (*intelnic.TXQueue, error) {
	q, err := intelnic.OpenTX(ctx, &d.Controller, TX, size, format, nil)
	if err != nil {
		return nil, fmt.Errorf("e1000: transmit queue: %w", err)
	}
	return q, nil
}

// OpenRX sets up the receive queue with a ring of size descriptors and empty buffers,
// which [intelnic.RXQueue.Fill] offers to the device. See [intelnic.ReceiveBuffers].
func (d *Device) OpenRX(ctx context.Context, size, buffer int) (*intelnic.RXQueue, error) {
	q, err := intelnic.OpenRX(ctx, &d.Controller, RX, size, intelnic.LegacyRX{}, buffer, nil)
	if err != nil {
		return nil, fmt.Errorf("e1000: receive queue: %w", err)
	}
	return q, nil
}

// StartTX turns on the transmitter.
func (d *Device) StartTX(ctx context.Context) error {
	return intelnic.TCTL.Write(ctx, d.Regs, intelnic.TransmitEN|intelnic.TransmitPSP|intelnic.TransmitCT)
}

// StartRX turns on the receiver, with a buffer size from [intelnic.ReceiveBuffers] and
// the additional bits rctl.
func (d *Device) StartRX(ctx context.Context, buffer int, rctl intelnic.ReceiveControl) error {
	size, err := intelnic.ReceiveBuffers(buffer)
	if err != nil {
		return err
	}
	return intelnic.RCTL.Write(ctx, d.Regs, intelnic.ReceiveEN|size|rctl)
}
