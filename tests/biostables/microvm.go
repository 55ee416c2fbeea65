package biostables

import (
	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
	"github.com/qgraph/qgraph/qtest"
)

// microvmRows are the tests of the options of the machine without a chipset.
func microvmRows() []row {
	const usb, clock = 0xfe90_0000, 0x70
	on := func(name string) []graph.Option { return []graph.Option{machineOption(name, "on")} }
	microvm := tableloader.MicroVM
	return []row{
		{name: "usb", from: microvm, further: present("PNP0D10", aml.Memory, usb), options: on("usb")},
		{name: "rtc", from: microvm, further: present("PNP0B00", aml.IO, clock), options: on("rtc")},
		{name: "ioapic2", from: microvm, further: inputs(0, 24), options: on("ioapic2")},
		{name: "pcie", from: microvm, further: configurationMethod, options: on("pcie")},
	}
}

// inputs returns the check of the first inputs of the I/O APICs (section 5.2.12.3 "I/O APIC
// Structure").
func inputs(want ...uint64) func(*run.T, *machine) {
	return func(t *run.T, m *machine) {
		t.Step("interrupt inputs", func() {
			const ioAPIC = 1
			var got []uint64
			ids := map[uint64]bool{}
			for _, s := range acpi.Of(m.structures(t, "APIC"), ioAPIC) {
				got = append(got, s.Int(8, 4))
				ids[s.Int(2, 1)] = true
			}
			if diff := cmp.Diff(want, got); diff != "" || len(ids) != len(got) {
				t.Errorf("%d IDs; first inputs (-want +got):\n%s", len(ids), diff)
			}
		})
	}
}

// configurationMethod checks that the host bridge has the address of the configuration space, which
// no MCFG has, and that this address is reserved (PCI Firmware 3.0, section 4.1.3 "The _CBA Method"
// and 4.1.2).
func configurationMethod(t *run.T, m *machine) {
	t.Step("configuration space of the host bridge", func() {
		base := m.returned(t, "_CBA")
		const none = 0xffff
		vendor, err := m.Read(t.Context(), qtest.Width16, base)
		t.Must(err)
		if vendor == none {
			t.Errorf("_CBA = %#x, where no host bridge is", base)
		}
		for _, d := range m.space.Devices("PNP0C02") {
			all, err := d.Resources()
			t.Must(err)
			for _, r := range all {
				if r.Kind == aml.Memory && r.Min <= base && r.Max >= base {
					return
				}
			}
		}
		t.Errorf("no motherboard resource has the configuration space at %#x", base)
	})
}

// returned returns the constant that the only method with a name returns.
func (m *machine) returned(t *run.T, name string) uint64 {
	t.Helper()
	var bodies [][]*aml.Term
	var find func([]*aml.Term)
	find = func(all []*aml.Term) {
		for _, term := range all {
			if term.Op == aml.Method && term.Names[0] == name {
				bodies = append(bodies, term.Body)
			}
			find(term.Body)
		}
	}
	for _, code := range m.space.Code {
		find(code)
	}
	if len(bodies) != 1 || len(bodies[0]) != 1 || bodies[0][0].Op != aml.Return {
		t.Fatalf("%d methods %s, want one that returns a number", len(bodies), name)
	}
	v, ok := bodies[0][0].Terms[0].Int()
	if !ok {
		t.Fatalf("%s returns %v, want a number", name, bodies[0][0].Terms[0])
	}
	return v
}
