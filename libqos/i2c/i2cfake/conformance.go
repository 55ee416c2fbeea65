package i2cfake

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/i2c"
)

// Controller is a controller under test, whose register model drives a [Wire].
type Controller struct {
	Bus    i2c.Bus         // the guest's side
	Wire   *Wire           // what the model drives
	Misuse func() []string // what the model found wrong with the guest's side
}

// Transfers checks what a controller puts on the wire for transfers of each kind.
// The function returns it with devices on its wire.
func Transfers(t *testing.T, with func(map[i2c.Address]Target) Controller) {
	for _, tc := range []struct {
		name        string
		write, read int // bytes
		want        string
	}{
		{"write one", 1, 0, "S 0x49W+ 00+ P"},
		{"write two", 2, 0, "S 0x49W+ 00+ 01+ P"},
		{"write three", 3, 0, "S 0x49W+ 00+ 01+ 02+ P"},
		{"write five", 5, 0, "S 0x49W+ 00+ 01+ 02+ 03+ 04+ P"},
		{"read one", 0, 1, "S 0x49R+ f0- P"},
		{"read two", 0, 2, "S 0x49R+ f0+ f1- P"},
		{"read four", 0, 4, "S 0x49R+ f0+ f1+ f2+ f3- P"},
		{"read five", 0, 5, "S 0x49R+ f0+ f1+ f2+ f3+ f4- P"},
		{"write then read one", 1, 1, "S 0x49W+ 00+ Sr 0x49R+ f0- P"},
		{"write then read three", 2, 3, "S 0x49W+ 00+ 01+ Sr 0x49R+ f1+ f2+ f3- P"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			memory := &Memory{}
			for i := range memory.Bytes {
				memory.Bytes[i] = byte(0xf0 + i)
			}
			c := with(map[i2c.Address]Target{0x49: memory})
			write, read := make([]byte, tc.write), make([]byte, tc.read)
			for i := range write {
				write[i] = byte(i)
			}
			if err := c.Bus.Transfer(t.Context(), 0x49, write, read); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, c.Wire.Trace()); diff != "" {
				t.Errorf("wire mismatch (-want +got):\n%s", diff)
			}
			first := byte(0xf0)
			if tc.write > 1 {
				first += byte(tc.write - 1)
			}
			for i, b := range read {
				if b != first+byte(i) {
					t.Errorf("byte %d = %#02x, want %#02x", i, b, first+byte(i))
				}
			}
			if diff := cmp.Diff([]string(nil), c.Misuse()); diff != "" {
				t.Errorf("misuse of the controller (-want +got):\n%s", diff)
			}
		})
	}
}
