package adm1266

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/device/power/adm1266"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// Register adds the tests of the device.
func Register(g *graph.Graph) {
	graph.Test(g, "adm1266-tests/test_defaults", adm1266.Driver, defaults)
	graph.Test(g, "adm1266-tests/test_ov_faults", adm1266.Driver, faults)
	graph.Test(g, "adm1266-tests/test_rw_regs", adm1266.Driver, readWrite)
	graph.Test(g, "adm1266-tests/test_tx_rx", adm1266.Driver, measure)
}

func around(t *run.T) qom.Object {
	return qom.Plugged(t.QEMU().QMP(), adm1266.Driver.Name())
}

func defaults(t *run.T, d *pmbus.Device) { pmbus.DefaultsT(t, d) }
func faults(t *run.T, d *pmbus.Device)   { pmbus.LimitsT(t, d, around(t)) }

func readWrite(t *run.T, d *pmbus.Device) {
	t.Step("registers that keep values", func() { pmbus.KeepsT(t, d) })
	t.Step("read-only registers", func() { pmbus.IgnoresT(t, d) })
	t.Step("pages", func() { pmbus.PagesT(t, d, pmbus.VoutOVWarnLimit) })
	t.Step("invalid page", func() { pmbus.InvalidPageT(t, d, 17) })
}

func measure(t *run.T, d *pmbus.Device) {
	t.Step("sensors", func() { pmbus.SensorsT(t, d, around(t)) })
	t.Step("outputs turned off", func() { pmbus.OffT(t, d, around(t)) })
}
