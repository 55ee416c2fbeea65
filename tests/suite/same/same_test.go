package same_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tests/suite/same"
)

// recorder notes what fails.
type recorder struct {
	testing.TB // nil: whatever else is called panics
	errors     []string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Errorf(f string, a ...any) { r.errors = append(r.errors, fmt.Sprintf(f, a...)) }

func TestBytes(t *testing.T) {
	long := bytes.Repeat([]byte{0xee}, 16)
	other := bytes.Clone(long)
	other[3], other[12] = 1, 2
	for _, tc := range []struct {
		name      string
		beside    int
		got, want []byte
		errors    []string
	}{
		{"equal", 0, long, long, nil},
		{"none", 0, nil, []byte{}, nil},
		{"few", 0, []byte{1, 2}, []byte{1, 3}, []string{"it: got 01 02, want 01 03"}},
		{"shorter", 0, long[1:], long, []string{"it: 15 bytes, want 16; from byte 15 on , want ee"}},
		{"longer", 0, []byte{1, 2, 3, 4}, []byte{1, 5, 3}, []string{"it: 4 bytes, want 3; from byte 1 on 02 03 04, want 05 03"}},
		{"many", 0, other, long, []string{"it: byte 3 of 16 is 0x01, want 0xee; 2 bytes differ"}},
		{"around", 4, other, long, []string{"it: byte -1 of 8 is 0x01, want 0xee; 2 bytes differ"}},
		{"around, shorter", 4, long[1:], long, []string{"it: 7 bytes, want 8; from byte 11 on , want ee"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rec := &recorder{}
			same.Around(rec, "it", tc.beside, tc.got, tc.want)
			if diff := cmp.Diff(tc.errors, rec.errors); diff != "" {
				t.Errorf("failures mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
