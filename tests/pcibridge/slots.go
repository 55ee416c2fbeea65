package pcibridge

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
	"github.com/qgraph/qgraph/qtest"
)

// occupied is the slot with a card, and vacant one without.
const (
	occupied = 1
	vacant   = 2
)

// card is the card in the occupied slot.
func card() graph.TestOption {
	return graph.After(graph.Option{Flag: "-device", Type: "edu", ID: "behind", Props: []graph.Prop{
		{Name: "bus", Value: graph.DeviceID("")}, graph.P("addr", conventionalEdu),
	}})
}

// controller is the controller of a bridge's slots.
type controller struct {
	*run.T
	b    *pcibridge.Bridge
	regs *pci.Region
	card pci.Address
}

// slots checks a bridge's standard hot-plug controller: its registers, the two ways to them, and its commands.
func slots(t *run.T, b *pcibridge.Bridge) {
	regs, err := b.Device().MapOrder(t.Context(), 0, binary.LittleEndian)
	t.Must(err)
	t.Must(b.Device().Enable(t.Context()))
	c := controller{t, b, regs, b.Bus().Slot()}
	t.Step("configuration", func() { c.configuration() })
	t.Step("configuration space", func() { c.selected() })
	t.Step("indicators", func() { c.indicators() })
	t.Step("invalid commands", func() { c.invalid() })
	t.Step(openSlot, func() { c.open() })
	t.Step("power off", func() { c.powerOff() })
}

// Steps that QEMU's controllers fail.
const (
	openSlot  = "slot that is open"
	attention = "attention indicators"
)

// configuration checks the number of slots, and the state of their cards.
func (c controller) configuration() {
	layout := pcibridge.SlotsConfig.ReadT(c, c.regs)
	const devices = 32
	if n, first := layout.Count(), layout.First(); n == 0 || first+n > devices || first != int(c.card.Device) {
		c.Fatalf("%d slots from device %d on, want some, from device %d on", n, first, c.card.Device)
	}
	reg.ExpectBitsT(c, c.regs, "slots of 33 MHz", pcibridge.Slots33, 0x1f, uint32(layout.Count()))
	for n := 1; n <= layout.Count(); n++ {
		want := pcibridge.DisableSlot | pcibridge.PowerLEDOff | pcibridge.SlotEmpty | pcibridge.SlotOpen
		if n == occupied {
			want = pcibridge.EnableSlot | pcibridge.PowerLEDOn
		}
		all := (pcibridge.SlotState | pcibridge.SlotEmpty | pcibridge.SlotOpen) &^ pcibridge.AttentionOff
		reg.ExpectBitsT(c, c.regs, "a slot", pcibridge.SlotRegister(n), all, want)
	}
	c.Step(attention, func() {
		for n := 1; n <= layout.Count(); n++ {
			reg.ExpectBitsT(c, c.regs, "a slot", pcibridge.SlotRegister(n), pcibridge.AttentionOff, pcibridge.AttentionOff)
		}
	})
	reg.IgnoresT(c, c.regs, "the slots' configuration", pcibridge.SlotsConfig)
}

// selected checks that configuration space reaches each register.
func (c controller) selected() {
	offset, found, err := c.b.Device().Capability(c.Context(), pcibridge.SlotsCapability)
	c.Must(err)
	if !found {
		c.Fatalf("no capability %#x, want that of the hot-plug controller", pcibridge.SlotsCapability)
	}
	list := c.b.Device().ConfigAt(offset)
	last := int(pcibridge.SlotRegister(pcibridge.SlotsConfig.ReadT(c, c.regs).Count()))
	for at := 0; at <= last; at += 4 {
		pcibridge.SlotsSelect.WriteT(c, list, uint8(at/4))
		reg.ExpectT(c, list, "a register by configuration space", pcibridge.SlotsData, reg.Reg[uint32](at).ReadT(c, c.regs))
	}
}

// command gives a command, and checks its end.
func (c controller) command(when string, n int, code uint16, want pcibridge.SlotResult) {
	c.Helper()
	pcibridge.SlotsCommand.WriteT(c, c.regs, uint16(n)<<pcibridge.SlotShift|code)
	reg.ExpectT(c, c.regs, when+": status", pcibridge.SlotsStatus, want)
}

