package adm1266

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/device/power/adm1266"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
	"github.com/qgraph/qgraph/tests/suite/pmbussuite"
)

// Register adds the tests of the device.
func Register(g *graph.Graph) {
	known := graph.Known(pmbussuite.NoNACK())
	graph.Test(g, "adm1266-tests/test_defaults", adm1266.Driver, defaults, known)
	graph.Test(g, "adm1266-tests/test_ov_faults", adm1266.Driver, faults, known)
	graph.Test(g, "adm1266-tests/test_rw_regs", adm1266.Driver, readWrite, known, pmbussuite.Ignored())
	graph.Test(g, "adm1266-tests/test_tx_rx", adm1266.Driver, measure, known)
}

func around(t *run.T) qom.Object {
	return qom.Plugged(t.QEMU().QMP(), adm1266.Driver.Name())
}

func defaults(t *run.T, d *pmbus.Device) { pmbussuite.Defaults(t, d) }
func faults(t *run.T, d *pmbus.Device)   { pmbussuite.Limits(t, d, around(t)) }

func readWrite(t *run.T, d *pmbus.Device) {
	t.Step("registers that keep values", func() { pmbussuite.Keeps(t, d) })
	t.Step("read-only registers", func() { pmbussuite.Ignores(t, d) })
	t.Step("pages", func() { pmbussuite.Pages(t, d, pmbus.VoutOVWarnLimit) })
	t.Step("invalid page", func() { pmbussuite.InvalidPage(t, d, 17) })
}

func measure(t *run.T, d *pmbus.Device) {
	t.Step("sensors", func() { pmbussuite.Sensors(t, d, around(t)) })
	t.Step("outputs turned off", func() { pmbussuite.Off(t, d, around(t)) })
}
