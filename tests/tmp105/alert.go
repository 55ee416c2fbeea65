package tmp105

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/i2c"
	"github.com/qgraph/qgraph/libqos/tmp105"
)

// step is a temperature, and whether ALERT is active then.
type step struct {
	celsius float64
	active  bool
}

// alert checks the alert output in both modes and both polarities (SLLS648D,
// sections "Thermostat Mode (TM)" and "Polarity (POL)").
func alert(t *run.T, d *i2c.Device) {
	s := around(t)
	t.Must(t.QEMU().InterceptOut(t.Context(), s.Path()))
	for _, polarity := range []tmp105.Config{0, tmp105.ActiveHigh} {
		// Active from T_HIGH on, until the temperature falls below T_LOW.
		tmp105.Configuration.WriteT(t, d, polarity)
		s.heat(t, 20) // begins anew, whatever was before
		for _, step := range []step{
			{79.5, false}, {80, true}, {81, true}, {75.5, true}, {74.5, false}, {79.5, false}, {90, true}, {-40, false},
		} {
			s.heat(t, step.celsius)
			output(t, d, polarity, step.active, "in comparator mode at %g °C", step.celsius)
		}
		// Active when a limit is passed, until a register is read; then for the other.
		config := polarity | tmp105.Interrupt
		tmp105.Configuration.WriteT(t, d, config)
		for _, step := range []step{
			{79.5, false}, {80, true}, {85, false}, {75.5, false}, {74.5, true}, {60, false}, {79.5, false}, {81, true},
		} {
			s.heat(t, step.celsius)
			output(t, d, config, step.active, "in interrupt mode at %g °C", step.celsius)
			i2c.ExpectT(t, d, "configuration", tmp105.Configuration, config)
			output(t, d, config, false, "in interrupt mode at %g °C, after a register was read", step.celsius)
		}
	}
}

// output checks the level of ALERT. Its level as QEMU last told it may be older
// than what QMP changed, so QEMU is asked for something, which no register of the
// device is.
func output(t *run.T, d *i2c.Device, config tmp105.Config, active bool, format string, celsius float64) {
	t.Helper()
	_, err := t.QEMU().ClockStep(t.Context(), 1)
	t.Must(err)
	if want := active == (config&tmp105.ActiveHigh != 0); t.QEMU().IRQ(0) != want {
		t.Errorf("ALERT is %v "+format+" (%v), want %v", !want, celsius, config, want)
	}
}
