package ivshmem

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ivshmem"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// The nodes of the devices.
var (
	Plain    = graph.NewDriver[*Device]("ivshmem-plain")
	Doorbell = graph.NewDriver[*Device]("ivshmem-doorbell")
)

// The registers (section "PCI device registers").
const (
	InterruptMask   reg.Reg[uint32] = 0x0 // reserved in revision 1
	InterruptStatus reg.Reg[uint32] = 0x4 // reserved in revision 1
	IVPosition      reg.Reg[uint32] = 0x8 // read-only: the ID; 0 for a device that is not configured for interrupts
	DoorbellRing    reg.Reg[uint32] = 0xc // write-only: the peer's ID, and the vector in the lower half
)

// peerShift is where the ID of a peer is in the doorbell register.
const peerShift = 16

// Model returns the configuration space of a device (section "PCI BARs"). The specification does not tell the
// class.
func Model(name string) pci.Model {
	const ramController, msixTable, vectorControl = 0x050000, 4 << 10, 0xc
	m := pci.Model{
		Name: name, ID: pci.EmulatedID(0x1af4, 0x1110), Revision: 1, Class: ramController,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory32, Size: 256},
			{Index: 2, Kind: pci.Memory64, Prefetchable: true, Size: ivshmem.Size},
		},
	}
	if name == Doorbell.Name() {
		m.MSIX, m.Capabilities = ivshmem.Vectors, []pci.CapabilityID{pci.CapabilityMSIX}
		m.Landmarks = []pci.Landmark{{Name: "mask bit of vector 0", BAR: 1, Offset: vectorControl, Width: qtest.Width32, Value: 1}}
		m.BARs = append(m.BARs[:1:1], pci.BAR{Index: 1, Kind: pci.Memory32, Size: msixTable}, m.BARs[1])
	}
	return m
}

// Device is a device on a PCI bus.
type Device struct {
	PCI    *pci.Device
	Regs   *pci.Region
	Memory *pci.Region
}

// NewPlain returns the device at the bus's slot, enabled and mapped.
func NewPlain(ctx context.Context, bus *pci.Bus) (*Device, error) {
	return attach(ctx, bus, Plain.Name())
}

// NewDoorbell is [NewPlain] for the device with a server.
func NewDoorbell(ctx context.Context, bus *pci.Bus) (*Device, error) {
	return attach(ctx, bus, Doorbell.Name())
}

func attach(ctx context.Context, bus *pci.Bus, name string) (*Device, error) {
	dev, err := bus.Attach(ctx, Model(name))
	if err != nil {
		return nil, fmt.Errorf("ivshmem: %w", err)
	}
	return On(ctx, dev)
}

// On returns a device that was plugged in, enabled and mapped.
func On(ctx context.Context, dev *pci.Device) (*Device, error) {
	d := &Device{PCI: dev}
	var err error
	if d.Regs, err = dev.Map(ctx, 0); err == nil {
		d.Memory, err = dev.Map(ctx, 2)
	}
	if err == nil {
		err = dev.Enable(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("ivshmem: %w", err)
	}
	return d, nil
}

// Ring interrupts a peer, by its ID and the vector, of 16 bits each.
func (d *Device) Ring(ctx context.Context, peer, vector int) error {
	return DoorbellRing.Write(ctx, d.Regs, uint32(peer)<<peerShift|uint32(vector))
}
