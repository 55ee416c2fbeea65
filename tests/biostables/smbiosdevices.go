package biostables

import (
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/smbios"
)

// reference is the device that structures of the test refer to.
const reference = "referred"

// boardParts are options of structures for parts of a board (DSP0134 3.7, sections 7.4, 7.5, 7.9, 7.10 and
// 7.42).
func boardParts() []description {
	return []description{
		{smbios.Chassis, []property{{"sku", "k3", 0x15, 0}}},
		{smbios.Processor, []property{{"processor-family", "198", 0x28, 2}, {"processor-id", "81985529216486895", 8, 8}}},
		{smbios.PortConnector, []property{
			{"internal_reference", "J1", 4, 0}, {"external_reference", "LAN", 6, 0}, {"connector_type", "11", 7, 1}, {"port_type", "31", 8, 1},
		}},
		{smbios.SystemSlots, []property{
			{"slot_designation", "Slot 9", 4, 0}, {"slot_type", "177", 5, 1}, {"slot_data_bus_width", "13", 6, 1}, {"current_usage", "4", 7, 1},
			{"slot_length", "3", 8, 1}, {"slot_id", "773", 9, 2}, {"slot_characteristics1", "4", 0xb, 1}, {"slot_characteristics2", "1", 0xc, 1},
		}},
		{smbios.OnboardDevice, []property{{"designation", "Onboard", 4, 0}, {"instance", "3", 6, 1}}},
	}
}

func boardPartOptions() []graph.Option {
	further := map[smbios.Type][]graph.Prop{
		smbios.SystemSlots:   {graph.P("pci_device", reference)},
		smbios.OnboardDevice: {graph.P("kind", "ethernet"), graph.P("pcidev", reference)},
	}
	all := []graph.Option{machineOption("smbios-entry-point-type", "64"), named(reference, "pci-testdev", slotted(testSlot))}
	for _, d := range boardParts() {
		all = append(all, d.option(further[d.typ]...))
	}
	return all
}

// boardPartsTest checks the structures.
func boardPartsTest(t *run.T, s *tableloader.Source) {
	all := smbiosOf(t, s)
	t.Step("entry point", func() { entryPoint(t, s, all) })
	for _, d := range boardParts() {
		t.Step("type "+strconv.Itoa(int(d.typ)), func() { optionsOf(t, all, []description{d}) })
	}
	t.Step("family of the processor", func() {
		const inFamily2 = 0xfe
		if got := the(t, all, smbios.Processor).Int(6, 1); got != inFamily2 {
			t.Errorf("family = %#x, want %#x: it is in the field of a word", got, inFamily2)
		}
	})
	const ethernetEnabled = 5 | 1<<7
	t.Step("onboard device", func() {
		device := the(t, all, smbios.OnboardDevice)
		if got := device.Int(5, 1); got != ethernetEnabled {
			t.Errorf("type = %#x, want %#x", got, ethernetEnabled)
		}
		onBus(t, device, 7)
	})
	t.Step("device in the slot", func() { onBus(t, the(t, all, smbios.SystemSlots), 0xd) })
	t.Step("end of the table", func() {
		if last := all[len(all)-1]; last.Type != smbios.EndOfTable || len(last.Bytes) != 4 {
			t.Errorf("the last structure has type %d and %d bytes, want %d, 4", last.Type, len(last.Bytes), smbios.EndOfTable)
		}
	})
}

// onBus checks segment, bus, device and function of the device, from an offset on.
func onBus(t *run.T, s smbios.Structure, offset int) {
	t.Helper()
	const place = testSlot << 3
	if segment, bus, device := s.Int(offset, 2), s.Int(offset+2, 1), s.Int(offset+3, 1); segment != 0 || bus != 0 || device != place {
		t.Errorf("segment %#x, bus %#x, device and function %#x, want 0, 0, %#x", segment, bus, device, place)
	}
}
