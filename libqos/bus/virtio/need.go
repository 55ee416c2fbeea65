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

// ModernT returns the device's first transport that is not legacy, and skips the step if
// there is none.
func (h *Hardware) ModernT(t testing.TB) Transport { return h.transportT(t, false) }

// LegacyT returns the device's first transport that is legacy, and skips the step if
// there is none.
func (h *Hardware) LegacyT(t testing.TB) Transport { return h.transportT(t, true) }

// PackedT returns the device's first transport with packed rings, and skips the step if
// there is none.
func (h *Hardware) PackedT(t testing.TB) Transport {
	t.Helper()
	for _, transport := range h.TransportsT(t) {
		if IsPacked(transport) {
			return transport
		}
	}
	t.Skipf("%s offers no packed rings", h.Name)
	return nil
}

func (h *Hardware) transportT(t testing.TB, legacy bool) Transport {
	t.Helper()
	for _, transport := range h.TransportsT(t) {
		if transport.Legacy() == legacy {
			return transport
		}
	}
	kind := map[bool]string{true: "legacy", false: "modern"}[legacy]
	t.Skipf("%s has no %s transport", h.Name, kind)
	return nil
}

// NeedT ends the test unless those features have been negotiated.
func (d *Device) NeedT(t testing.TB, features Features) {
	t.Helper()
	names := d.hw.Model.Names
	if missing := features.Minus(d.features); missing != (Features{}) {
		t.Fatalf("%v: got only features %[3]s, want %[2]s", d, missing.Format(names), d.features.Format(names))
	}
}
