package virt

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/cpumodel"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/ecam"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/device/clock/pl031"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/device/gpio/pl061"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
)

// The machines for Arm. They differ only in the CPU, which no path uses.
var (
	Arm     = graph.NewMachine[*guest.Machine]("arm/virt")
	AArch64 = graph.NewMachine[*guest.Machine]("aarch64/virt")
)

// registerArm adds the machines and their devices.
func registerArm(g *graph.Graph) {
	known := graph.Known(armDeviations()...)
	graph.AddMachine(g, Arm, newArm, halt.PoweredOff(), graph.RAM(128<<20), guest.SparseRAM(0x4000_0000), graph.Versions("virt"), known)
	graph.ProducesItself(g, Arm, guest.Interface)
	board.Contains(g, Arm, armParts()...)
	slot.Offer(g, Arm, slot.PCI)
	slot.Offer(g, Arm, slot.VirtioMMIO)
	slot.Offer(g, Arm, slot.System)
	graph.Contains(g, Arm, fwcfg.MemDriver, fwcfg.FindBesideTree)
	graph.Contains(g, Arm, tableloader.ARM, tableloader.On(fwcfg.FindBesideTree), board.Firmware()...)
	graph.ContainsEnv(g, Arm, virtiommio.Driver, fdt.Described(gicRoute, virtiommio.FromTree))
	graph.AddMachine(g, AArch64, newArm, halt.PoweredOff(), graph.RAM(128<<20), guest.SparseRAM(0x4000_0000), graph.After(processor("max")),
		graph.Versions("virt", processor("cortex-a57")), known)
	graph.ProducesItself(g, AArch64, guest.Interface)
	board.Contains(g, AArch64, armParts()...)
	slot.Offer(g, AArch64, slot.PCI)
	graph.Contains(g, AArch64, fwcfg.MemDriver, fwcfg.FindBesideTree)
	graph.Contains(g, AArch64, cpumodel.ARM, cpumodel.Of)
	graph.Contains(g, AArch64, tableloader.ARM, tableloader.On(fwcfg.FindBesideTree), board.Firmware()...)
	graph.ContainsEnv(g, AArch64, ecam.HostDriver, fdt.Described(gicRoute, ecam.FromTree))
}

// armParts are those with an address of their own (QEMU 11.1, docs/system/arm/virt.rst, "Supported devices").
func armParts() []board.Part {
	gic := board.Controller{Type: "arm_gic"}
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x900_0000, Lines: gic.Lines(1)},
		{Kind: pl031.Kind, Name: "RTC", Base: 0x901_0000, Lines: gic.Lines(2)},
		{Kind: pl061.Kind, Name: "GPIO", Base: 0x903_0000, Lines: gic.Lines(7)},
	}
}

func processor(name string) graph.Option { return graph.Option{Flag: "-cpu", Type: name} }

// newArm does not use the first MiB of QEMU's default of 128 MiB, where QEMU
// puts the device tree.
func newArm(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 0x4010_0000, Size: 127 << 20}), nil
}