// shows checks the state that a slot's commands have set.
func (c controller) shows(when string, n int, want pcibridge.Slot) {
	c.Helper()
	reg.ExpectBitsT(c, c.regs, when, pcibridge.SlotRegister(n), pcibridge.SlotState, want)
}

// indicators checks that a command sets the indicators that it names, of its slot alone.
func (c controller) indicators() {
	const enabled = pcibridge.EnableSlot
	other := pcibridge.SlotRegister(vacant).ReadT(c, c.regs)
	for _, row := range []struct {
		name string
		code uint16
		want pcibridge.Slot
	}{
		{"attention blinks", pcibridge.AttentionLED, enabled | pcibridge.PowerLEDOn | pcibridge.AttentionLED},
		{"power blinks", pcibridge.PowerLEDBlink, enabled | pcibridge.PowerLEDBlink | pcibridge.AttentionLED},
		{"attention on", pcibridge.AttentionOn, enabled | pcibridge.PowerLEDBlink | pcibridge.AttentionOn},
		{"both", pcibridge.PowerLEDOn | pcibridge.AttentionOff, enabled | pcibridge.PowerLEDOn | pcibridge.AttentionOff},
	} {
		c.command(row.name, occupied, row.code, 0)
		c.shows(row.name, occupied, row.want)
		reg.ExpectT(c, c.regs, row.name+", another slot", pcibridge.SlotRegister(vacant), other)
	}
	c.answers("after changes of indicators", true)
}

// invalid checks commands and slots that are not there.
func (c controller) invalid() {
	before := pcibridge.SlotRegister(occupied).ReadT(c, c.regs)
	c.command("a command that is reserved", occupied, 0xff, pcibridge.InvalidCommand)
	c.command("slot 0", 0, pcibridge.EnableSlot, pcibridge.InvalidCommand)
	c.command("a bus of 66 MHz", 0, 0x41, pcibridge.InvalidSpeed)
	reg.ExpectT(c, c.regs, "the slot after commands that failed", pcibridge.SlotRegister(occupied), before)
	c.command("a valid command", occupied, pcibridge.AttentionOff, 0)
}

// open checks that a slot that is open gets no power.
func (c controller) open() {
	before := pcibridge.SlotRegister(vacant).ReadT(c, c.regs)
	c.command("an open slot", vacant, pcibridge.EnableSlot, pcibridge.LatchOpen)
	reg.ExpectT(c, c.regs, "an open slot", pcibridge.SlotRegister(vacant), before)
}

// powerOff checks that a card whose slot is disabled does not answer any more.
func (c controller) powerOff() {
	c.answers("enabled", true)
	c.command("power off", occupied, pcibridge.DisableSlot|pcibridge.PowerLEDOff|pcibridge.AttentionOff, 0)
	c.shows("power off", occupied, pcibridge.DisableSlot|pcibridge.PowerLEDOff|pcibridge.AttentionOff)
	c.answers("disabled", false)
	r := pcibridge.SlotRegister(occupied)
	if v := r.ReadT(c, c.regs); v&pcibridge.SlotEmpty != 0 { // the card was taken out
		reg.ExpectBitsT(c, c.regs, "a card is gone", r, pcibridge.PresenceChanged|pcibridge.LatchMoved, pcibridge.PresenceChanged|pcibridge.LatchMoved)
		r.WriteT(c, c.regs, pcibridge.LatchMoved)
		reg.ExpectBitsT(c, c.regs, "one event is cleared", r, pcibridge.PresenceChanged|pcibridge.LatchMoved, pcibridge.PresenceChanged)
		r.WriteT(c, c.regs, pcibridge.PresenceChanged)
		reg.ExpectBitsT(c, c.regs, "both events are cleared", r, pcibridge.PresenceChanged|pcibridge.LatchMoved, 0)
	}
}

// answers checks whether the card answers.
func (c controller) answers(when string, want bool) {
	c.Helper()
	vendor, err := c.b.ReadConfig(c.Context(), c.card, qtest.Width16, uint16(pci.VendorID))
	c.Must(err)
	if got := vendor != 0xffff; got != want {
		c.Errorf("%s: the card answers: %t (vendor %#x), want %t", when, got, vendor, want)
	}
}
