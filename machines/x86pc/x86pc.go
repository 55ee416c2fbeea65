package x86pc

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/cpumodel"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/libqos/device/firmware/cpuhotplug"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/firmware/memhotplug"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// The two machines differ only in the CPU, which no path uses.
var (
	X8664 = graph.NewMachine[*guest.Machine]("x86_64/pc")
	I386  = graph.NewMachine[*guest.Machine]("i386/pc")
)

// Register adds the machines and their host bridge.
func Register(g *graph.Graph) {
	for _, pc := range []graph.Machine[*guest.Machine]{X8664, I386} {
		graph.AddMachine(g, pc, newMachine, halt.X86Firmware(256<<10), graph.RAM(128<<20), guest.SplitRAM(), graph.Versions("pc-i440fx"))
		graph.ProducesItself(g, pc, guest.Interface)
		board.Contains(g, pc, board.Part{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x3f8, Ports: true, Lines: board.Controller{Type: "isa-i8259", Where: "master"}.Lines(4)})
		slot.OfferPCI(g, pc, rootBus)
		slot.Offer(g, pc, slot.ISA)
		slot.Offer(g, pc, slot.System)
		slot.Offer(g, pc, slot.Floppy)
		slot.Offer(g, pc, slot.I2C)
		graph.Contains(g, pc, i440fx.HostDriver, newHost)
		graph.Contains(g, pc, fwcfg.IODriver, fwcfg.NewPorts)
		graph.Contains(g, pc, cpuhotplug.Driver, cpuhotplug.At(cpuhotplug.PIIX))
		graph.Contains(g, pc, memhotplug.Driver, memhotplug.New)
		graph.Contains(g, pc, tableloader.PC, tableloader.On(fwcfg.NewPorts))
	}
	graph.Contains(g, I386, cpumodel.X86, cpumodel.Of) // those with 64 bits are on another machine
}

// newMachine does not use the first MiB of QEMU's default of 128 MiB: it has
// holes.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 127 << 20}), nil
}

// rootBus returns the bus of the slots for any device. The path's device is where QEMU puts it.
func rootBus(m *guest.Machine) *pci.Bus { return pci.NewBus(m, i440fx.NewHost(m), pci.Address{}) }

func newHost(_ context.Context, m *guest.Machine) (*i440fx.Host, error) {
	return i440fx.NewHost(m), nil
}
