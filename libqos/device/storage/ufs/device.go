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

// Version41 is the content of VER for version 4.1 (UFSHCI, section 5.2.3 "Offset 08h:
// VER – UFS Version").
const Version41 uint32 = 0x0410

// PCIModel returns the configuration space according to QEMU's documentation (QEMU
// 11.1, docs/specs/pci-ids.rst), with the class code from the standard.
func PCIModel() pci.Model {
	return pci.Model{
		Name:  Driver.Name(),
		ID:    pci.EmulatedID(0x1b36, 0x0013),
		Class: pci.ClassUFS,
		Pin:   pci.INTA,
		BARs:  []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 8 << 10}},
		Landmarks: []pci.Landmark{
			{Name: "VER", BAR: 0, Offset: uint64(VER), Width: qtest.Width32, Value: uint64(Version41)},
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
	dev, err := bus.Attach(ctx, PCIModel())
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
