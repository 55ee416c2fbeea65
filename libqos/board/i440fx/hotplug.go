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

// ACPIHotplug is the ability of a bus whose slots are ejected by [Eject]: a test that
// does so itself says graph.Requires(i440fx.ACPIHotplug).
var ACPIHotplug = graph.NewAbility("hot plug by the PIIX4's ACPI ports")

// Ports of the hot plug interface, one bit a slot each (QEMU 11.1,
// docs/specs/acpi_pci_hotplug.rst).
const (
	slotPorts                   = 0xae00
	slotRemoval reg.Reg[uint32] = 0x04 // "PCI slot removal notification"
	slotEject   reg.Reg[uint32] = 0x08 // "PCI device eject"
	slotSize                    = 0x0c
)

// CanPlug reports whether the address is that of a slot: all of bus 0 are for hot
// plug, but for those that the chipset takes.
func (h *Host) CanPlug(at pci.Address) bool { return at.Bus == 0 && at.Device > routerSlot }

// Plug plugs a device in at an address. It has no option ROM: nothing here would
// run it.
func (h *Host) Plug(ctx context.Context, at pci.Address, d hotplug.Device) error {
	d.Props = append([]hotplug.Prop{
		hotplug.String("bus", BusID),
		hotplug.String("addr", at.Slot()),
		hotplug.String("romfile", ""),
	}, d.Props...)
	return hotplug.Add(ctx, h.machine.Monitor, d)
}

// Unplug takes out the device at an address: QEMU sets the slot's bit in the
// removal register, and the guest answers by ejecting the slot.
func (h *Host) Unplug(ctx context.Context, at pci.Address) error {
	id, err := hotplug.PCIDevice(ctx, h.machine.Monitor, at.Bus, at.Device, at.Function)
	if err != nil {
		return err
	}
	return hotplug.Remove(ctx, h.machine.Monitor, id, func(ctx context.Context) error { return h.eject(ctx, at.Device) })
}

func (h *Host) eject(ctx context.Context, slot uint8) error {
	what := fmt.Sprintf("slot %d to be asked for", slot)
	err := h.machine.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		removal, err := slotRemoval.Read(ctx, h.machine.Ports(slotPorts, slotSize))
		return removal>>slot&1 != 0, err
	})
	if err != nil {
		return err
	}
	return Eject(ctx, h.machine, slot)
}

// Eject ejects a slot, as a guest does when it is asked for it and as it may do of
// its own accord: QEMU removes every device of the slot.
func Eject(ctx context.Context, m *guest.Machine, slot uint8) error {
	return slotEject.Write(ctx, m.Ports(slotPorts, slotSize), 1<<slot)
}
