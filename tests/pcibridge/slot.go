package pcibridge

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
)

// bay is the slot behind a port.
type bay struct {
	*pcibridge.Bridge
	regs reg.Space // the port's PCI Express capability
	line guest.Line
	msi  *pci.MSI // of a port without an interrupt pin; nil otherwise
}

// slot checks the hot plug of a port's slot, with the guest's part of it: a device comes,
// and goes when the guest has switched its power off (PCI Express Base 4.0, section 6.7
// "PCI Express Hot-Plug Support").
func slot(t *run.T, b *pcibridge.Bridge) {
	offset, _, err := b.Device().Capability(t.Context(), pci.CapabilityExpress)
	t.Must(err)
	s := bay{Bridge: b, regs: b.Device().ConfigAt(offset)}
	s.line, err = b.Device().INTx(t.Context())
	if errors.Is(err, pci.ErrNoPin) {
		s.msi, err = b.Device().MSI(t.Context())
		t.Must(err)
		t.Must(s.msi.Configure(t.Context(), 0))
		t.Must(s.msi.Enable(t.Context()))
		defer func() { t.Must(s.msi.Disable(t.Context())) }()
	}
	t.Must(err)
	t.Step("empty slot", func() { empty(t, s) })
	t.Step("controls", func() { controls(t, s) })
	t.Step("device comes", func() { comes(t, s) })
	t.Step("power", func() { power(t, s) })
	t.Step("device goes", func() { goes(t, s) })
	t.Step(goneInterrupt, func() { s.interrupts(t, "device gone", true) })
	t.Step("slot without the device", func() { gone(t, s) })
}

// interrupts checks whether the port interrupts: by its line, or by a message since the
// last call.
func (s bay) interrupts(t *run.T, when string, want bool) {
	t.Helper()
	rootport.SlotStatus.ReadT(t, s.regs) // what QEMU did on behalf of a monitor's command has come before this reply
	got := s.msi == nil && s.line.Raised()
	if s.msi != nil {
		var err error
		got, err = s.msi.Fired(t.Context(), 0)
		t.Must(err)
	}
	if got != want {
		t.Errorf("%s: the port interrupts: %t, want %t", when, got, want)
	}
}

// events checks the events of the slot that are there now, and whether it has a device.
// It acknowledges them: there is no interrupt afterwards.
func (s bay) events(t *run.T, when string, want rootport.Status) {
	t.Helper()
	const looked = rootport.AttentionButton | rootport.PresenceChanged | rootport.Present
	is := rootport.SlotStatus.ReadT(t, s.regs)
	if is&looked != want {
		t.Errorf("%s: Slot Status is %v, want %v", when, is&looked, want)
	}
	rootport.SlotStatus.WriteT(t, s.regs, is&rootport.Events)
	if is := rootport.SlotStatus.ReadT(t, s.regs); is&rootport.Events != 0 {
		t.Errorf("%s, and acknowledged: Slot Status is %v, want no event", when, is)
	}
	s.interrupts(t, when+", and acknowledged", false)
}

// set writes the controls of the slot, and waits for nothing: the command of a slot that
// reports no completion is complete at once.
func (s bay) set(t *run.T, clear, set rootport.Control) {
	t.Helper()
	t.Must(rootport.SlotControl.Modify(t.Context(), s.regs, clear, set))
}

// empty checks a slot without a device: what it can do, and that nothing is behind it.
func empty(t *run.T, s bay) {
	const want = rootport.HasAttentionButton | rootport.HasPowerController | rootport.HasAttentionIndicator | rootport.HasPowerIndicator | rootport.HasHotPlug
	before := rootport.SlotCapabilities.ReadT(t, s.regs)
	if before&want != want {
		t.Errorf("Slot Capabilities is %v, want %v in it", before, want)
	}
	rootport.SlotCapabilities.WriteT(t, s.regs, ^before)
	reg.ExpectT(t, s.regs, "Slot Capabilities", rootport.SlotCapabilities, before)
	s.interrupts(t, "without a device", false)
	s.events(t, "without a device", 0)
	if link := rootport.LinkStatus.ReadT(t, s.regs); link&rootport.LinkActive != 0 {
		t.Errorf("Link Status is %#x without a device, want no active link", uint16(link))
	}
	answers(t, subject{Bridge: s.Bridge}, s.Bus().Slot(), "without a device", false)
}

