package biostables

import (
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
)

// row is a test of tables: a command line, and the statements that it adds to those about any
// machine.
type row struct {
	name    string
	from    graph.Parent[*tableloader.Source]
	before  func(*run.T, *tableloader.Source) // a firmware's work before it reads the tables; nil: none
	further func(*run.T, *machine)            // nil: none
	options []graph.Option
	more    []graph.TestOption
}

// with returns the row with options of its test.
func (r row) with(more ...graph.TestOption) row {
	r.more = append(r.more, more...)
	return r
}

// all returns one check that makes several.
func all(checks ...func(*run.T, *machine)) func(*run.T, *machine) {
	return func(t *run.T, m *machine) {
		for _, c := range checks {
			c(t, m)
		}
	}
}

// rows returns all tests of ACPI tables.
func rows() []row {
	var rows []row
	for _, some := range [][]row{everywhere(), pcRows(), hotPlugRows(), q35Rows(), tpmRows(), topologyRows(), microvmRows(), armRows()} {
		rows = append(rows, some...)
	}
	return rows
}

func everywhere() []row {
	return []row{
		{name: "default", from: tableloader.Interface},
		row{name: "oem-fields", from: tableloader.Interface, further: oemFields, options: []graph.Option{
			machineOption("x-oem-id", oemID, "x-oem-table-id", oemTable),
		}}.with(graph.Requires(tableloader.OEM)),
		{name: "topology", from: tableloader.NUMAInterface, options: []graph.Option{smp("cpus", "8", "sockets", "2", "cores", "4")}},
		{name: "numamem", from: tableloader.NUMAInterface, further: numaTables, options: numaOptions()},
		{name: "memhp", from: tableloader.SlotsInterface, further: memorySlots, options: []graph.Option{
			option("-m", graph.P("size", "128M"), graph.P("slots", strconv.Itoa(slots)), graph.P("maxmem", "1G")),
		}},
		{name: "dimmpxm", from: tableloader.NVDIMMInterface, further: modules, options: moduleOptions()},
	}
}

// pcRows are the tests of both kinds of PC.
func pcRows() []row {
	pc := tableloader.PCInterface
	return []row{
		{name: "cpuhp", from: pc, options: []graph.Option{smp("cpus", "2", "cores", "3", "sockets", "2", "maxcpus", "6")}},
		{name: "acpihmat", from: pc, further: hmatTable, options: hmatOptions()},
		{name: "bridge", from: pc, further: pciDevices, options: []graph.Option{bridge()}},
		{name: "nohpet", from: pc, further: withoutHPET, options: []graph.Option{machineOption("hpet", "off")}},
		{name: "nosmm", from: pc, further: legacyMode(false), options: []graph.Option{machineOption("smm", "off")}},
		row{name: "smm-compat", from: pc, further: legacyMode(true), options: smmCompatibility("on")}.with(usualPC(), unusedProperty()),
		row{name: "smm-compat-nosmm", from: pc, further: legacyMode(true), options: smmCompatibility("off")}.with(usualPC(), unusedProperty()),
		{name: "isa", from: pc, further: isaDevices, options: []graph.Option{
			null("hole0"), null("hole1"), null("hole2"), device("pvpanic"),
			device("isa-serial", graph.P("chardev", "hole0")), device("isa-serial", graph.P("chardev", "hole1")),
			device("isa-parallel", graph.P("chardev", "hole2")),
		}},
		{name: "ipmi-kcs", from: pc, further: all(ipmi(kcs, aml.IO, kcsPort), ipmiInterrupt(kcsLine)), options: []graph.Option{
			bmc(), device("isa-ipmi-kcs", graph.P("bmc", "bmc"), graph.P("ioport", strconv.Itoa(kcsPort)), graph.P("irq", strconv.Itoa(kcsLine))),
		}},
		row{name: "acpierst", from: pc, before: placeERST, further: erst, options: erstOptions()}.with(usualPC()),
	}
}

// usualPC leaves out the PC of an emulator for 32 bits, whose tables are those of the other one.
func usualPC() graph.TestOption { return graph.SlowBeside("x86_64/pc", "x86_64/q35") }

// smmCompatibility has tables as of older machine types: they have the command port of the mode
// without ACPI also if there is none.
func smmCompatibility(smm string) []graph.Option {
	return []graph.Option{global("PIIX4_PM.smm-compat=on"), global("ICH9-LPC.smm-compat=on"), machineOption("smm", smm)}
}

// unusedProperty is QEMU's answer to a property of the other chipset.
func unusedProperty() graph.TestOption {
	return graph.Allows(graph.Complaint{
		Kind: graph.WarningMessage, Text: `global .*\.smm-compat=on not used`, Why: "The test sets the property of both chipsets.",
	})
}

func smp(pairs ...string) graph.Option { return graph.Option{Flag: "-smp", Props: props(pairs)} }

func null(id string) graph.Option { return graph.Option{Flag: "-chardev", Type: "null", ID: id} }

func bridge() graph.Option {
	return device("pci-bridge", graph.P("chassis_nr", "1"), graph.P("addr", strconv.Itoa(bridgeSlot)))
}

func bmc() graph.Option { return named("bmc", "ipmi-bmc-sim") }

func option(flag string, props ...graph.Prop) graph.Option {
	return graph.Option{Flag: flag, Props: props}
}

// machineOption sets properties of the machine, each a name and a value.
func machineOption(pairs ...string) graph.Option {
	return graph.Option{Flag: "-machine", Props: props(pairs)}
}

// global sets a property of all devices of a model, as "PIIX4_PM.disable_s3=on".
func global(setting string) graph.Option { return graph.Option{Flag: "-global", Type: setting} }

// ram is memory for something else: a NUMA node, or a module.
func ram(id, size string) graph.Option {
	return graph.Option{Flag: "-object", Type: "memory-backend-ram", ID: id, Props: []graph.Prop{graph.P("size", size)}}
}

func device(model string, props ...graph.Prop) graph.Option {
	return graph.Option{Flag: "-device", Type: model, Props: props}
}

// named is a device that another option refers to.
func named(id, model string, props ...graph.Prop) graph.Option {
	return graph.Option{Flag: "-device", Type: model, ID: id, Props: props}
}

// props returns properties of pairs of a name and a value.
func props(pairs []string) []graph.Prop {
	var all []graph.Prop
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, graph.P(pairs[i], pairs[i+1]))
	}
	return all
}
