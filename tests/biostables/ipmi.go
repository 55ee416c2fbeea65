package biostables

import (
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
	"github.com/qgraph/qgraph/libqos/protocol/smbios"
)

// The kinds of interface to a management controller (IPMI 2.0, table C1-1 "SM BIOS IPMI Device
// Information Record").
const (
	kcs  = 1
	ssif = 4
)

// Where the tests have such an interface.
const (
	kcsPort     = 0xca8
	kcsLine     = 10
	ssifAddress = 0x10
)

// ipmi returns the check of an interface in the namespace (IPMI 2.0, appendix C3 "Locating IPMI
// System Interfaces with ACPI Name Space") and in SMBIOS (DSP0134 3.7, section 7.39 "IPMI Device
// Information (Type 38)").
func ipmi(kind uint64, resource aml.ResourceKind, at uint64) func(*run.T, *machine) {
	return func(t *run.T, m *machine) {
		t.Step("IPMI device", func() {
			const revision = 0x200
			d := located(t, m, "IPI0001", resource, at)
			got, _ := d.Int("_IFT")
			if version, _ := d.Int("_SRV"); got != kind || version != revision {
				t.Errorf("_IFT = %d, _SRV = %#x, want %d, %#x", got, version, kind, revision)
			}
		})
		t.Step("IPMI in SMBIOS", func() {
			const controller, revision = 0x20, 0x20 // the controller's address on its own bus; version 2.0
			base := at | 1                          // ports
			if kind == ssif {
				base = at << 1
			}
			s := the(t, smbiosOf(t, m.source), smbios.IPMIDevice)
			for _, f := range []struct {
				name         string
				offset, size int
				want         uint64
			}{
				{"interface", 4, 1, kind}, {"revision", 5, 1, revision}, {"base address", 8, 8, base}, {"target address", 6, 1, controller},
				{"register spacing and lowest bit of the address", 0x10, 1, s.Int(0x10, 1) & 0xf},
			} {
				if got := s.Int(f.offset, f.size); got != f.want {
					t.Errorf("%s = %#x, want %#x", f.name, got, f.want)
				}
			}
		})
	}
}

// ipmiInterrupt returns the check of the interrupt of an interface: that it is the same in both
// places, and that SMBIOS says that there is one.
func ipmiInterrupt(line uint32) func(*run.T, *machine) {
	return func(t *run.T, m *machine) {
		s := the(t, smbiosOf(t, m.source), smbios.IPMIDevice)
		t.Step("IPMI interrupt", func() {
			if got := s.Int(0x11, 1); got != uint64(line) {
				t.Errorf("SMBIOS: interrupt %d, want %d", got, line)
			}
			all, err := m.space.Devices("IPI0001")[0].Resources()
			t.Must(err)
			if !slices.ContainsFunc(all, func(r aml.Resource) bool { return r.Kind == aml.Interrupt && slices.Equal(r.Numbers, []uint32{line}) }) {
				t.Errorf("_CRS = %+v, want interrupt %d", all, line)
			}
		})
		t.Step("IPMI interrupt is specified", func() {
			const specified, level = 1 << 3, 1 << 0
			if got := s.Int(0x10, 1); got&specified == 0 || got&level != 0 {
				t.Errorf("interrupt information = %#x, want bit 3 (specified) and not bit 0 (level)", got)
			}
		})
	}
}
