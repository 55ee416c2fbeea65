package virtio

import "testing"

// TransportsT returns each way in which the device can be driven, and ends the test
// if there is none.
func (h *Hardware) TransportsT(t testing.TB) []Transport {
	t.Helper()
	if len(h.Transports) == 0 {
		t.Fatalf("%s has no transport", h.Name)
	}
	return h.Transports
}

// NeedT ends the test unless those features have been agreed on.
func (d *Device) NeedT(t testing.TB, features Features) {
	t.Helper()
	names := d.hw.Model.Names
	if missing := features.Minus(d.features); missing != (Features{}) {
		t.Fatalf("%v: %s is not offered, only %s", d, missing.Format(names), d.features.Format(names))
	}
}