// controls checks that the indicators and the enable bits keep what is written, and that
// each command is completed.
func controls(t *run.T, s bay) {
	const enable = rootport.AttentionButtonEnable | rootport.PresenceChangedEnable
	before := rootport.SlotControl.ReadT(t, s.regs)
	has := rootport.SlotCapabilities.ReadT(t, s.regs)
	for _, v := range []rootport.Control{
		enable | rootport.PowerIndicatorOn | rootport.AttentionIndicator, enable | rootport.PowerIndicatorBlinks | rootport.PowerOff,
	} {
		const all = enable | rootport.PowerIndicator | rootport.AttentionIndicator | rootport.PowerOff
		if v&rootport.AttentionIndicator == 0 {
			v |= 1 << 6 // zero is reserved
		}
		reg.KeepsT(t, s.regs, "Slot Control", rootport.SlotControl, before&^all|v)
		status := rootport.SlotStatus.ReadT(t, s.regs)
		if completed := status&rootport.CommandCompleted != 0; completed == (has&rootport.HasNoCompletion != 0) {
			t.Errorf("after a command Slot Status is %v, and Slot Capabilities %v", status, has)
		}
		rootport.SlotStatus.WriteT(t, s.regs, rootport.CommandCompleted)
	}
	rootport.SlotControl.WriteT(t, s.regs, before)
	rootport.SlotStatus.WriteT(t, s.regs, rootport.Events)
}

// goneInterrupt is a step that some ports fail.
const goneInterrupt = "interrupt when the device has gone"

// guestID is QEMU's id of the device in the slot.
const guestID = "guest"

// comes plugs a device in: its presence is an event, which interrupts if it is enabled.
func comes(t *run.T, s bay) {
	ctx, monitor := t.Context(), t.QEMU().QMP()
	at := s.Device().Address()
	bus, err := hotplug.PCIDevice(ctx, monitor, at.Bus, at.Device, at.Function)
	t.Must(err)
	s.set(t, 0, rootport.HotPlugInterrupt|rootport.PresenceChangedEnable|rootport.AttentionButtonEnable)
	rootport.SlotStatus.WriteT(t, s.regs, rootport.Events)
	s.events(t, "before", 0)
	t.Must(pci.HotAdd(ctx, monitor, bus, s.Bus().Slot(), hotplug.Device{Driver: "virtio-rng-pci", ID: guestID}))
	s.interrupts(t, "device added", true)
	s.events(t, "device added", rootport.PresenceChanged|rootport.AttentionButton|rootport.Present)
}

// power switches the power of the slot on: the link is active, and the device answers. It
// does not while the power is off.
func power(t *run.T, s bay) {
	behind := subject{Bridge: s.Bridge}
	s.set(t, rootport.PowerIndicator|rootport.PowerOff, rootport.PowerIndicatorOn)
	if link := rootport.LinkStatus.ReadT(t, s.regs); link&rootport.LinkActive == 0 {
		t.Errorf("Link Status is %#x with the power on, want an active link", uint16(link))
	}
	answers(t, behind, s.Bus().Slot(), "with the power on", true)
	rootport.SlotStatus.WriteT(t, s.regs, rootport.Events)
}

// goes has QEMU ask for the removal: the attention button is an event. The device goes
// when the guest switches its power off.
func goes(t *run.T, s bay) {
	ctx := t.Context()
	s.events(t, "before", rootport.Present)
	t.Must(hotplug.Remove(ctx, t.QEMU().QMP(), guestID, func(ctx context.Context) error {
		s.interrupts(t, "removal asked for", true)
		s.events(t, "removal asked for", rootport.AttentionButton|rootport.Present)
		answers(t, subject{Bridge: s.Bridge}, s.Bus().Slot(), "removal asked for", true)
		return rootport.SlotControl.Modify(ctx, s.regs, rootport.PowerIndicator, rootport.PowerIndicatorOff|rootport.PowerOff)
	}))
}

// gone checks the slot after the device has gone.
func gone(t *run.T, s bay) {
	s.events(t, "device gone", rootport.PresenceChanged)
	if link := rootport.LinkStatus.ReadT(t, s.regs); link&rootport.LinkActive != 0 {
		t.Errorf("Link Status is %#x without a device, want no active link", uint16(link))
	}
	answers(t, subject{Bridge: s.Bridge}, s.Bus().Slot(), "device gone", false)
}
