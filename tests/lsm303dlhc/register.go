package lsm303dlhc

import (
	"math"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/sensor/lsm303dlhc"
)

// Register adds the tests of the magnetometer.
func Register(g *graph.Graph) {
	graph.Pair(g, "lsm303dlhc_mag-tests/migrate", lsm303dlhc.Driver, migrate)
	graph.Test(g, "lsm303dlhc_mag-tests/regwrap", lsm303dlhc.Driver, wrap)
	graph.Test(g, "lsm303dlhc_mag-tests/tx-rx", lsm303dlhc.Driver, txRx, graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "^(reg is read-only: 0x[0-9A-F]{2})+$", Why: "The test writes to read-only registers.",
	}), graph.Known(deviations()...))
}

func around(t *run.T) qom.Object {
	return qom.Plugged(t.QEMU().QMP(), lsm303dlhc.Driver.Name())
}

// txRx checks the registers and both measurements.
func txRx(t *run.T, d *i2c.Device) {
	reg.ExpectT(t, d, "CRA_REG_M after power-up", lsm303dlhc.ControlA, lsm303dlhc.DefaultControlA)
	reg.ExpectT(t, d, "CRB_REG_M after power-up", lsm303dlhc.ControlB, lsm303dlhc.DefaultControlB)
	reg.ExpectT(t, d, "MR_REG_M after power-up", lsm303dlhc.Mode, lsm303dlhc.DefaultMode)
	for i, want := range []byte(lsm303dlhc.ID) {
		reg.ExpectT(t, d, "identification", lsm303dlhc.Identification+reg.Reg[uint8](i), want)
	}
	if s := lsm303dlhc.Status.ReadT(t, d); s&^(lsm303dlhc.DRDY|lsm303dlhc.Lock) != 0 {
		t.Errorf("SR_REG_M = %v has reserved bits", s)
	}
	reg.IgnoresT(t, d, "SR_REG_M", lsm303dlhc.Status)

	reg.KeepsT(t, d, "CRA_REG_M", lsm303dlhc.ControlA, lsm303dlhc.DataRate)
	reg.KeepsT(t, d, "CRA_REG_M", lsm303dlhc.ControlA, lsm303dlhc.DefaultControlA)
	reg.KeepsT(t, d, "MR_REG_M", lsm303dlhc.Mode, 0) // continuous conversion
	t.Step("magnetic field", func() { field(t, d) })
	t.Step("field against the axes", func() { negativeField(t, d) })
	t.Step("temperature", func() { temperature(t, d) })
	t.Step("step of the temperature", func() { stepOfTemperature(t, d) })
}

// field sets the field and reads it in every range. QEMU's properties are in units
// of 10 µG.
func field(t *run.T, d *i2c.Device) {
	sensor := around(t)
	set := func(property string, value int64) {
		t.Helper()
		t.Must(sensor.SetInt(t.Context(), property, value))
	}
	for _, r := range lsm303dlhc.Ranges() {
		reg.KeepsT(t, d, "CRB_REG_M", lsm303dlhc.ControlB, r.Setting)
		for _, share := range []float64{0, 0.01, 0.3, 0.99} {
			x := int64(share * r.Full * 1e5)
			y, z := x/2, x/3
			set("mag-x", x)
			set("mag-y", y)
			set("mag-z", z)
			axis(t, d, "X", lsm303dlhc.X, x, r.XY)
			axis(t, d, "Y", lsm303dlhc.Y, y, r.XY)
			axis(t, d, "Z", lsm303dlhc.Z, z, r.Z)
		}
	}
	for _, r := range []reg.Reg[uint16]{lsm303dlhc.X, lsm303dlhc.Y, lsm303dlhc.Z} {
		reg.IgnoresT(t, d, "data register", r)
	}
}

// negativeField sets a field whose components are negative (section 7.2.4 "OUT_X_H_M,
// OUT_X_LH_M": two's complement).
func negativeField(t *run.T, d *i2c.Device) {
	sensor := around(t)
	r := lsm303dlhc.Ranges()[0]
	reg.KeepsT(t, d, "CRB_REG_M", lsm303dlhc.ControlB, r.Setting)
	t.Must(sensor.SetInt(t.Context(), "mag-x", -50_000))
	axis(t, d, "X", lsm303dlhc.X, -50_000, r.XY)
}

