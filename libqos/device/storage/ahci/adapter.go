package ahci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model, ICH9's controller.
var Driver = graph.NewDriver[*Adapter]("ich9-ahci")

// Ports with a device on a path: a disk, and a CD drive.
const (
	DiskPort = 0
	DiscPort = 3
)

// WithDrives are the options of a path with drives on the adapter's ports.
func WithDrives() []graph.EdgeOption {
	return append(
		ata.DiskAt(graph.P("bus", fmt.Sprintf("%s.%d", Driver.Name(), DiskPort))),
		ata.DiscAt(graph.P("bus", fmt.Sprintf("%s.%d", Driver.Name(), DiscPort)))...,
	)
}

// abar is the base address register of the adapter's memory (section 2.1.11 "ABAR").
const abar = 5

// pairData is the data register of the index and data pair (section 2.4.2 "Index/Data Pair").
const pairData = 0x14

// PCIModel returns the device's configuration space (Intel I/O Controller Hub 9, order number
// 316972, section 15.1 "PCI Configuration Registers (SATA–D31:F2)"; QEMU 11.1, -device
// ich9-ahci,help).
func PCIModel() pci.Model {
	return pci.Model{
		Name:         Driver.Name(),
		ID:           pci.ID{Vendor: 0x8086, Device: 0x2922, SubsystemVendor: 0x1af4, Subsystem: 0x1100},
		Class:        pci.ClassSATA,
		Revision:     2,
		Pin:          pci.INTA,
		Capabilities: []pci.CapabilityID{pci.CapabilityMSI, pci.CapabilitySATA},
		MSI:          1,
		BARs: []pci.BAR{
			{Index: 4, Kind: pci.IO, Size: 32}, // index and data pair
			{Index: abar, Kind: pci.Memory32, Size: 4 << 10},
		},
		Landmarks: []pci.Landmark{
			{Name: "SIDPD: the data of index 0, CAP", BAR: 4, Offset: pairData, Width: qtest.Width32, Mask: uint64(Queueing | LastPort), Value: uint64(Queueing) | 5},
			{Name: "Version", BAR: abar, Offset: uint64(Version), Width: qtest.Width32, Value: 0x1_0000},
		},
	}
}

// Adapter is a host adapter on a PCI bus.
type Adapter struct {
	PCI     *pci.Device
	Regs    reg.Space // ABAR
	Machine *guest.Machine
}

// New returns the adapter at the bus's slot, with its registers mapped.
func New(ctx context.Context, bus *pci.Bus) (*Adapter, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), abar)
	if err != nil {
		return nil, fmt.Errorf("ahci: %w", err)
	}
	return &Adapter{PCI: dev, Regs: regs, Machine: bus.Machine()}, nil
}

// Reset resets the adapter with all of its ports, and turns AHCI on (section 10.4.3 "HBA Reset").
func (a *Adapter) Reset(ctx context.Context) error {
	err := errors.Join(
		GlobalHost.Write(ctx, a.Regs, AHCIEnable),
		GlobalHost.Write(ctx, a.Regs, AHCIEnable|HostReset),
		a.Machine.Wait(ctx, "the end of a reset of the AHCI adapter", func(ctx context.Context) (bool, error) {
			v, err := GlobalHost.Read(ctx, a.Regs)
			return v&HostReset == 0, err
		}),
		GlobalHost.Write(ctx, a.Regs, AHCIEnable),
	)
	if err != nil {
		return fmt.Errorf("ahci: reset: %w", err)
	}
	return nil
}

// PortRegisters returns the registers of a port.
func (a *Adapter) PortRegisters(n int) reg.Space {
	return reg.Part(a.Regs, uint64(firstPort+portSize*n), portSize)
}
