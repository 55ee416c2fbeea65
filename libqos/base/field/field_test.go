package field

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDifferences(t *testing.T) {
	fields := []Field{Little("length", 0, uint16(0x102)), Big("address", 4, [2]uint16{1, 2}), Text("name", 8, "ab", 4, ' ')}
	good := []byte{2, 1, 0, 0, 0, 1, 0, 2, 'a', 'b', ' ', ' ', 0x55, 0}
	for _, tc := range []struct {
		name   string
		change func(p []byte) []byte
		want   []string
	}{
		{"as it should be", func(p []byte) []byte { return p }, nil},
		{"a field", func(p []byte) []byte { p[1] = 7; return p }, []string{"length = 02 07, want 02 01"}},
		{"padding", func(p []byte) []byte { p[11] = 0; return p }, []string{"name = 61 62 20 00, want 61 62 20 20"}},
		{"between fields", func(p []byte) []byte { p[3] = 9; return p }, []string{"byte 3 = 0x09, want 0"}},
		{"behind the fields", func(p []byte) []byte { p[13] = 1; return p }, []string{"byte 13 = 0x01, want 0"}},
		{"in a free range", func(p []byte) []byte { p[12] = 1; return p }, nil},
		{"short", func(p []byte) []byte { return p[:9] }, []string{"got 9 bytes, want name up to byte 12", "byte 8 = 0x61, want 0"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := differences(tc.change(append([]byte(nil), good...)), fields, []Range{{12, 1}})
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("differences mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
