package tmp105_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/device/sensor/tmp105"
)

// The datasheet's table 5 "Temperature Data Format".
func TestTemperature(t *testing.T) {
	for _, tc := range []struct {
		celsius float64
		want    tmp105.Temperature
	}{
		{127.9375, 0x7ff0},
		{100, 0x6400},
		{80, 0x5000},
		{75, 0x4b00},
		{50, 0x3200},
		{25, 0x1900},
		{0.25, 0x0040},
		{0, 0},
		{-0.25, 0xffc0},
		{-25, 0xe700},
		{-55, 0xc900},
	} {
		if got := tmp105.Celsius(tc.celsius); got != tc.want {
			t.Errorf("Celsius(%g) = %#04x, want %#04x", tc.celsius, uint16(got), uint16(tc.want))
		}
		if got := tc.want.Celsius(); got != tc.celsius {
			t.Errorf("%#04x is %g °C, want %g", uint16(tc.want), got, tc.celsius)
		}
	}
}

func TestTemperatureRoundTrip(t *testing.T) {
	for raw := 0; raw < 1<<16; raw += 16 {
		want := tmp105.Temperature(raw)
		if got := tmp105.Celsius(want.Celsius()); got != want {
			t.Errorf("Celsius(%v) = %#04x, want %#04x", want, uint16(got), raw)
		}
	}
}

func TestConfig(t *testing.T) {
	const want = "SD|TM|POL|F0|F1|R0|R1|OS"
	if got := (^tmp105.Config(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	for n, want := range map[int]tmp105.Config{9: 0, 10: 0x20, 11: 0x40, 12: 0x60} {
		if got := tmp105.Bits(n); got != want {
			t.Errorf("Bits(%d) = %v, want %v", n, got, want)
		}
	}
}
