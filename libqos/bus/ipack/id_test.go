package ipack_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/ipack"
)

// prom returns the ID PROM of a real IP-Octal 232.
func prom() []byte {
	return []byte{'I', 'P', 'A', 'C', 0xf0, 0x22, 0xa1, 0, 0, 0, 12, 0xcc}
}

func TestParseID(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func([]byte) []byte
		want   ipack.ID
		err    error
	}{
		{name: "unchanged", want: ipack.ID{Manufacturer: 0xf0, Model: 0x22, Revision: 0xa1}},
		{name: "followed by empty space", change: func(b []byte) []byte { return append(b, 1, 2, 3) },
			want: ipack.ID{Manufacturer: 0xf0, Model: 0x22, Revision: 0xa1}},
		{name: "another signature", change: func(b []byte) []byte { b[3] = 'H'; return b }, err: ipack.ErrSignature},
		{name: "a bit of the model", change: func(b []byte) []byte { b[5] ^= 1; return b }, err: ipack.ErrCRC},
		{name: "another CRC", change: func(b []byte) []byte { b[11]++; return b }, err: ipack.ErrCRC},
		{name: "longer than the PROM", change: func(b []byte) []byte { b[10] = 13; return b }, err: ipack.ErrLength},
		{name: "too short", change: func(b []byte) []byte { return b[:8] }, err: ipack.ErrSignature},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := prom()
			if row.change != nil {
				b = row.change(b)
			}
			got, err := ipack.ParseID(b)
			if !errors.Is(err, row.err) {
				t.Errorf("error %v, want %v", err, row.err)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
