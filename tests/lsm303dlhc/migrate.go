package lsm303dlhc

import (
	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/sensor/lsm303dlhc"
)

// migrate moves the machine in the middle of a read of the data registers, with a range,
// a rate and a temperature of its own. It finds a magnetometer that loses a register, a
// component of the field, the temperature or its pointer on the way.
func migrate(t *run.T, d *i2c.Device, second run.Instance[*i2c.Device]) {
	ctx := t.Context()
	sensor := around(t)
	gain := lsm303dlhc.Ranges()[3]
	reg.KeepsT(t, d, "CRA_REG_M", lsm303dlhc.ControlA, lsm303dlhc.DataRate|lsm303dlhc.TempEN)
	reg.KeepsT(t, d, "CRB_REG_M", lsm303dlhc.ControlB, gain.Setting)
	reg.KeepsT(t, d, "MR_REG_M", lsm303dlhc.Mode, 0) // continuous conversion
	for property, value := range map[string]int64{"mag-x": 30_000, "mag-y": 50_000, "mag-z": 70_000, "temperature": 21_500} {
		t.Must(sensor.SetInt(ctx, property, value))
	}
	const size = 6 // X, Z and Y
	data, got := make([]byte, size), make([]byte, size)
	t.Must(d.Read(ctx, uint8(lsm303dlhc.X), data))
	temperature := reg.HoldsT(t, d, "temperature", lsm303dlhc.Temperature)
	status := reg.HoldsT(t, d, "SR_REG_M", lsm303dlhc.Status)
	t.Must(d.Read(ctx, uint8(lsm303dlhc.X), got[:2]))

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	const when = "after the migration"
	t.Must(d.Receive(ctx, got[2:]))
	if diff := cmp.Diff(data, got); diff != "" {
		t.Errorf("data registers, read on after the migration (-want +got):\n%s", diff)
	}
	reg.ExpectT(t, d, "CRA_REG_M "+when, lsm303dlhc.ControlA, lsm303dlhc.DataRate|lsm303dlhc.TempEN)
	reg.ExpectT(t, d, "CRB_REG_M "+when, lsm303dlhc.ControlB, gain.Setting)
	reg.ExpectT(t, d, "MR_REG_M "+when, lsm303dlhc.Mode, 0)
	status(t, when)
	temperature(t, when)
	axis(t, d, "X", lsm303dlhc.X, 30_000, gain.XY)
	axis(t, d, "Y", lsm303dlhc.Y, 50_000, gain.XY)
	axis(t, d, "Z", lsm303dlhc.Z, 70_000, gain.Z)
}
