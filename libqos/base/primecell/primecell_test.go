package primecell_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/qtest"
)

// registers are a peripheral's last eight, of 32 bits each.
type registers [8]uint64

func (r registers) Load(_ context.Context, _ qtest.Width, offset uint64) (uint64, error) {
	return r[(offset-0xfe0)/4], nil
}

func (registers) Store(context.Context, qtest.Width, uint64, uint64) error {
	return errors.New("a read-only register is written")
}

// failures collects what a check says.
type failures struct {
	testing.TB
	said []string
}

func (f *failures) Helper() {}
func (f *failures) Errorf(format string, args ...any) {
	f.said = append(f.said, fmt.Sprintf(format, args...))
}
func (f *failures) Context() context.Context { return context.Background() }

func TestExpect(t *testing.T) {
	right := registers{0x31, 0x10, 0x14, 0x07, 0x0d, 0xf0, 0x05, 0xb1}
	for _, row := range []struct {
		what string
		n    int
		v    uint64
		want string
	}{
		{"right", 0, 0x31, ""},
		{"another revision", 2, 0xf4, ""},
		{"another part", 0, 0x30, "peripheral ID = 0x41030"},
		{"another designer", 2, 0x15, "peripheral ID = 0x51031"},
		{"no PrimeCell", 7, 0xb0, "PrimeCell ID = 0xb005f00d"},
		{"more than a byte", 1, 0x110, "at 0xfe4 = 0x110"},
	} {
		r := right
		r[row.n] = row.v
		f := &failures{TB: t}
		primecell.ExpectT(f, r, 0x41031)
		switch said := strings.Join(f.said, "; "); {
		case row.want == "" && said != "":
			t.Errorf("%s: %s, want no failure", row.what, said)
		case !strings.Contains(said, row.want):
			t.Errorf("%s: %q, want %q in it", row.what, said, row.want)
		}
	}
}
