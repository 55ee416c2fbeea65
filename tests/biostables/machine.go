package biostables

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
)

// machine is a machine with its tables in memory.
type machine struct {
	*guest.Machine
	source *tableloader.Source
	loaded *tableloader.Loaded
	tables *acpi.Set
	wrong  error // with the tables
	space  *aml.Space
	memory memmap.View
	ports  memmap.View
}

// The files of the script with tables.
const (
	rsdpFile   = "etc/acpi/rsdp"
	tablesFile = "etc/acpi/tables"
)

// install loads the tables of a machine, and reads them.
func install(t *run.T, s *tableloader.Source) *machine {
	m := &machine{Machine: s.Device.Machine, source: s}
	loaded, err := tableloader.Run(t.Context(), s.Device)
	t.Must(err)
	m.loaded = loaded
	t.Cleanup(func() { t.Must(loaded.Free()) })
	rsdp, err := loaded.File(rsdpFile)
	t.Must(err)
	m.tables, m.wrong = acpi.Find(loaded, rsdp.Address)
	view, err := memmap.Read(t.Context(), m.Monitor)
	t.Must(err)
	m.memory, m.ports = view.Memory(), view.Ports()
	var code [][]byte
	for _, table := range m.tables.All("DSDT", "SSDT") {
		code = append(code, table.Body())
	}
	m.space, err = aml.Parse(code...)
	t.Must(err)
	return m
}

// check installs the tables and checks them by steps; then further ones.
func check(t *run.T, s *tableloader.Source, further func(*run.T, *machine)) {
	m := install(t, s)
	t.Step("loader", func() { loader(t, m) })
	t.Step("tables", func() { t.Must(m.wrong) })
	t.Step("one of each", func() { oneOfEach(t, m) })
	t.Step("structures", func() { structures(t, m) })
	t.Step("resources", func() { resources(t, m) })
	t.Step("interrupt routing", func() { routing(t, m) })
	t.Step("host bridges", func() { hostBridges(t, m) })
	t.Step("processors", func() { processors(t, m) })
	t.Step("processor hierarchy", func() { hierarchy(t, m) })
	t.Step("interrupt controllers", func() { controllers(t, m) })
	t.Step("fixed registers", func() { fixedRegisters(t, m) })
	t.Step("HPET", func() { hpet(t, m) })
	t.Step("configuration space", func() { configurationSpace(t, m) })
	t.Step("serial console", func() { console(t, m) })
	if further != nil {
		further(t, m)
	}
}

// table returns a table that must be there.
func (m *machine) table(t *run.T, signature string) acpi.Table {
	t.Helper()
	table, ok := m.tables.Table(signature)
	if !ok {
		t.Fatalf("there is no table %s", signature)
	}
	return table
}

// structures returns those of a table that must be there.
func (m *machine) structures(t *run.T, signature string) []acpi.Structure {
	t.Helper()
	all, err := m.table(t, signature).Structures()
	t.Must(err)
	return all
}

// answers reports whether a device's registers are at an address, or a port.
func answers(v memmap.View, at uint64) (memmap.Range, bool) {
	r, ok := v.At(at)
	return r, ok && !r.Hole && r.Kind != memmap.Container && r.Kind != memmap.RAM
}
