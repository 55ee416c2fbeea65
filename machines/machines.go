// Package machines lists the machines: one package each, one line each.
package machines

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/machines/armvirt"
	"github.com/qgraph/qgraph/machines/imx25pdk"
	"github.com/qgraph/qgraph/machines/loongarch64virt"
	"github.com/qgraph/qgraph/machines/malta"
	"github.com/qgraph/qgraph/machines/microvm"
	"github.com/qgraph/qgraph/machines/pseries"
	"github.com/qgraph/qgraph/machines/q35"
	"github.com/qgraph/qgraph/machines/raspi2b"
	"github.com/qgraph/qgraph/machines/riscvvirt"
	"github.com/qgraph/qgraph/machines/sabrelite"
	"github.com/qgraph/qgraph/machines/smdkc210"
	"github.com/qgraph/qgraph/machines/sx1"
	"github.com/qgraph/qgraph/machines/x86pc"
	"github.com/qgraph/qgraph/machines/xlnxzcu102"
	"github.com/qgraph/qgraph/machines/zynqa9"
)

// Register adds everything in this folder to g.
func Register(g *graph.Graph) {
	g.Include(
		armvirt.Register,
		imx25pdk.Register,
		loongarch64virt.Register,
		malta.Register,
		microvm.Register,
		pseries.Register,
		q35.Register,
		raspi2b.Register,
		riscvvirt.Register,
		sabrelite.Register,
		smdkc210.Register,
		sx1.Register,
		x86pc.Register,
		xlnxzcu102.Register,
		zynqa9.Register,
	)
}
