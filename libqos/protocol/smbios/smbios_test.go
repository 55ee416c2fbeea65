package smbios_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/smbios"
)

const (
	system = "\x01\x08\x00\x01\x01\x02\x00\x07ACME\x00Anvil\x00\x00"
	end    = "\x7f\x04\x00\x7f\x00\x00"
)

func TestParse(t *testing.T) {
	all, err := smbios.Parse([]byte(system + end))
	if err != nil {
		t.Fatal(err)
	}
	s := smbios.Of(all, smbios.System)[0]
	if diff := cmp.Diff([]string{"ACME", "Anvil"}, s.Strings); diff != "" {
		t.Errorf("strings (-want +got):\n%s", diff)
	}
	if s.Handle != 0x100 || s.Text(5) != "Anvil" || s.Text(6) != "" || s.Text(7) != "" || s.Int(4, 2) != 0x201 || s.Size != len(system) {
		t.Errorf("structure = %+v", s)
	}
}

func TestParseErrors(t *testing.T) {
	for _, tc := range []struct{ name, bytes string }{
		{"nothing", ""},
		{"no end", system},
		{"bytes behind the end", end + "\x00"},
		{"strings without an end", "\x01\x04\x00\x00ACME\x00"},
		{"length", "\x01\x03\x00\x00\x00\x00"},
		{"length beyond the end", "\x01\x40\x00\x00\x00\x00"},
		{"handle twice", system + system + end},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := smbios.Parse([]byte(tc.bytes)); !errors.Is(err, smbios.ErrFormat) {
				t.Errorf("Parse: error %v, want ErrFormat", err)
			}
		})
	}
}

func TestParseEntry(t *testing.T) {
	for _, tc := range []struct {
		name, bytes string
		want        smbios.Entry
		fails       bool
	}{
		{"2.8", "_SM_\x00\x1f\x02\x08\x52\x00\x00\x00\x00\x00\x00\x00_DMI_\x00\x44\x01\x00\x00\x0f\x00\x08\x00\x28",
			smbios.Entry{Major: 2, Minor: 8, Length: 0x144, Count: 8, MaxSize: 0x52, Address: 0xf0000}, false},
		{"3.0", "_SM3_\x00\x18\x03\x00\x00\x01\x00\x2e\x01\x00\x00\x00\x00\x00\x40\x01\x00\x00\x00",
			smbios.Entry{Major: 3, Length: 0x12e, Address: 0x1_4000_0000}, false},
		{"another length", "_SM3_\x00\x19\x03\x00\x00\x01\x00\x2e\x01\x00\x00\x00\x00\x00\x40\x01\x00\x00\x00", smbios.Entry{}, true},
		{"cut off", "_SM3_", smbios.Entry{}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := smbios.ParseEntry([]byte(tc.bytes))
			if (err != nil) != tc.fails || got != tc.want {
				t.Errorf("ParseEntry = %+v, %v, want %+v, an error: %t", got, err, tc.want, tc.fails)
			}
		})
	}
}

// FuzzParse checks that no bytes crash the reader.
func FuzzParse(f *testing.F) {
	f.Add([]byte(system + end))
	f.Fuzz(func(t *testing.T, p []byte) {
		all, err := smbios.Parse(p)
		if err != nil && !errors.Is(err, smbios.ErrFormat) {
			t.Errorf("Parse: error %v, want ErrFormat", err)
		}
		for _, s := range all {
			s.Text(5)
		}
	})
}
