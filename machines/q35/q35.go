package q35

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/cpumodel"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/q35"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/libqos/device/firmware/cpuhotplug"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/firmware/memhotplug"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("x86_64/q35")

// Register adds the machine and its host bridge. Root ports must use PCI
// Express hot plug, not ACPI.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.X86Firmware(256<<10), graph.RAM(128<<20), guest.SplitRAM(), graph.Versions("pc-q35"),
		graph.After(graph.Option{Flag: "-global", Type: "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off"}))
	graph.ProducesItself(g, Machine, guest.Interface)
	board.Contains(g, Machine, board.Part{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x3f8, Ports: true, Lines: board.Controller{Type: "isa-i8259", Where: "master"}.Lines(4)})
	slot.OfferPCI(g, Machine, rootBus)
	slot.Offer(g, Machine, slot.System)
	graph.Contains(g, Machine, q35.HostDriver, newHost)
	graph.Contains(g, Machine, fwcfg.IODriver, fwcfg.NewPorts)
	graph.Contains(g, Machine, cpumodel.X86, cpumodel.Of)
	graph.Contains(g, Machine, cpuhotplug.Driver, cpuhotplug.At(cpuhotplug.ICH9))
	graph.Contains(g, Machine, memhotplug.Driver, memhotplug.New)
	graph.Contains(g, Machine, tableloader.Q35, tableloader.On(fwcfg.NewPorts))
}

// newMachine does not use the first MiB of QEMU's default of 128 MiB: it has
// holes.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 127 << 20}), nil
}

// rootBus returns the bus of the slots for any device. The path's device is where QEMU puts it.
func rootBus(m *guest.Machine) *pci.Bus {
	h := q35.NewHost(m)
	return pci.NewBus(m, h, pci.Address{}, pci.WithKind(pci.RootComplex), pci.WithSetup(h.Setup))
}

func newHost(ctx context.Context, m *guest.Machine) (*q35.Host, error) {
	h := q35.NewHost(m)
	return h, h.Setup(ctx)
}
