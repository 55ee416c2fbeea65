package islvr

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/device/power/islvr"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
	"github.com/qgraph/qgraph/tests/suite/pmbussuite"
)

// Register adds the tests of the regulators.
func Register(g *graph.Graph) {
	known := graph.Known(pmbussuite.NoNACK(), pmbussuite.KeptFaults())
	for _, driver := range []graph.Driver[*pmbus.Device]{islvr.ISL69260, islvr.RAA228000, islvr.RAA229004} {
		name := driver.Name()
		graph.Pair(g, name+"-tests/migrate", driver, migrate, known, graph.Known(pmbussuite.LostRegisters(), pmbussuite.LostPage()))
		graph.Test(g, name+"-tests/test_defaults", driver, defaults, known)
		graph.Test(g, name+"-tests/test_ov_faults", driver, func(t *run.T, d *pmbus.Device) { faults(t, d, name) }, known)
		graph.Test(g, name+"-tests/test_ro_regs", driver, readOnly, known, pmbussuite.Ignored())
		graph.Test(g, name+"-tests/test_rw_regs", driver, readWrite, known)
		graph.Test(g, name+"-tests/test_tx_rx", driver, func(t *run.T, d *pmbus.Device) { measure(t, d, name) }, known)
	}
	graph.Test(g, "isl69260-tests/test_pages_rw", islvr.ISL69260, pages, known, pmbussuite.Ignored())
	graph.Test(g, "raa229004-tests/test_pages_rw", islvr.RAA229004, pages, known, pmbussuite.Ignored())
}

func around(t *run.T, name string) qom.Object { return qom.Plugged(t.QEMU().QMP(), name) }

// migrate finds a device that loses its page or a register in a migration.
func migrate(t *run.T, d *pmbus.Device, second run.Instance[*pmbus.Device]) {
	pmbussuite.Migrates(t, d, func() error { return t.Env.Migrate(t.Context(), second.Env, nil) })
}

func defaults(t *run.T, d *pmbus.Device) { pmbussuite.Defaults(t, d) }

func faults(t *run.T, d *pmbus.Device, name string) {
	t.Step("limits", func() { pmbussuite.Limits(t, d, around(t, name)) })
}

func readOnly(t *run.T, d *pmbus.Device)  { pmbussuite.Ignores(t, d) }
func readWrite(t *run.T, d *pmbus.Device) { pmbussuite.Keeps(t, d) }

func measure(t *run.T, d *pmbus.Device, name string) {
	t.Step("sensors", func() { pmbussuite.Sensors(t, d, around(t, name)) })
	t.Step("outputs turned off", func() { pmbussuite.Off(t, d, around(t, name)) })
}

func pages(t *run.T, d *pmbus.Device) {
	t.Step("pages", func() { pmbussuite.Pages(t, d, pmbus.VoutMax) })
	t.Step("invalid page", func() { pmbussuite.InvalidPage(t, d, 2) })
}
