package adm1272

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/device/power/adm1272"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
	"github.com/qgraph/qgraph/tests/suite/pmbussuite"
)

// Register adds the tests of the device.
func Register(g *graph.Graph) {
	known := graph.Known(pmbussuite.NoNACK(), pmbussuite.KeptFaults())
	graph.Pair(g, "adm1272-tests/migrate", adm1272.Driver, migrate, known, graph.Known(pmbussuite.LostRegisters()))
	graph.Test(g, "adm1272-tests/test_defaults", adm1272.Driver, defaults, known)
	graph.Test(g, "adm1272-tests/test_ov_faults", adm1272.Driver, faults, known)
	graph.Test(g, "adm1272-tests/test_ro_regs", adm1272.Driver, readOnly, known, pmbussuite.Ignored())
	graph.Test(g, "adm1272-tests/test_rw_regs", adm1272.Driver, readWrite, known)
	graph.Test(g, "adm1272-tests/test_tx_rx", adm1272.Driver, measure, known, pmbussuite.Ignored())
}

func around(t *run.T) qom.Object {
	return qom.Plugged(t.QEMU().QMP(), adm1272.Driver.Name())
}

// migrate finds a device that loses its page, a register or a block in a migration.
func migrate(t *run.T, d *pmbus.Device, second run.Instance[*pmbus.Device]) {
	pmbussuite.Migrates(t, d, func() error { return t.Env.Migrate(t.Context(), second.Env, nil) })
}

func defaults(t *run.T, d *pmbus.Device) { pmbussuite.Defaults(t, d) }

func faults(t *run.T, d *pmbus.Device) {
	t.Step("limits", func() { pmbussuite.Limits(t, d, around(t)) })
}

func readOnly(t *run.T, d *pmbus.Device)  { pmbussuite.Ignores(t, d) }
func readWrite(t *run.T, d *pmbus.Device) { pmbussuite.Keeps(t, d) }

func measure(t *run.T, d *pmbus.Device) {
	t.Step("sensors", func() { pmbussuite.Sensors(t, d, around(t)) })
	t.Step("outputs turned off", func() { pmbussuite.Off(t, d, around(t)) })
	t.Step("invalid page", func() { pmbussuite.InvalidPage(t, d, 1) })
}
