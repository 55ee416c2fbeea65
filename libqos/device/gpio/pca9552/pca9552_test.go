package pca9552_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/libqos/device/gpio/pca9552"
)

func TestState(t *testing.T) {
	memory := &i2cfake.Memory{}
	copy(memory.Bytes[pca9552.Prescale0:], pca9552.Defaults())
	leds := pca9552.New(&i2cfake.Bus{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{0x60: memory}}}, 0x60)
	for led, state := range map[int]pca9552.State{0: pca9552.On, 3: pca9552.Blink1, 6: pca9552.Blink0, 15: pca9552.On} {
		if err := leds.SetState(t.Context(), led, state); err != nil {
			t.Fatal(err)
		}
		if got, err := leds.State(t.Context(), led); got != state || err != nil {
			t.Errorf("LED%d is %v, %v; want %v", led, got, err, state)
		}
	}
	if diff := cmp.Diff([]byte{0xd4, 0x65, 0x55, 0x15}, memory.Bytes[pca9552.Select0:][:4]); diff != "" {
		t.Errorf("LS0 to LS3 mismatch (-want +got):\n%s", diff)
	}
	memory.Bytes[0x10], memory.Bytes[0x11] = 0xfe, 0x7f
	if pins, err := leds.Pins(t.Context()); pins != 0x7ffe || err != nil {
		t.Errorf("Pins = %#x, %v; want 0x7ffe", pins, err)
	}
	if got := pca9552.State(4).String(); got != "state 4" {
		t.Errorf("State(4) is %q", got)
	}
}
