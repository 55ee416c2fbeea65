package tpm

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
)

// Register adds the devices. Those in memory have a place on PCs and on machines with a platform bus.
func Register(g *graph.Graph) {
	pcs := []graph.EdgeOption{graph.On("x86_64/pc", "x86_64/q35"), graph.SlowBeside("x86_64/q35")}
	graph.Consumes(g, tpm.ISADriver, isa.Interface, tpm.NewISA, append(swtpm.Behind(), pcs...)...)
	graph.ProducesItself(g, tpm.ISADriver, tpm.FIFOInterface)
	graph.Produces(g, tpm.ISADriver, tpm.Interface, func(f *tpm.FIFO) tpm.Device { return f })
	graph.Consumes(g, tpm.CRBDriver, guest.Interface, tpm.NewCRB, append(swtpm.Behind(), pcs...)...)
	graph.Produces(g, tpm.CRBDriver, tpm.Interface, func(c *tpm.CRB) tpm.Device { return c })
	graph.ConsumesEnv(g, tpm.SystemDriver, guest.Interface, tpm.NewSystem, append(swtpm.Behind(),
		graph.On("aarch64/virt", "arm/virt", "loongarch64/virt", "riscv64/virt"), graph.SlowBeside("aarch64/virt"))...)
	graph.ProducesItself(g, tpm.SystemDriver, tpm.FIFOInterface)
	graph.Produces(g, tpm.SystemDriver, tpm.Interface, func(f *tpm.FIFO) tpm.Device { return f })
	graph.Consumes(g, tpm.I2CDriver, i2c.Interface, tpm.NewI2C, append(swtpm.Behind(), i2c.At(tpm.I2CAddress),
		graph.On("arm/imx25-pdk", "arm/ast2600-evb", "arm/rainier-bmc"))...)
	graph.Produces(g, tpm.I2CDriver, tpm.FIFOInterface, func(i *tpm.I2C) *tpm.FIFO { return i.FIFO })
	graph.Produces(g, tpm.I2CDriver, tpm.Interface, func(i *tpm.I2C) tpm.Device { return i })
}
