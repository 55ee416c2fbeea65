package i440fx

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// ACPIHotplug is the ability of a bus to eject slots by [Eject]. A test that calls
// Eject itself has graph.Requires(i440fx.ACPIHotplug).
var ACPIHotplug = graph.NewAbility("hot plug by the PIIX4's ACPI ports")

// Ports of the hot plug interface, with one bit per slot (QEMU 11.1,
// docs/specs/acpi_pci_hotplug.rst).
const (
	slotPorts                   = 0xae00
	slotRemoval reg.Reg[uint32] = 0x04 // "PCI slot removal notification"
	slotEject   reg.Reg[uint32] = 0x08 // "PCI device eject"
	slotSize                    = 0x0c
)

// CanPlug reports whether the address is a slot for hot plug: all slots of bus 0
// are, except the chipset's own.
func (h *Host) CanPlug(at pci.Address) bool { return at.Bus == 0 && at.Device > routerSlot }

// Plug plugs in a device at an address, without an option ROM: nothing here
// would run it.
func (h *Host) Plug(ctx context.Context, at pci.Address, d hotplug.Device) error {
	return pci.HotAdd(ctx, h.machine.Monitor, BusID, at, d)
}

// Unplug removes the device at an address: QEMU sets the slot's bit in the
// removal register, and the guest then ejects the slot.
func (h *Host) Unplug(ctx context.Context, at pci.Address) error {
	id, err := hotplug.PCIDevice(ctx, h.machine.Monitor, at.Bus, at.Device, at.Function)
	if err != nil {
		return err
	}
	return hotplug.Remove(ctx, h.machine.Monitor, id, func(ctx context.Context) error { return h.eject(ctx, at.Device) })
}

func (h *Host) eject(ctx context.Context, slot uint8) error {
	what := fmt.Sprintf("the removal request for slot %d", slot)
	err := h.machine.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		removal, err := slotRemoval.Read(ctx, h.machine.Ports(slotPorts, slotSize))
		return removal>>slot&1 != 0, err
	})
	if err != nil {
		return err
	}
	return Eject(ctx, h.machine, slot)
}

// Eject ejects a slot, and QEMU removes every device of the slot. A guest ejects a
// slot on request, but may also do so unasked.
func Eject(ctx context.Context, m *guest.Machine, slot uint8) error {
	return slotEject.Write(ctx, m.Ports(slotPorts, slotSize), 1<<slot)
}
