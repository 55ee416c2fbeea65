package tmp105

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/sensor/tmp105"
)

// step is a temperature, with the expected state of ALERT.
type step struct {
	celsius float64
	active  bool
}

// alert checks the alert output in both modes and both polarities (SLLS648D,
// sections "Thermostat Mode (TM)" and "Polarity (POL)").
func alert(t *run.T, d *i2c.Device) {
	s := around(d)
	line, err := d.Machine().Watch(t.Context(), guest.Outputs{Path: s.Path()}.Line(0))
	t.Must(err)
	output := func(config tmp105.Config, active bool, format string, celsius float64) {
		t.Helper()
		high, err := line.Level(t.Context())
		t.Must(err)
		if want := active == (config&tmp105.ActiveHigh != 0); high != want {
			t.Errorf("ALERT = %v "+format+" (%v), want %v", high, celsius, config, want)
		}
	}
	for _, polarity := range []tmp105.Config{0, tmp105.ActiveHigh} {
		// Active from T_HIGH on, until the temperature falls below T_LOW.
		tmp105.Configuration.WriteT(t, d, polarity)
		s.heat(t, 20) // below T_LOW: ALERT starts inactive
		for _, step := range []step{
			{79.5, false}, {80, true}, {81, true}, {75.5, true}, {74.5, false}, {79.5, false}, {90, true}, {-40, false},
		} {
			s.heat(t, step.celsius)
			output(polarity, step.active, "in comparator mode at %g °C", step.celsius)
		}
		// Active once a limit is passed, until a register is read; then for the other
		// limit.
		config := polarity | tmp105.Interrupt
		tmp105.Configuration.WriteT(t, d, config)
		for _, step := range []step{
			{79.5, false}, {80, true}, {85, false}, {75.5, false}, {74.5, true}, {60, false}, {79.5, false}, {81, true},
		} {
			s.heat(t, step.celsius)
			output(config, step.active, "in interrupt mode at %g °C", step.celsius)
			reg.ExpectT(t, d, "configuration", tmp105.Configuration, config)
			output(config, false, "in interrupt mode at %g °C, after a register was read", step.celsius)
		}
	}
}
