package e1000e

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("e1000e")

// Address returns the Ethernet address of a path's device. No two of its bytes
// are equal.
func Address() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0x82, 0x57, 0x4c} }

// PCIModel returns the configuration space according to the datasheet (82574
// datasheet, chapter 9 "PCIe Programming Interface").
func PCIModel() pci.Model {
	return pci.Model{
		Name:  Driver.Name(),
		ID:    pci.ID{Vendor: 0x8086, Device: 0x10d3, SubsystemVendor: 0x8086, Subsystem: 0},
		Class: pci.ClassEthernet,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory32, Size: 128 << 10}, // internal registers
			{Index: 1, Kind: pci.Memory32, Size: 128 << 10}, // flash
			{Index: 2, Kind: pci.IO, Size: 32},              // IOADDR and IODATA
			{Index: 3, Kind: pci.Memory32, Size: 16 << 10},  // MSI-X
		},
		Pin: pci.INTA,
		Capabilities: []pci.CapabilityID{
			pci.CapabilityPowerManagement, pci.CapabilityMSI, pci.CapabilityExpress, pci.CapabilityMSIX,
		},
		MSI:      1,
		MSIX:     Vectors,
		Extended: []pci.ExtendedID{pci.ExtendedErrorReporting, pci.ExtendedSerialNumber},
		Landmarks: []pci.Landmark{
			{Name: "VET", BAR: 0, Offset: uint64(intelnic.VET), Width: qtest.Width32, Value: uint64(ethernet.VLAN)},
			{Name: "CTRL through IODATA", BAR: 2, Offset: 4, Width: qtest.Width32, Mask: uint64(intelnic.CtrlFD | intelnic.CtrlSpeed),
				Value: uint64(intelnic.CtrlFD | intelnic.CtrlSpeed1000)},
			{Name: "Message Control of vector 0", BAR: 3, Offset: 12, Width: qtest.Width32, Value: 1},
		},
	}
}

// Device is an 82574L on a PCI bus.
type Device struct{ intelnic.Controller }

// New returns the device at the bus's slot, enabled and with its registers
// mapped. It is not reset.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, err := bus.Attach(ctx, PCIModel())
	if err != nil {
		return nil, fmt.Errorf("e1000e: %w", err)
	}
	return Open(ctx, dev)
}

// Open is [New] for a device at another place on the bus.
func Open(ctx context.Context, dev *pci.Device) (*Device, error) {
	c, err := intelnic.Open(ctx, dev)
	if err != nil {
		return nil, err
	}
	return &Device{c}, nil
}

// Reset resets the device and leaves every interrupt masked.
func (d *Device) Reset(ctx context.Context) error {
	return d.Controller.Reset(ctx, d.MaskInterrupts)
}

// OpenTX sets up transmit queue n, 0 or 1, with a ring of size descriptors. It
// starts with the transmitter; see [Device.StartTX].
func (d *Device) OpenTX(ctx context.Context, n, size int, format intelnic.TransmitFormat) (*intelnic.TXQueue, error) {
	q, err := intelnic.OpenTX(ctx, &d.Controller, TX(n), size, format, func(ctx context.Context) error {
		return TARC(n).Modify(ctx, d.Regs, 0, ArbitrationEnable)
	})
	if err != nil {
		return nil, fmt.Errorf("e1000e: transmit queue %d: %w", n, err)
	}
	return q, nil
}

// OpenRX sets up receive queue n, 0 or 1, with a ring of size descriptors and
// empty buffers, which [intelnic.RXQueue.Fill] offers to the device. Both queues
// must have the same buffer size and the same descriptor format: see
// [intelnic.ReceiveBuffers] and [ReceiveFilterEXSTEN].
func (d *Device) OpenRX(ctx context.Context, n, size int, format intelnic.ReceiveFormat, buffer int) (*intelnic.RXQueue, error) {
	q, err := intelnic.OpenRX(ctx, &d.Controller, RX(n), size, format, buffer, nil)
	if err != nil {
		return nil, fmt.Errorf("e1000e: receive queue %d: %w", n, err)
	}
	return q, nil
}

// StartTX turns on the transmitter.
func (d *Device) StartTX(ctx context.Context) error {
	return intelnic.TCTL.Write(ctx, d.Regs, intelnic.TransmitEN|intelnic.TransmitPSP|intelnic.TransmitCT)
}

// StartRX turns on the receiver, with a buffer size from
// [intelnic.ReceiveBuffers] and the additional bits rctl.
func (d *Device) StartRX(ctx context.Context, buffer int, rctl intelnic.ReceiveControl) error {
	size, err := intelnic.ReceiveBuffers(buffer)
	if err != nil {
		return err
	}
	return intelnic.RCTL.Write(ctx, d.Regs, intelnic.ReceiveEN|size|rctl)
}
