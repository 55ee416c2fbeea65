package emc1414

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/sensor/emc1414"
)

// Register adds the tests of the sensor.
func Register(g *graph.Graph) {
	graph.Pair(g, "emc1414-tests/migrate", emc1414.Driver, migrate, graph.Known(unmigrated()))
	graph.Test(g, "emc1414-tests/tx-rx", emc1414.Driver, txRx)
}

// txRx checks the identification, then each of the four channels alone and beside
// the others.
func txRx(t *run.T, d *i2c.Device) {
	t.Step("identification", func() {
		reg.ExpectT(t, d, "Product ID", emc1414.ProductID, emc1414.EMC1414)
		reg.ExpectT(t, d, "Manufacturer ID", emc1414.ManufacturerID, emc1414.SMSC)
		for _, r := range []reg.Reg[uint8]{emc1414.ProductID, emc1414.ManufacturerID, emc1414.Revision} {
			reg.IgnoresT(t, d, "identification", r)
		}
	})

	sensor := qom.Plugged(t.QEMU().QMP(), emc1414.Driver.Name())
	for _, c := range emc1414.Channels() {
		t.Step(c.Name, func() {
			reg.ExpectT(t, d, c.Name+": high limit after power-up", c.High, emc1414.DefaultHigh)
			reg.ExpectT(t, d, c.Name+": low limit after power-up", c.Low, emc1414.DefaultLow)
			for _, celsius := range []uint8{0, 1, 20, 85, 127} {
				t.Must(sensor.SetInt(t.Context(), c.Property, int64(celsius)*1000))
				reg.ExpectT(t, d, c.Name+": temperature", c.Temperature, celsius)
				reg.ExpectT(t, d, c.Name+": fraction of a whole temperature", c.Fraction, 0)
			}
			reg.IgnoresT(t, d, c.Name+": temperature", c.Temperature)
		})
	}

	// Every channel has registers of its own.
	t.Step("all channels", func() {
		for i, c := range emc1414.Channels() {
			t.Must(sensor.SetInt(t.Context(), c.Property, int64(30+i)*1000))
			c.High.WriteT(t, d, uint8(90+i))
			c.Low.WriteT(t, d, uint8(10+i))
		}
		for i, c := range emc1414.Channels() {
			reg.ExpectT(t, d, c.Name+": temperature", c.Temperature, uint8(30+i))
			reg.ExpectT(t, d, c.Name+": high limit", c.High, uint8(90+i))
			reg.ExpectT(t, d, c.Name+": low limit", c.Low, uint8(10+i))
		}
	})
}
