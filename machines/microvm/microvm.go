package microvm

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("x86_64/microvm")

// ioapic is the type of the second I/O APIC, which has no name in QEMU.
const ioapic = "ioapic"

// transports is the constructor of the virtio transports. The device tree has only those
// with a device.
var transports = graph.ByVersion[func(context.Context, *guest.Machine, *run.Env) (*virtiommio.Bus, error)]{
	Value: fdt.Described(fdt.ToPart(ioapic), virtiommio.FromTree),
	Earlier: []graph.Earlier[func(context.Context, *guest.Machine, *run.Env) (*virtiommio.Bus, error)]{
		{Until: "11.1", Value: undescribed, Why: "dumpdtb did not know the machine's device tree"},
	},
}

// Register adds the machine and its virtio transports. Their interrupts go to the second
// I/O APIC.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.X86Firmware(128<<10), graph.RAM(128<<20))
	graph.ProducesItself(g, Machine, guest.Interface)
	board.Contains(g, Machine, board.Part{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x3f8, Ports: true, Lines: board.Controller{Type: "isa-i8259", Where: "master"}.Lines(4)})
	slot.Offer(g, Machine, slot.VirtioMMIO)
	graph.Contains(g, Machine, isa.BridgeDriver, isa.NewBridge)
	graph.Contains(g, Machine, fwcfg.IODriver, fwcfg.NewPorts)
	graph.Contains(g, Machine, tableloader.MicroVM, tableloader.On(fwcfg.NewPorts))
	graph.ContainsEnv(g, Machine, virtiommio.Driver, newTransports)
}

func newTransports(ctx context.Context, m *guest.Machine, env *run.Env) (*virtiommio.Bus, error) {
	return transports.On(env.Version())(ctx, m, env)
}

// undescribed returns the transports without a device tree: each has the input of the
// I/O APIC with its own number.
func undescribed(ctx context.Context, m *guest.Machine, _ *run.Env) (*virtiommio.Bus, error) {
	controller, err := qom.Part(ctx, m.Monitor, ioapic)
	if err != nil {
		return nil, err
	}
	return virtiommio.FromMemoryTree(ctx, m, func(i int) guest.Wire {
		return guest.Controller{Path: controller.Path()}.Line(i)
	})
}

// newMachine does not use the first MiB of QEMU's default of 128 MiB: it has holes.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 127 << 20}), nil
}
