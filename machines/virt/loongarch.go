package virt

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/ecam"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// LoongArch64 is the machine for LoongArch.
var LoongArch64 = graph.NewMachine[*guest.Machine]("loongarch64/virt")

// registerLoongArch adds the machine and its host bridge.
func registerLoongArch(g *graph.Graph) {
	graph.AddMachine(g, LoongArch64, newLoongArch, halt.PoweredOff(), graph.RAM(128<<20), graph.After(graph.Option{Flag: "-cpu", Type: "la464"}),
		graph.Allows(graph.Complaint{
			Kind: graph.WarningMessage, Text: "No kernel provided, booting from flash drive", Why: "No path boots; QEMU until 10.0 says so.",
		}))
	graph.ProducesItself(g, LoongArch64, guest.Interface)
	board.Contains(g, LoongArch64, board.Part{Kind: ns16550.Kind, Name: "UART0", Base: 0x1fe0_01e0, Lines: board.Controller{Type: "loongarch_pic"}.Lines(2),
		Needs: []graph.EdgeOption{graph.Since("10.0", "the name of the interrupt controller's type")}})
	slot.Offer(g, LoongArch64, slot.PCI)
	graph.Contains(g, LoongArch64, fwcfg.MemDriver, fwcfg.Find)
	graph.Contains(g, LoongArch64, tableloader.Loong, tableloader.On(fwcfg.Find), graph.Since("10.0", "the options of the machine's ACPI tables"))
	graph.ContainsEnv(g, LoongArch64, ecam.HostDriver, fdt.Described(fdt.ToPart("loongarch_pic"), ecam.FromTree))
}

// newLoongArch does not use the first 16 MiB, where QEMU puts data for the
// guest, such as the device tree.
func newLoongArch(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 16 << 20, Size: 112 << 20}), nil
}
