package rootport

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// elsewhere returns the hotplugger of an address outside of the port's only slot;
// nil without one.
func (p *Port) elsewhere(at pci.Address) pci.Hotplugger {
	if h := p.Primary().Hotplugger(); at != p.Bus().Slot() && h != nil && h.CanPlug(at) {
		return h
	}
	return nil
}

// CanPlug reports whether the address is the port's only slot, or another one for
// hot plug behind the root bus.
func (p *Port) CanPlug(at pci.Address) bool { return at == p.Bus().Slot() || p.elsewhere(at) != nil }

// Plug plugs in a device. The port's own slot must be free; Plug switches its
// power on.
func (p *Port) Plug(ctx context.Context, at pci.Address, d hotplug.Device) error {
	if h := p.elsewhere(at); h != nil {
		return h.Plug(ctx, at, d)
	}
	if at != p.Bus().Slot() {
		return fmt.Errorf("rootport: plug in %s: got address %v, want the port's only slot %v", d.Driver, at, p.Bus().Slot())
	}
	bus, err := p.id(ctx)
	if err != nil {
		return err
	}
	if err := pci.HotAdd(ctx, p.Primary().Machine().Monitor, bus, at, d); err != nil {
		return err
	}
	return p.power(ctx, true)
}

// Unplug removes a device. For the port's own slot QEMU presses the attention
// button, and the guest switches the slot's power off.
func (p *Port) Unplug(ctx context.Context, at pci.Address) error {
	if h := p.elsewhere(at); h != nil {
		return h.Unplug(ctx, at)
	}
	id, err := hotplug.PCIDevice(ctx, p.Primary().Machine().Monitor, at.Bus, at.Device, at.Function)
	if err != nil {
		return err
	}
	return hotplug.Remove(ctx, p.Primary().Machine().Monitor, id, func(ctx context.Context) error {
		if err := p.await(ctx, AttentionButton); err != nil {
			return err
		}
		return p.power(ctx, false)
	})
}

// id returns QEMU's id of the port, which is also the name of its bus.
func (p *Port) id(ctx context.Context) (string, error) {
	at := p.Device().Address()
	return hotplug.PCIDevice(ctx, p.Primary().Machine().Monitor, at.Bus, at.Device, at.Function)
}

// await waits for an event of the slot and clears it.
func (p *Port) await(ctx context.Context, event Status) error {
	slot, err := p.capability(ctx)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%v of the slot behind %v", event, p.Device())
	err = p.Primary().Machine().Wait(ctx, what, func(ctx context.Context) (bool, error) {
		status, err := SlotStatus.Read(ctx, slot.Space(p.Device()))
		return status&event != 0, err
	})
	if err != nil {
		return err
	}
	return SlotStatus.Write(ctx, slot.Space(p.Device()), event)
}

// power switches the slot's power and its indicator. The power is on when the
// link is active.
func (p *Port) power(ctx context.Context, on bool) error {
	slot, err := p.capability(ctx)
	if err != nil {
		return err
	}
	registers := slot.Space(p.Device())
	if !on {
		return SlotControl.Modify(ctx, registers, PowerIndicator, PowerIndicatorOff|PowerOff)
	}
	if err := SlotControl.Modify(ctx, registers, PowerIndicator|PowerOff, PowerIndicatorOn); err != nil {
		return err
	}
	what := fmt.Sprintf("the link behind %v to be active", p.Device())
	return p.Primary().Machine().Wait(ctx, what, func(ctx context.Context) (bool, error) {
		status, err := LinkStatus.Read(ctx, registers)
		return status&LinkActive != 0, err
	})
}

// capability returns the port's PCI Express capability.
func (p *Port) capability(ctx context.Context) (pci.Capability, error) {
	offset, found, err := p.Device().Capability(ctx, pci.CapabilityExpress)
	if err == nil && !found {
		err = fmt.Errorf("rootport: %v: %w", p.Device(), pci.ErrNoCapability)
	}
	return pci.Capability{ID: pci.CapabilityExpress, Offset: offset}, err
}
