package pmbussuite

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// Pages checks PAGE: every page can be selected, and page 255 selects all of them.
// Register must be writable on all pages of the profile.
func Pages(t testing.TB, d *pmbus.Device, register reg.Reg[uint16]) {
	t.Helper()
	reset := map[uint8]uint16{}
	for page := range d.Profile.Pages() {
		must(t, d.Select(t.Context(), page))
		reg.ExpectT(t, d, "PAGE", pmbus.Page, page)
		reset[page] = register.ReadT(t, d)
	}
	for _, all := range []uint16{0x1234, 0x2143} {
		must(t, d.Select(t.Context(), pmbus.AllPages))
		register.WriteT(t, d, all)
		for page := range d.Profile.Pages() {
			must(t, d.Select(t.Context(), page))
			if got := register.ReadT(t, d); got != all {
				t.Errorf("page %d: %v = %#[4]x after a write to all pages, want %#[3]x", page, pmbus.Code(register), all, got)
			}
			register.WriteT(t, d, reset[page])
		}
	}
	must(t, d.ClearFaults(t.Context()))
}

// InvalidPage checks the selection of an invalid page (section 10.9.3 "Invalid
// Or Unsupported Data").
func InvalidPage(t testing.TB, d *pmbus.Device, page uint8) {
	t.Helper()
	pmbus.Page.WriteT(t, d, page)
	if got := pmbus.Page.ReadT(t, d); got == page {
		t.Errorf("PAGE = %d, an invalid page", page)
	}
	if got := pmbus.StatusCML.ReadT(t, d); got&(pmbus.InvalidData|pmbus.InvalidCommand) == 0 {
		t.Errorf("STATUS_CML after selection of page %d = %v, want invalid data", page, got)
	}
	if got := pmbus.StatusWord.ReadT(t, d); got&pmbus.CML == 0 {
		t.Errorf("STATUS_WORD after selection of page %d = %v, want CML", page, got)
	}
	must(t, d.ClearFaults(t.Context()))
	reg.ExpectT(t, d, "STATUS_CML after CLEAR_FAULTS", pmbus.StatusCML, 0)
	must(t, d.Select(t.Context(), 0))
}
