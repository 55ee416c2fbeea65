package biostables

import (
	"slices"
	"strconv"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
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

// legacyMode returns the check that the FADT has the port by which a firmware is asked to leave the
// mode without ACPI, or that there is none (section 5.2.9, "SMI_CMD").
func legacyMode(there bool) func(*run.T, *machine) {
	return func(t *run.T, m *machine) {
		t.Step("mode without ACPI", func() {
			const port = 0xb2 // of the chipsets' advanced power management
			fadt := m.table(t, "FACP")
			command, on, off := fadt.Int(48, 4), fadt.Int(52, 1), fadt.Int(53, 1)
			switch {
			case !there && (command != 0 || on != 0 || off != 0):
				t.Errorf("SMI_CMD = %#x, ACPI_ENABLE = %#x, ACPI_DISABLE = %#x, want 0 of all", command, on, off)
			case there && (command != port || on == off):
				t.Errorf("SMI_CMD = %#x, ACPI_ENABLE = %#x, ACPI_DISABLE = %#x, want %#x and two values", command, on, off, port)
			}
		})
	}
}
