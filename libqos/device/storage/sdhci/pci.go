package sdhci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// PCI is a controller on a PCI bus.
type PCI struct {
	*Controller
	Device *pci.Device
}

// PCIModel returns the device's configuration space according to QEMU's
// documentation (docs/specs/pci-ids.rst), with the class code from the
// standard: with DMA.
func PCIModel() pci.Model {
	return pci.Model{
		Name:  PCIDriver.Name(),
		ID:    pci.ID{Vendor: 0x1b36, Device: 0x0007, SubsystemVendor: 0x1af4, Subsystem: 0x1100},
		Class: pci.ClassSDHostDMA,
		BARs:  []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 0x100}},
		Pin:   pci.INTA,
	}
}

// NewPCI returns the controller in the bus's slot, enabled and with its
// registers mapped. It is not reset.
func NewPCI(ctx context.Context, bus *pci.Bus, model Model) (*PCI, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), 0)
	if err != nil {
		return nil, fmt.Errorf("sdhci: %w", err)
	}
	line, err := dev.INTx(ctx)
	if err != nil {
		return nil, fmt.Errorf("sdhci: %w", err)
	}
	return &PCI{
		Controller: &Controller{Regs: regs, Model: model, Machine: bus.Machine(), Line: line},
		Device:     dev,
	}, nil
}
