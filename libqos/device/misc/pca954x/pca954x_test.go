package pca954x_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/libqos/device/misc/pca954x"
)

// control is the register of a switch.
type control struct{ v byte }

func (c *control) Start()            {}
func (c *control) Write(b byte) bool { c.v = b; return true }
func (c *control) Read() byte        { return c.v }

func TestChannel(t *testing.T) {
	bus := &i2cfake.Bus{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{0x70: &control{}, 0x49: &i2cfake.Memory{}}}}
	s := pca954x.New(bus, 0x70, 8)
	if err := s.Channel(5).Transfer(t.Context(), 0x49, []byte{1, 2}, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("S 0x70W+ 20+ P S 0x49W+ 01+ 02+ P", bus.Trace()); diff != "" {
		t.Errorf("wire mismatch (-want +got):\n%s", diff)
	}
	if got, err := s.Selected(t.Context()); got != 1<<5 || err != nil {
		t.Errorf("Selected() = %#02x, %v, want 0x20", got, err)
	}
	if err := s.Channel(0).Transfer(t.Context(), 0x49, nil, nil); !errors.Is(err, i2c.ErrEmpty) {
		t.Errorf("empty transfer: %v, want %v", err, i2c.ErrEmpty)
	}
}

func TestChannelWithoutSwitch(t *testing.T) {
	s := pca954x.New(&i2cfake.Bus{}, 0x70, 4)
	if err := s.Channel(1).Transfer(t.Context(), 0x49, []byte{0}, nil); !errors.Is(err, i2c.ErrAddressNACK) {
		t.Errorf("transfer: %v, want %v", err, i2c.ErrAddressNACK)
	}
	if _, err := s.Selected(t.Context()); !errors.Is(err, i2c.ErrAddressNACK) {
		t.Errorf("Selected: %v, want %v", err, i2c.ErrAddressNACK)
	}
}
