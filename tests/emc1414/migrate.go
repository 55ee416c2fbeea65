package emc1414

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/sensor/emc1414"
)

// migrate moves the machine with limits and temperatures that no other channel has, and
// with the pointer at the last limit. It finds a sensor that loses one of them or its
// pointer on the way.
func migrate(t *run.T, d *i2c.Device, second run.Instance[*i2c.Device]) {
	ctx := t.Context()
	sensor := qom.Plugged(t.QEMU().QMP(), emc1414.Driver.Name())
	channels := emc1414.Channels()
	for i, c := range channels {
		t.Must(sensor.SetInt(ctx, c.Property, int64(40+i)*1000))
		reg.KeepsT(t, d, c.Name+": high limit", c.High, uint8(90+i))
		reg.KeepsT(t, d, c.Name+": low limit", c.Low, uint8(10+i))
	}
	last := len(channels) - 1
	t.Must(d.Write(ctx, uint8(channels[last].Low)))

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	var p [1]byte
	t.Must(d.Receive(ctx, p[:]))
	if want := uint8(10 + last); p[0] != want {
		t.Errorf("received %d with the pointer at the low limit of %s, want %d", p[0], channels[last].Name, want)
	}
	for i, c := range channels {
		reg.ExpectT(t, d, c.Name+": temperature after the migration", c.Temperature, uint8(40+i))
		reg.ExpectT(t, d, c.Name+": high limit after the migration", c.High, uint8(90+i))
		reg.ExpectT(t, d, c.Name+": low limit after the migration", c.Low, uint8(10+i))
	}
}
