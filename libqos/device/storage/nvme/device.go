package nvme

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("nvme")

// Serial is the serial number of a path's controller. QEMU requires one, but
// accepts any.
const Serial = "qgraph"

// Vectors is the number of MSI-X vectors: one of the admin queue and one of each
// of 64 I/O queues (QEMU 11.1, docs/system/devices/nvme.rst, "msix_qsize").
const Vectors = 65

// PCIModel returns the configuration space according to the specification and to
// QEMU's documentation (section 2 "System Bus (PCI Express) Registers"; QEMU
// 11.1, docs/specs/pci-ids.rst).
func PCIModel() pci.Model {
	return pci.Model{
		Name:     Driver.Name(),
		ID:       pci.EmulatedID(0x1b36, 0x0010),
		Revision: 0x02,
		Class:    pci.ClassNVMe,
		Pin:      pci.INTA,
		Capabilities: []pci.CapabilityID{
			pci.CapabilityPowerManagement,
			pci.CapabilityExpress,
			pci.CapabilityMSIX,
		},
		MSIX: Vectors,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory64, Size: 16 << 10}, // registers, doorbells, MSI-X
		},
		Landmarks: []pci.Landmark{
			{Name: "VS", BAR: 0, Offset: uint64(VS), Width: qtest.Width32, Value: uint64(Version14)},
		},
		Unmigratable: graph.ByVersion[bool]{Earlier: []graph.Earlier[bool]{
			{Until: "11.1", Value: true, Why: "the controller could not be migrated"},
		}},
	}
}

// Device is a controller on a PCI bus.
type Device struct {
	*Controller
	PCI *pci.Device
}

// New returns the controller at the bus's slot, with its registers mapped. It is
// neither reset nor enabled.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), 0)
	if err != nil {
		return nil, fmt.Errorf("nvme: %w", err)
	}
	return &Device{Controller: &Controller{Regs: regs, Machine: bus.Machine()}, PCI: dev}, nil
}
