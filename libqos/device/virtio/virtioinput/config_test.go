package virtioinput

import (
	"slices"
	"testing"
)

func TestCodes(t *testing.T) {
	if got, want := Codes([]byte{0x81, 0, 0x02}), []uint16{0, 7, 17}; !slices.Equal(got, want) {
		t.Errorf("Codes() = %v, want %v", got, want)
	}
	if got := Codes(nil); len(got) > 0 {
		t.Errorf("Codes(nil) = %v, want none", got)
	}
}

func TestParseIDs(t *testing.T) {
	got, err := ParseIDs([]byte{6, 0, 0x27, 6, 1, 0, 2, 0})
	if want := (IDs{Bus: BusVirtual, Vendor: 0x0627, Product: 1, Version: 2}); err != nil || got != want {
		t.Errorf("ParseIDs() = %+v, %v, want %+v", got, err, want)
	}
	for _, n := range []int{0, 7, 9} {
		if _, err := ParseIDs(make([]byte, n)); err == nil {
			t.Errorf("ParseIDs() takes %d bytes", n)
		}
	}
}

func TestParseRange(t *testing.T) {
	p := make([]byte, 20)
	for i := range 5 {
		p[4*i], p[4*i+1] = byte(i), 1
	}
	got, err := ParseRange(p)
	if want := (Range{Min: 0x100, Max: 0x101, Fuzz: 0x102, Flat: 0x103, Resolution: 0x104}); err != nil || got != want {
		t.Errorf("ParseRange() = %+v, %v, want %+v", got, err, want)
	}
	if _, err := ParseRange(p[:19]); err == nil {
		t.Error("ParseRange() takes 19 bytes")
	}
}

func TestEventString(t *testing.T) {
	for _, tc := range []struct {
		e    Event
		want string
	}{
		{Report(), "SYN_REPORT"},
		{Event{Relative, 8, 1<<32 - 1}, "type 0x2 code 0x8 value -1"},
	} {
		if got := tc.e.String(); got != tc.want {
			t.Errorf("String() = %q, want %q", got, tc.want)
		}
	}
}
