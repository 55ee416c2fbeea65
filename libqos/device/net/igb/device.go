package igb

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("igb")

// Address returns the Ethernet address of a path's device. No two of its bytes
// are equal.
func Address() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0x82, 0x57, 0x6e} }

// PCIModel returns the configuration space according to the datasheet of a
// physical function (82576 datasheet, chapter 9 "PCIe Programming Interface").
func PCIModel() pci.Model {
	return pci.Model{
		Name:     Driver.Name(),
		ID:       pci.EmulatedID(0x8086, 0x10c9),
		Revision: 1,
		Class:    pci.ClassEthernet,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory32, Size: 128 << 10}, // internal registers
			{Index: 1, Kind: pci.Memory32, Size: 128 << 10}, // flash
			{Index: 2, Kind: pci.IO, Size: 32},              // IOADDR and IODATA
			{Index: 3, Kind: pci.Memory64, Size: 16 << 10},  // MSI-X
		},
		Pin: pci.INTA,
		Capabilities: []pci.CapabilityID{
			pci.CapabilityPowerManagement, pci.CapabilityMSI, pci.CapabilityMSIX, pci.CapabilityExpress,
		},
		MSI:      1,
		MSIX:     Vectors,
		Extended: []pci.ExtendedID{pci.ExtendedErrorReporting, pci.ExtendedARI, pci.ExtendedSRIOV},
		Landmarks: []pci.Landmark{
			{Name: "VET", BAR: 0, Offset: uint64(intelnic.VET), Width: qtest.Width32, Mask: 0xffff, Value: uint64(ethernet.VLAN)},
			{Name: "CTRL through IODATA", BAR: 2, Offset: 4, Width: qtest.Width32, Mask: uint64(intelnic.CtrlFD | intelnic.CtrlSpeed),
				Value: uint64(intelnic.CtrlFD | intelnic.CtrlSpeed1000)},
			{Name: "Message Control of vector 0", BAR: 3, Offset: 12, Width: qtest.Width32, Value: 1},
		},
	}
}

// Device is a port of an 82576 on a PCI bus.
type Device struct{ intelnic.Controller }

// New returns the device at the bus's slot, enabled and with its registers
// mapped. It is not reset.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, err := bus.Attach(ctx, PCIModel())
	if err != nil {
		return nil, fmt.Errorf("igb: %w", err)
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

// LinkUp starts the negotiation of the PHY, sets CTRL.SLU and waits for the
// link.
func (d *Device) LinkUp(ctx context.Context) error {
	const negotiate = intelnic.PHYControlAutoNegotiation | intelnic.PHYControlRestart
	if err := d.WritePHY(ctx, intelnic.PHYAddress, intelnic.PHYControl, negotiate); err != nil {
		return err
	}
	if err := d.Machine.Pass(ctx, negotiation); err != nil {
		return fmt.Errorf("igb: set link up: %w", err)
	}
	return d.Controller.LinkUp(ctx)
}

// negotiation is the approximate duration of auto-negotiation.
const negotiation = 500 * time.Millisecond

// OpenTX sets up transmit queue n, 0 to 15, with a ring of size descriptors and
// enables it. It starts with the transmitter; see [Device.StartTX].
func (d *Device) OpenTX(ctx context.Context, n, size int, format intelnic.TransmitFormat) (*intelnic.TXQueue, error) {
	q, err := intelnic.OpenTX(ctx, &d.Controller, TX(n), size, format, func(ctx context.Context) error {
		return d.enable(ctx, TX(n))
	})
	if err != nil {
		return nil, fmt.Errorf("igb: transmit queue %d: %w", n, err)
	}
	return q, nil
}

// OpenRX sets up receive queue n, 0 to 15, with a ring of size descriptors and
// empty buffers, which [intelnic.RXQueue.Fill] offers to the device, and
// enables it. control selects the descriptor format and the buffer size, see
// [SplitBuffers].
func (d *Device) OpenRX(ctx context.Context, n, size int, format intelnic.ReceiveFormat, control SplitControl) (*intelnic.RXQueue, error) {
	q, err := intelnic.OpenRX(ctx, &d.Controller, RX(n), size, format, int(control&0x7f)<<10, func(ctx context.Context) error {
		if err := SRRCTL(n).Write(ctx, d.Regs, control); err != nil {
			return err
		}
		return d.enable(ctx, RX(n))
	})
	if err != nil {
		return nil, fmt.Errorf("igb: receive queue %d: %w", n, err)
	}
	return q, nil
}

// enable sets the enable bit of a queue and waits until it reads as one (82576
// datasheet, sections 4.5.9 "Receive Initialization" and 4.5.10 "Transmit
// Initialization").
func (d *Device) enable(ctx context.Context, block intelnic.Block) error {
	if err := block.DCTL().Modify(ctx, d.Regs, 0, intelnic.DescriptorEnable); err != nil {
		return err
	}
	return d.Machine.Wait(ctx, fmt.Sprintf("the enable bit of the queue at %#x", uint64(block)), func(ctx context.Context) (bool, error) {
		v, err := block.DCTL().Read(ctx, d.Regs)
		return v&intelnic.DescriptorEnable != 0, err
	})
}

// StartTX turns on the transmitter.
func (d *Device) StartTX(ctx context.Context) error {
	return intelnic.TCTL.Modify(ctx, d.Regs, 0, intelnic.TransmitEN|intelnic.TransmitPSP)
}

// StartRX turns on the receiver, with the additional bits rctl. Each queue has
// its own buffer size.
func (d *Device) StartRX(ctx context.Context, rctl intelnic.ReceiveControl) error {
	return intelnic.RCTL.Write(ctx, d.Regs, intelnic.ReceiveEN|rctl)
}
