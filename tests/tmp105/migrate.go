package tmp105

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/sensor/tmp105"
)

// migrate moves the machine while ALERT is active between the limits, with the pointer at
// T_HIGH. It finds a sensor that loses a register, the pointer, the state of ALERT or the
// limit that it waits for on the way.
func migrate(t *run.T, d *i2c.Device, second run.Instance[*i2c.Device]) {
	const config = tmp105.ActiveHigh | 3<<5 // 12 bits
	ctx := t.Context()
	line, err := d.Machine().Watch(ctx, guest.Outputs{Path: around(d).Path()}.Line(0))
	t.Must(err)
	output := func(when string, want bool) {
		t.Helper()
		high, err := line.Level(ctx)
		t.Must(err)
		if high != want {
			t.Errorf("ALERT = %v %s, want %v", high, when, want)
		}
	}
	tmp105.Configuration.WriteT(t, d, config)
	tmp105.Low.WriteT(t, d, tmp105.Celsius(30))
	tmp105.High.WriteT(t, d, tmp105.Celsius(40))
	around(d).heat(t, 41)
	around(d).heat(t, 35.0625)
	output("between the limits", true)
	t.Must(d.Write(ctx, uint8(tmp105.High)))

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	p := make([]byte, 2)
	t.Must(d.Receive(ctx, p))
	if got := tmp105.Temperature(p[0])<<8 | tmp105.Temperature(p[1]); got != tmp105.Celsius(40) {
		t.Errorf("received %v with the pointer at T_HIGH, want 40 °C", got)
	}
	reg.ExpectT(t, d, "configuration", tmp105.Configuration, config)
	reg.ExpectT(t, d, "T_LOW", tmp105.Low, tmp105.Celsius(30))
	reg.ExpectT(t, d, "temperature", tmp105.Current, tmp105.Celsius(35.0625))
	output("after the migration, between the limits", true)
	t.Step("limit", func() {
		s := setting{qom.Plugged(t.QEMU().QMP(), tmp105.Driver.Name())}
		s.heat(t, 31)
		output("still above T_LOW", true)
		s.heat(t, 29)
		output("below T_LOW", false)
	})
}
