package tableloader

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// The nodes of the tables of a machine, by the kind of machine.
var (
	PC      = graph.NewDriver[*Source]("acpi-pc")
	Q35     = graph.NewDriver[*Source]("acpi-q35")
	MicroVM = graph.NewDriver[*Source]("acpi-microvm")
	ARM     = graph.NewDriver[*Source]("acpi-arm-virt")
	RISCV   = graph.NewDriver[*Source]("acpi-riscv-virt")
	Loong   = graph.NewDriver[*Source]("acpi-loongarch-virt")
)

// The interfaces of tables: of all machines; of those to which NUMA nodes can be given; of those
// with slots for memory modules, and for modules that keep their contents; and of PCs.
var (
	Interface       = graph.NewInterface[*Source]("acpi")
	NUMAInterface   = graph.NewInterface[*Source]("acpi-numa")
	SlotsInterface  = graph.NewInterface[*Source]("acpi-memory")
	NVDIMMInterface = graph.NewInterface[*Source]("acpi-nvdimm")
	PCInterface     = graph.NewInterface[*Source]("acpi-x86")
)

// OEM is the ability of a machine whose options set the OEM fields of all tables.
var OEM = graph.NewAbility("options for the OEM fields of ACPI tables")

// Source is where a machine has its tables.
type Source struct {
	Device *fwcfg.Device
}

// On returns the constructor of the source that a machine's firmware configuration device is,
// for [graph.Contains].
func On(device func(context.Context, *guest.Machine) (*fwcfg.Device, error)) func(context.Context, *guest.Machine) (*Source, error) {
	return func(ctx context.Context, m *guest.Machine) (*Source, error) {
		d, err := device(ctx, m)
		if err != nil {
			return nil, err
		}
		return &Source{d}, nil
	}
}
