package tmp105

import (
	"math"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/sensor/tmp105"
)

// Register adds the tests of the sensor.
func Register(g *graph.Graph) {
	graph.Test(g, "tmp105-tests/alert", tmp105.Driver, alert)
	graph.Test(g, "tmp105-tests/tx-rx", tmp105.Driver, txRx, graph.Known(lowBits()))
	graph.Pair(g, "tmp105-tests/migrate", tmp105.Driver, migrate)
}

// setting is the sensor's environment.
type setting struct{ qom.Object }

func around(d *i2c.Device) setting {
	return setting{qom.Plugged(d.Machine().Monitor, tmp105.Driver.Name())}
}

// heat sets the temperature that the sensor measures, in °C.
func (s setting) heat(t *run.T, celsius float64) {
	t.Helper()
	t.Must(s.SetInt(t.Context(), "temperature", int64(math.Round(celsius*1000))))
}

// txRx checks the registers and the conversion.
func txRx(t *run.T, d *i2c.Device) {
	s := around(d)
	reg.ExpectT(t, d, "temperature before the first conversion", tmp105.Current, 0)
	reg.ExpectT(t, d, "configuration after power-up", tmp105.Configuration, 0)
	reg.ExpectT(t, d, "T_LOW after power-up", tmp105.Low, tmp105.DefaultLow)
	reg.ExpectT(t, d, "T_HIGH after power-up", tmp105.High, tmp105.DefaultHigh)

	t.Step("conversion", func() { conversion(t, d, s) })
	t.Step("writable registers", func() { writes(t, d) })
	t.Step("pointer register", func() { pointer(t, d) })
	t.Step("one shot", func() { oneShot(t, d, s) })
}

// conversion checks the measurement at each resolution: the temperature is less
// than one step above the register, and no bits are set below a step.
func conversion(t *run.T, d *i2c.Device, s setting) {
	for bits := 9; bits <= 12; bits++ {
		tmp105.Configuration.WriteT(t, d, tmp105.Bits(bits))
		reg.ExpectT(t, d, "configuration", tmp105.Configuration, tmp105.Bits(bits))
		step := math.Ldexp(128, 1-bits)
		for _, celsius := range []float64{0, 0.062, 0.063, 0.5, 20, 25.687, 80, 99.999, 127.937, -0.062, -0.5, -10, -25.25, -55} {
			s.heat(t, celsius)
			got := tmp105.Current.ReadT(t, d)
			if off := celsius - got.Celsius(); off < 0 || off >= step || math.Mod(got.Celsius(), step) != 0 {
				t.Errorf("%g °C with %d bits: register %#04x = %v, want the multiple of %g °C below",
					celsius, bits, uint16(got), got, step)
			}
		}
	}
	tmp105.Configuration.WriteT(t, d, 0)
}

// writes checks the writable bits.
func writes(t *run.T, d *i2c.Device) {
	before := tmp105.Current.ReadT(t, d)
	tmp105.Current.WriteT(t, d, ^before)
	reg.ExpectT(t, d, "temperature after it was written", tmp105.Current, before)

	const low, high = 0xff00, 0x7ff0 // -1 °C and the maximum
	tmp105.Low.WriteT(t, d, low)
	tmp105.High.WriteT(t, d, high|0xf)
	reg.ExpectT(t, d, "T_LOW", tmp105.Low, low)
	reg.ExpectT(t, d, "T_HIGH after all bits except the sign are set", tmp105.High, high)
	tmp105.Low.WriteT(t, d, tmp105.DefaultLow)
	tmp105.High.WriteT(t, d, tmp105.DefaultHigh)
}

// pointer checks that the pointer register keeps the value last written.
func pointer(t *run.T, d *i2c.Device) {
	t.Must(d.Write(t.Context(), uint8(tmp105.High)))
	for range 2 {
		p := make([]byte, 2)
		t.Must(d.Receive(t.Context(), p))
		if got := tmp105.Temperature(p[0])<<8 | tmp105.Temperature(p[1]); got != tmp105.DefaultHigh {
			t.Errorf("received %v with the pointer at T_HIGH, want %v", got, tmp105.DefaultHigh)
		}
	}
}

// oneShot converts once during shutdown.
func oneShot(t *run.T, d *i2c.Device, s setting) {
	const shutdown = tmp105.Shutdown | 3<<5 // 12 bits
	tmp105.Configuration.WriteT(t, d, shutdown)
	s.heat(t, -12.375)
	tmp105.Configuration.WriteT(t, d, shutdown|tmp105.OneShot)
	reg.ExpectT(t, d, "temperature after one shot", tmp105.Current, tmp105.Celsius(-12.375))
	reg.ExpectT(t, d, "configuration after one shot", tmp105.Configuration, shutdown)
	tmp105.Configuration.WriteT(t, d, 0)
}
