package virtio

import "testing"

// TransportsT returns all of the device's transports, and ends the test if there is
// none.
func (h *Hardware) TransportsT(t testing.TB) []Transport {
	t.Helper()
	if len(h.Transports) == 0 {
		t.Fatalf("%s has no transport", h.Name)
	}
	return h.Transports
}

// NeedT ends the test unless those features have been negotiated.
func (d *Device) NeedT(t testing.TB, features Features) {
	t.Helper()
	names := d.hw.Model.Names
	if missing := features.Minus(d.features); missing != (Features{}) {
		t.Fatalf("%v: got only features %[3]s, want %[2]s", d, missing.Format(names), d.features.Format(names))
	}
}