// axis checks a data register, within one step.
func axis(t *run.T, d *i2c.Device, name string, r reg.Reg[uint16], set, gain int64) {
	t.Helper()
	got := float64(int16(r.ReadT(t, d)))
	if want := float64(set*gain) / 1e5; math.Abs(got-want) > 1 {
		t.Errorf("%s with a field of %d e-5 G at %d steps per gauss = %g, want %g", name, set, gain, got, want)
	}
}

// temperature sets the temperature and reads it. That takes an enabled sensor.
func temperature(t *run.T, d *i2c.Device) {
	sensor := around(t)
	set := func(celsius float64) {
		t.Helper()
		t.Must(sensor.SetInt(t.Context(), "temperature", int64(celsius*1000)))
	}
	set(21.5)
	reg.ExpectT(t, d, "temperature without TEMP_EN", lsm303dlhc.Temperature, 0)
	reg.KeepsT(t, d, "CRA_REG_M", lsm303dlhc.ControlA, lsm303dlhc.DefaultControlA|lsm303dlhc.TempEN)
	for _, celsius := range []float64{0, 0.125, 21.5, 85, -0.125, -1, -40} {
		set(celsius)
		want := uint16(int16(celsius * lsm303dlhc.StepsPerCelsius))
		reg.ExpectT(t, d, "temperature", lsm303dlhc.Temperature, want)
	}
	reg.IgnoresT(t, d, "temperature", lsm303dlhc.Temperature)
}

// stepOfTemperature checks the place of the value: the low four bits are not used (section
// 7.2.10 "TEMP_OUT_H_M, TEMP_OUT_L_M").
func stepOfTemperature(t *run.T, d *i2c.Device) {
	reg.KeepsT(t, d, "CRA_REG_M", lsm303dlhc.ControlA, lsm303dlhc.DefaultControlA|lsm303dlhc.TempEN)
	var got [2]uint16
	for i := range got {
		t.Must(around(t).SetInt(t.Context(), "temperature", int64(20+i)*1000))
		got[i] = lsm303dlhc.Temperature.ReadT(t, d)
	}
	if diff := got[1] - got[0]; diff != lsm303dlhc.StepsPerCelsius<<4 {
		t.Errorf("temperature of 21 °C less that of 20 °C = %#x, want %#x", diff, lsm303dlhc.StepsPerCelsius<<4)
	}
}

// wrap checks the order of the registers: the data registers wrap around among
// themselves, and so do the others (section 5.1.3 "Magnetic field digital
// interface").
func wrap(t *run.T, d *i2c.Device) {
	sensor := around(t)
	lsm303dlhc.Mode.WriteT(t, d, 0)
	for i, property := range []string{"mag-x", "mag-y", "mag-z"} {
		t.Must(sensor.SetInt(t.Context(), property, int64(30_000+20_000*i)))
	}
	one := make([]byte, lsm303dlhc.Identification+3)
	for i := range one {
		t.Must(d.Read(t.Context(), uint8(i), one[i:i+1]))
	}
	data := one[lsm303dlhc.X:lsm303dlhc.Status]
	if cmp.Equal(data[:2], data[2:4]) || cmp.Equal(data[:2], data[4:]) || cmp.Equal(data[2:4], data[4:]) {
		t.Fatalf("data registers %x: want different values for the axes", data)
	}
	for start := range uint8(len(one)) {
		want := make([]byte, 2*len(one))
		for i, r := 0, start; i < len(want); i++ {
			want[i] = one[r]
			r = next(r)
		}
		got := make([]byte, len(want))
		t.Must(d.Read(t.Context(), start, got))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("registers from %#02x on (-want +got):\n%s", start, diff)
		}
	}
}

// next returns the register read after r.
func next(r uint8) uint8 {
	switch r {
	case uint8(lsm303dlhc.Status) - 1:
		return uint8(lsm303dlhc.X)
	case uint8(lsm303dlhc.Identification) + 2:
		return uint8(lsm303dlhc.ControlA)
	}
	return r + 1
}
