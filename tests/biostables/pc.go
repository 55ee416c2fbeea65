package biostables

import (
	"slices"
	"strconv"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
	"github.com/qgraph/qgraph/qtest"
)

// slots is the number of memory slots of the test.
const slots = 3

// memorySlots checks that each slot is a memory device with a number of its own.
func memorySlots(t *run.T, m *machine) {
	t.Step("memory devices", func() {
		var uids []uint64
		for _, d := range m.space.Devices("PNP0C80") {
			id := d.Value("_UID")
			if id == nil {
				t.Fatalf("%s has no _UID", d.Path)
			}
			v, ok := id.Int()
			if !ok {
				parsed, err := strconv.ParseUint(id.Text, 0, 64)
				t.Must(err)
				v = parsed
			}
			uids = append(uids, v)
			for _, method := range []string{"_CRS", "_STA", "_EJ0"} {
				if d.Child(method) == nil {
					t.Errorf("%s has no %s", d.Path, method)
				}
			}
		}
		slices.Sort(uids)
		if diff := cmp.Diff([]uint64{0, 1, 2}, uids); diff != "" {
			t.Errorf("_UID of the memory devices (-want +got):\n%s", diff)
		}
	})
}

// withoutHPET checks that the timer is not in the namespace, either.
func withoutHPET(t *run.T, m *machine) {
	t.Step("no timer", func() {
		if _, ok := m.tables.Table("HPET"); ok {
			t.Error("there is a table HPET")
		}
		for _, d := range m.space.Devices("PNP0103") {
			if d.Value("_STA") == nil && d.Child("_STA") == nil {
				t.Errorf("%s is there", d.Path)
			}
		}
	})
}

// isaDevices checks that the devices on the command line are in the namespace: their _CRS is
// checked for all.
func isaDevices(t *run.T, m *machine) {
	t.Step("ISA devices", func() {
		for id, want := range map[string][]uint64{
			"PNP0501": {0x2f8, 0x3f8}, "PNP0400": {0x378}, "QEMU0001": {0x505},
		} {
			var got []uint64
			for _, d := range m.space.Devices(id) {
				all, err := d.Resources()
				t.Must(err)
				for _, r := range all {
					if r.Kind == aml.IO {
						got = append(got, r.Min)
					}
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("ports of %s (-want +got):\n%s", id, diff)
			}
		}
	})
}

// ipmi checks the device of an IPMI interface (IPMI 2.0, appendix C3 "Locating IPMI System
// Interfaces with ACPI").
func ipmi(t *run.T, m *machine) {
	t.Step("IPMI device", func() {
		const kcs, port = 1, 0xca2
		all := m.space.Devices("IPI0001")
		if len(all) != 1 {
			t.Fatalf("%d devices IPI0001, want 1", len(all))
		}
		if v, ok := all[0].Int("_IFT"); !ok || v != kcs {
			t.Errorf("_IFT = %d, want %d", v, kcs)
		}
		resources, err := all[0].Resources()
		t.Must(err)
		if len(resources) == 0 || resources[0].Kind != aml.IO || resources[0].Min != port {
			t.Errorf("_CRS = %v, want ports from %#x on", resources, port)
		}
	})
}

// enabledConfiguration checks that the tables have the memory-mapped configuration space, which
// a firmware enables before it reads them (Intel 3 Series Express Chipset Family, section 5.1.14
// "PCIEXBAR").
func enabledConfiguration(t *run.T, s *tableloader.Source) {
	const (
		configAddress = 0xcf8
		pciexbar      = 0x60
		enable        = 1 << 31
		base          = 0xb000_0000
	)
	ports := s.Device.Machine.Ports(configAddress, 8)
	t.Must(ports.Store(t.Context(), qtest.Width32, 0, enable|pciexbar+4))
	t.Must(ports.Store(t.Context(), qtest.Width32, 4, 0))
	t.Must(ports.Store(t.Context(), qtest.Width32, 0, enable|pciexbar))
	t.Must(ports.Store(t.Context(), qtest.Width32, 4, base|1))
	check(t, s, func(t *run.T, m *machine) {
		t.Step("MCFG", func() {
			table := m.table(t, "MCFG")
			if got, last := table.Int(44, 8), table.Int(55, 1); got != base || last != 255 {
				t.Errorf("configuration space at %#x to bus %d, want %#x to bus 255", got, last, base)
			}
		})
	})
}
