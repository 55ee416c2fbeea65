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
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/device/clock/goldfishrtc"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/storage/cfi"
)

// The machines for RISC-V. They differ only in the CPU, which no path uses.
var (
	RISCV32 = graph.NewMachine[*guest.Machine]("riscv32/virt")
	RISCV64 = graph.NewMachine[*guest.Machine]("riscv64/virt")
)

// registerRISCV adds the machines and their devices. By default QEMU gives virtio-mmio
// the legacy interface, version 1. The 64-bit machine has version 2, so that
// every virtio test covers both.
func registerRISCV(g *graph.Graph) {
	modern := graph.Before(graph.Option{Flag: "-global", Type: "virtio-mmio.force-legacy=off"})
	halted := halt.PoweredOff(graph.Option{Flag: "-bios", Type: "none"}) // the firmware may not be installed
	for virt, version := range map[graph.Machine[*guest.Machine]][]graph.EdgeOption{RISCV32: nil, RISCV64: {modern, guest.SparseRAM(0x8000_0000)}} {
		graph.AddMachine(g, virt, newRISCV, append(version, halted, graph.RAM(128<<20), graph.Props(graph.P("aclint", "on"), graph.P("aia", "aplic-imsic")))...)
		graph.ProducesItself(g, virt, guest.Interface)
		board.Contains(g, virt, riscvParts()...)
		slot.Offer(g, virt, slot.PCI)
		slot.Offer(g, virt, slot.VirtioMMIO)
		graph.Contains(g, virt, fwcfg.MemDriver, fwcfg.FindBesideTree)
		graph.Contains(g, virt, tableloader.RISCV, tableloader.On(fwcfg.FindBesideTree), graph.Since("10.0", "the machine's ACPI tables"))
		graph.ContainsEnv(g, virt, ecam.HostDriver, fdt.Described(aplicRoute, ecam.FromTree))
		graph.ContainsEnv(g, virt, virtiommio.Driver, fdt.Described(aplicRoute, virtiommio.FromTree))
	}
}

// riscvParts are those with an address of their own (QEMU 11.1, docs/system/riscv/virt.rst, "Supported devices").
func riscvParts() []board.Part {
	aplic := board.Controller{Type: "riscv.aplic"}
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x1000_0000, Lines: aplic.Lines(10)},
		{Kind: goldfishrtc.Kind, Name: "RTC", Base: 0x10_1000, Lines: aplic.Lines(11)},
		cfi.StrataFlash("flash 0", 0x2000_0000, 128),
	}
}

// newRISCV does not use the ends of QEMU's default of 128 MiB: the firmware is
// at the low end, and the device tree at the high end.
func newRISCV(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 0x8100_0000, Size: 96 << 20}), nil
}
