package virtioscsi

import "testing"

func TestLUN(t *testing.T) {
	for _, tc := range []struct {
		target uint8
		lun    uint16
		want   LUN
		text   string
	}{
		{0, 0, LUN{1, 0, 0x40, 0}, "target 0, logical unit 0"},
		{5, 255, LUN{1, 5, 0x40, 255}, "target 5, logical unit 255"},
		{255, 256, LUN{1, 255, 0x41, 0}, "target 255, logical unit 256"},
		{1, 16383, LUN{1, 1, 0x7f, 0xff}, "target 1, logical unit 16383"},
	} {
		got := LUNOf(tc.target, tc.lun)
		if got != tc.want || got.String() != tc.text {
			t.Errorf("LUNOf(%d, %d) = % x, %q; want % x, %q", tc.target, tc.lun, got[:], got, tc.want[:], tc.text)
		}
	}
}

func TestNormalLUN(t *testing.T) {
	for _, tc := range []struct {
		name      string
		lun, want LUN
	}{
		{"peripheral device addressing", LUN{1, 2, 0, 3}, LUN{1, 2, 0x40, 3}},
		{"flat space addressing", LUN{1, 2, 0x41, 3}, LUN{1, 2, 0x41, 3}},
		{"none", LUN{}, LUN{}},
	} {
		if got := tc.lun.normal(); got != tc.want {
			t.Errorf("%s: normal() = % x, want % x", tc.name, got[:], tc.want[:])
		}
	}
}

func TestEventTypeString(t *testing.T) {
	for _, tc := range []struct {
		event EventType
		want  string
	}{
		{NoEvent | EventsMissed, "NO_EVENT|EVENTS_MISSED"},
		{TransportReset, "TRANSPORT_RESET"},
		{9, "event 9"},
	} {
		if got := tc.event.String(); got != tc.want {
			t.Errorf("String() = %q, want %q", got, tc.want)
		}
	}
}
