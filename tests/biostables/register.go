package biostables

import (
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
)

// Register adds the tests, a command line each. Their names are those of the cases of QEMU's own
// program, which compares the tables with stored ones.
func Register(g *graph.Graph) {
	all, numa, pc, q35 := tableloader.Interface, tableloader.NUMAInterface, tableloader.PCInterface, tableloader.Q35
	add(g, "default", all, nil)
	graph.Test(g, "bios-tables-tests/oem-fields", all, func(t *run.T, s *tableloader.Source) { check(t, s, oemFields) },
		graph.Known(deviations()...), graph.Requires(tableloader.OEM), graph.After(machineOption("x-oem-id", oemID, "x-oem-table-id", oemTable)))
	add(g, "topology", numa, nil, option("-smp", graph.P("cpus", "8"), graph.P("sockets", "2"), graph.P("cores", "4")))
	add(g, "numamem", numa, numaTables, numaOptions()...)
	add(g, "cpuhp", pc, nil, option("-smp", graph.P("cpus", "2"), graph.P("cores", "3"), graph.P("sockets", "2"), graph.P("maxcpus", "6")))
	add(g, "memhp", pc, memorySlots, option("-m", graph.P("size", "128M"), graph.P("slots", strconv.Itoa(slots)), graph.P("maxmem", "1G")))
	add(g, "acpihmat", pc, hmatTable, hmatOptions()...)
	add(g, "bridge", pc, pciDevices, device("pci-bridge", graph.P("chassis_nr", "1"), graph.P("addr", "5")))
	add(g, "nohpet", pc, withoutHPET, machineOption("hpet", "off"))
	add(g, "nosmm", pc, nil, machineOption("smm", "off"))
	add(g, "isa", pc, isaDevices,
		graph.Option{Flag: "-chardev", Type: "null", ID: "hole0"}, graph.Option{Flag: "-chardev", Type: "null", ID: "hole1"},
		graph.Option{Flag: "-chardev", Type: "null", ID: "hole2"}, device("pvpanic"),
		device("isa-serial", graph.P("chardev", "hole0")), device("isa-serial", graph.P("chardev", "hole1")),
		device("isa-parallel", graph.P("chardev", "hole2")))
	add(g, "ipmi-kcs", pc, ipmi, device("ipmi-bmc-sim", graph.P("id", "bmc")), device("isa-ipmi-kcs", graph.P("bmc", "bmc")))
	add(g, "dmar", q35, unit("DMAR"), device("intel-iommu"))
	add(g, "ivrs", q35, unit("IVRS"), device("amd-iommu"))
	add(g, "viot", q35, unit("VIOT"), device("virtio-iommu-pci"))
	graph.Test(g, "bios-tables-tests/smbios-options", numa, smbiosTest, graph.After(smbiosOptions()...))
	graph.Test(g, "bios-tables-tests/mcfg", q35, enabledConfiguration, graph.Known(deviations()...))
}

// add adds a test of a machine with some more options.
func add(g *graph.Graph, name string, from graph.Parent[*tableloader.Source], further func(*run.T, *machine), options ...graph.Option) {
	graph.Test(g, "bios-tables-tests/"+name, from, func(t *run.T, s *tableloader.Source) {
		check(t, s, further)
	}, graph.Known(deviations()...), graph.After(options...))
}

func option(flag string, props ...graph.Prop) graph.Option {
	return graph.Option{Flag: flag, Props: props}
}

// machineOption sets properties of the machine, each a name and a value.
func machineOption(pairs ...string) graph.Option {
	o := graph.Option{Flag: "-machine"}
	for i := 0; i < len(pairs); i += 2 {
		o.Props = append(o.Props, graph.P(pairs[i], pairs[i+1]))
	}
	return o
}

func device(model string, props ...graph.Prop) graph.Option {
	return graph.Option{Flag: "-device", Type: model, Props: props}
}
