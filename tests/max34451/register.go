package max34451

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/device/power/max34451"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
	"github.com/qgraph/qgraph/tests/suite/pmbussuite"
)

// Register adds the tests of the device.
func Register(g *graph.Graph) {
	known := graph.Known(pmbussuite.NoNACK(), pmbussuite.KeptFaults())
	graph.Test(g, "max34451-tests/test_all_pages", max34451.Driver, pages, known, pmbussuite.Ignored())
	graph.Pair(g, "max34451-tests/migrate", max34451.Driver, migrate, known, graph.Known(pmbussuite.LostRegisters()))
	graph.Test(g, "max34451-tests/test_defaults", max34451.Driver, defaults, known)
	graph.Test(g, "max34451-tests/test_ot_faults", max34451.Driver, overtemperature, known)
	graph.Test(g, "max34451-tests/test_ov_faults", max34451.Driver, overvoltage, known)
	graph.Test(g, "max34451-tests/test_ro_regs", max34451.Driver, readOnly, known, pmbussuite.Ignored())
	graph.Test(g, "max34451-tests/test_rw_regs", max34451.Driver, readWrite, known)
	graph.Test(g, "max34451-tests/test_temperature", max34451.Driver, temperature, known)
	graph.Test(g, "max34451-tests/test_voltage", max34451.Driver, voltage, known)
}

func around(t *run.T) qom.Object {
	return qom.Plugged(t.QEMU().QMP(), max34451.Driver.Name())
}

// supplies returns the device limited to the pages of the supplies.
func supplies(d *pmbus.Device) *pmbus.Device { return d.With(d.Profile.Parts[:2]) }

// sensors returns the device limited to the pages of the temperature sensors.
func sensors(d *pmbus.Device) *pmbus.Device { return d.With(d.Profile.Parts[2:]) }

// migrate finds a device that loses its page, a register or a block in a migration.
func migrate(t *run.T, d *pmbus.Device, second run.Instance[*pmbus.Device]) {
	pmbussuite.Migrates(t, d, func() error { return t.Env.Migrate(t.Context(), second.Env, nil) })
}

func defaults(t *run.T, d *pmbus.Device) { pmbussuite.Defaults(t, d) }

func overtemperature(t *run.T, d *pmbus.Device) { limits(t, sensors(d)) }
func overvoltage(t *run.T, d *pmbus.Device)     { limits(t, supplies(d)) }

func limits(t *run.T, d *pmbus.Device) {
	t.Step("limits", func() { pmbussuite.Limits(t, d, around(t)) })
}

func readOnly(t *run.T, d *pmbus.Device)    { pmbussuite.Ignores(t, d) }
func readWrite(t *run.T, d *pmbus.Device)   { pmbussuite.Keeps(t, d) }
func temperature(t *run.T, d *pmbus.Device) { pmbussuite.Sensors(t, sensors(d), around(t)) }

func voltage(t *run.T, d *pmbus.Device) {
	t.Step("sensors", func() { pmbussuite.Sensors(t, supplies(d), around(t)) })
	t.Step("outputs turned off", func() { pmbussuite.Off(t, supplies(d), around(t)) })
}

func pages(t *run.T, d *pmbus.Device) {
	t.Step("pages of supplies", func() { pmbussuite.Pages(t, supplies(d), pmbus.VoutOVWarnLimit) })
	t.Step("pages of sensors", func() { pmbussuite.Pages(t, sensors(d), pmbus.OTWarnLimit) })
	t.Step("invalid page", func() { pmbussuite.InvalidPage(t, d, max34451.Supplies+max34451.Temperatures) })
}
