package microvm

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("x86_64/microvm")

// Register adds the machine and its virtio transports that have a device: the others
// are not in the device tree. Their interrupts go to the second I/O APIC, the one
// without a name in QEMU.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.X86Firmware(128<<10), graph.RAM(128<<20))
	graph.Contains(g, Machine, isa.BridgeDriver, isa.NewBridge)
	graph.ContainsEnv(g, Machine, virtiommio.Driver, fdt.Described(fdt.ToPart("ioapic"), virtiommio.FromTree))
}

// newMachine does not use the first MiB of QEMU's default of 128 MiB: it has holes.
func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 127 << 20}), nil
}
