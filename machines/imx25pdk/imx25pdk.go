package imx25pdk

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/halt"
	"github.com/qgraph/qgraph/libqos/board/imxi2c"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/serial/imxserial"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// Machine is the node of the machine.
var Machine = graph.NewMachine[*guest.Machine]("arm/imx25-pdk")

// Register adds the machine and its I²C controller.
func Register(g *graph.Graph) {
	graph.AddMachine(g, Machine, newMachine, halt.PoweredOff())
	graph.ProducesItself(g, Machine, guest.Interface)
	avic := board.Controller{Path: "/machine/soc/avic"}
	board.Contains(g, Machine,
		board.Part{Kind: imxserial.Kind, Name: "UART1", Base: 0x43f9_0000, Lines: avic.Lines(45)},
		board.Part{Kind: sdhci.ESDHCKind("fsl-esdhc-le", 0x07e2_0000, sd.CardBySlot()), Name: "eSDHC1", Base: 0x53fb_4000, Lines: avic.Lines(9), Needs: sdhci.ESDHCSince()})
	graph.Contains(g, Machine, imxi2c.Driver, newI2C)
}

func newMachine(_ context.Context, env *run.Env) (*guest.Machine, error) {
	return guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 0x80000000, Size: 128 << 20}), nil
}

// newI2C returns the first of three I²C controllers (IMX25RM, chapters "Memory Map"
// and "Interrupts and DMA Events"); QEMU names its bus i2c-bus.0, and puts no device
// on it.
func newI2C(_ context.Context, m *guest.Machine) (*imxi2c.Controller, error) {
	return imxi2c.NewPart(m, guest.Peripheral{
		Base:  0x43f80000,
		Lines: guest.Controller{Path: "/machine/soc/avic"}.Lines(3),
	}), nil
}
