package adm1266

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/power/adm1266"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
	"github.com/qgraph/qgraph/tests/suite/pmbussuite"
)

// Register adds the tests of the device.
func Register(g *graph.Graph) {
	known := graph.Known(pmbussuite.NoNACK())
	graph.Pair(g, "adm1266-tests/migrate", adm1266.Driver, migrate, known, graph.Known(pmbussuite.LostRegisters()))
	graph.Test(g, "adm1266-tests/test_defaults", adm1266.Driver, defaults, known, graph.Known(deviations()...))
	graph.Test(g, "adm1266-tests/test_ov_faults", adm1266.Driver, faults, known)
	graph.Test(g, "adm1266-tests/test_rw_regs", adm1266.Driver, readWrite, known, pmbussuite.Ignored())
	graph.Test(g, "adm1266-tests/test_tx_rx", adm1266.Driver, measure, known)
}

func around(t *run.T) qom.Object {
	return qom.Plugged(t.QEMU().QMP(), adm1266.Driver.Name())
}

// errorChecking is the bit of CAPABILITY for packet error checking (PMBus 1.3 part II,
// section 11.12 "CAPABILITY").
const errorChecking = 1 << 7

// migrate finds a device that loses its page, a register or a block in a migration.
func migrate(t *run.T, d *pmbus.Device, second run.Instance[*pmbus.Device]) {
	pmbussuite.Migrates(t, d, func() error { return t.Env.Migrate(t.Context(), second.Env, nil) })
}

func defaults(t *run.T, d *pmbus.Device) {
	t.Step("registers", func() { pmbussuite.Defaults(t, d) })
	t.Step("packet error checking", func() {
		if got := pmbus.Capability.ReadT(t, d); got&errorChecking == 0 {
			t.Errorf("CAPABILITY = %v, want packet error checking", got)
		}
	})
	t.Step("block read that ends after its count", func() {
		t.Must(d.Read(t.Context(), uint8(pmbus.MFRID), make([]byte, 1)))
		reg.ExpectT(t, d, "PMBUS_REVISION after a block read of one byte", pmbus.Revision, pmbus.Revision12)
	})
}

func faults(t *run.T, d *pmbus.Device) { pmbussuite.Limits(t, d, around(t)) }

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
