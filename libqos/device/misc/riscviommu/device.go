package riscviommu

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("riscv-iommu-pci")

// version is the version of the specification, 1.0 (section 6.3).
const version = 0x10

// PCIModel returns the configuration space according to the specification and to
// QEMU's documentation (section 7.1 "Reading and writing IOMMU registers"; QEMU
// 11.1, docs/specs/riscv-iommu.rst).
func PCIModel() pci.Model {
	return pci.Model{
		Name:         Driver.Name(),
		ID:           pci.ID{Vendor: 0x1b36, Device: 0x0014, SubsystemVendor: 0x1b36, Subsystem: 0x0014},
		Revision:     1,
		Class:        pci.ClassIOMMU,
		Capabilities: []pci.CapabilityID{pci.CapabilityExpress, pci.CapabilityMSIX},
		MSIX:         5,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory64, Size: 4 << 10},
		},
		Landmarks: []pci.Landmark{
			{Name: "capabilities.version", BAR: 0, Offset: uint64(Caps), Width: Caps.Width(), Mask: uint64(CapVersion), Value: version},
		},
		Fixed:        true,
		Unmigratable: true,
	}
}

// Device is an IOMMU on a PCI bus.
type Device struct {
	PCI     *pci.Device
	Regs    reg.Space
	Machine *guest.Machine
}

// New returns the IOMMU at the bus's slot, with its registers mapped, in its state
// after reset.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), 0)
	if err != nil {
		return nil, fmt.Errorf("riscviommu: %w", err)
	}
	return &Device{dev, regs, bus.Machine()}, nil
}

// SetDirectory sets the mode and the directory's root, and waits until the IOMMU
// has accepted them (section 6.5). Any mode other than Off and Bare needs a root,
// the guest-physical address of a page.
func (d *Device) SetDirectory(ctx context.Context, mode Table, root uint64) error {
	if err := Directory.Write(ctx, d.Regs, mode|Table(ppn(root))); err != nil {
		return fmt.Errorf("riscviommu: set the directory: %w", err)
	}
	err := d.Machine.Wait(ctx, "ddtp.busy to clear", func(ctx context.Context) (bool, error) {
		v, err := Directory.Read(ctx, d.Regs)
		return v&TableBusy == 0, err
	})
	if err != nil {
		return fmt.Errorf("riscviommu: set the directory: %w", err)
	}
	return nil
}

// Translate uses the debug interface to translate an access of a device to an I/O
// virtual address (section 6.24 to 6.26).
func (d *Device) Translate(ctx context.Context, device uint32, iova uint64, flags Request) (Translation, error) {
	if err := RequestIOVA.Write(ctx, d.Regs, iova); err != nil {
		return 0, fmt.Errorf("riscviommu: translate %#x: %w", iova, err)
	}
	if err := RequestCtl.Write(ctx, d.Regs, Request(device)<<requestDevice|flags|Go); err != nil {
		return 0, fmt.Errorf("riscviommu: translate %#x: %w", iova, err)
	}
	err := d.Machine.Wait(ctx, "tr_req_ctl.Go/Busy to clear", func(ctx context.Context) (bool, error) {
		v, err := RequestCtl.Read(ctx, d.Regs)
		return v&Go == 0, err
	})
	if err != nil {
		return 0, fmt.Errorf("riscviommu: translate %#x: %w", iova, err)
	}
	v, err := Response.Read(ctx, d.Regs)
	if err != nil {
		return 0, fmt.Errorf("riscviommu: translate %#x: %w", iova, err)
	}
	return v, nil
}

// csr waits until the bits of mask in a queue's control and status register equal
// want.
func (d *Device) csr(ctx context.Context, what string, r reg.Reg[CSR], mask, want CSR) error {
	return d.Machine.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		v, err := r.Read(ctx, d.Regs)
		return v&mask == want, err
	})
}
