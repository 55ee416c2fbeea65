package pci

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/qtest"
)

func TestConfigSelect(t *testing.T) {
	for v, want := range map[configSelect]string{
		selects(Address{Device: 4}, 0x13):                       "0x10 of 00:04.0",
		selects(Address{Bus: 2, Device: 31, Function: 7}, 0xfc): "0xfc of 02:1f.7",
		0x123: "disabled, 0x123",
	} {
		if got := v.String(); got != want {
			t.Errorf("configSelect(%#x).String() = %q, want %q", uint32(v), got, want)
		}
	}
}

// notedPorts records accesses, and fails while err is not nil.
type notedPorts struct {
	said []string
	err  error
}

func (p *notedPorts) Load(_ context.Context, w qtest.Width, offset uint64) (uint64, error) {
	p.said = append(p.said, fmt.Sprintf("read %d at %d", w, offset))
	return 0, p.err
}

func (p *notedPorts) Store(_ context.Context, w qtest.Width, offset, v uint64) error {
	p.said = append(p.said, fmt.Sprintf("write %d at %d: %#x", w, offset, v))
	return p.err
}

// TestMechanism1Selects checks that a doubleword is selected once, and again
// after a possible change.
func TestMechanism1Selects(t *testing.T) {
	ctx, at := t.Context(), Address{Device: 4}
	p := &notedPorts{}
	m := NewMechanism1(p)
	copied := m // a host bridge holds it by value
	for _, access := range []func() error{
		func() error { return m.WriteConfig(ctx, at, qtest.Width16, 4, 7) },
		func() error { _, err := copied.ReadConfig(ctx, at, qtest.Width8, 7); return err },
		func() error { _, err := m.ReadConfig(ctx, at, qtest.Width32, 8); return err },
		func() error { m.Forget(); _, err := m.ReadConfig(ctx, at, qtest.Width32, 8); return err },
	} {
		if err := access(); err != nil {
			t.Fatal(err)
		}
	}
	p.err = errors.New("broken")
	if _, err := m.ReadConfig(ctx, at, qtest.Width32, 0); !errors.Is(err, p.err) {
		t.Errorf("ReadConfig() = %v, want %v", err, p.err)
	}
	p.err = nil
	if _, err := m.ReadConfig(ctx, at, qtest.Width32, 8); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"write 4 at 0: 0x80002004", "write 2 at 4: 0x7", "read 1 at 7",
		"write 4 at 0: 0x80002008", "read 4 at 4",
		"write 4 at 0: 0x80002008", "read 4 at 4",
		"write 4 at 0: 0x80002000",
		"write 4 at 0: 0x80002008", "read 4 at 4",
	}
	if diff := cmp.Diff(want, p.said); diff != "" {
		t.Errorf("accesses mismatch (-want +got):\n%s", diff)
	}
}
