package ufs

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("ufs")

// version is the content of VER (UFSHCI, section 5.2.3 "Offset 08h: VER – UFS Version").
var version = graph.ByVersion[uint32]{
	Value:   0x0410,
	Earlier: []graph.Earlier[uint32]{{Until: "11.1", Value: 0x0400, Why: "QEMU's device was one of UFS 4.0"}},
}

// Version returns the version of the standard that the controller and the device behind
// it name on a QEMU of version v, as in VER.
func Version(v graph.Version) uint32 { return version.On(v) }

// PCIModel returns the configuration space on a QEMU of version v, according to QEMU's
// documentation (QEMU 11.1, docs/specs/pci-ids.rst), with the class code from the
// standard.
func PCIModel(v graph.Version) pci.Model {
	return pci.Model{
		Name:         Driver.Name(),
		ID:           pci.EmulatedID(0x1b36, 0x0013),
		Class:        pci.ClassUFS,
		Pin:          pci.INTA,
		BARs:         []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 8 << 10}},
		Unmigratable: true,
		Landmarks: []pci.Landmark{
			{Name: "VER", BAR: 0, Offset: uint64(VER), Width: qtest.Width32, Value: uint64(Version(v))},
		},
	}
}

// Device is a host controller on a PCI bus.
type Device struct {
	*Controller
	PCI *pci.Device
}

// New returns the host controller at the bus's slot, with its registers mapped. It
// is not enabled.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, err := bus.Attach(ctx, PCIModel(bus.Machine().Version))
	if err != nil {
		return nil, fmt.Errorf("ufs: %w", err)
	}
	return Open(ctx, dev)
}

// Open is [New] for a device at another place on the bus.
func Open(ctx context.Context, dev *pci.Device) (*Device, error) {
	regs, err := dev.Open(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("ufs: %w", err)
	}
	return &Device{Controller: &Controller{Regs: regs, Machine: dev.Bus().Machine()}, PCI: dev}, nil
}
