// Package tests lists the tests: one package a subject, one line each.
package tests

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/ac97"
	"github.com/qgraph/qgraph/tests/adm1266"
	"github.com/qgraph/qgraph/tests/adm1272"
	"github.com/qgraph/qgraph/tests/ds1338"
	"github.com/qgraph/qgraph/tests/e1000e"
	"github.com/qgraph/qgraph/tests/emc1414"
	"github.com/qgraph/qgraph/tests/i2cbus"
	"github.com/qgraph/qgraph/tests/igb"
	"github.com/qgraph/qgraph/tests/ipoctal"
	"github.com/qgraph/qgraph/tests/islvr"
	"github.com/qgraph/qgraph/tests/lsm303dlhc"
	"github.com/qgraph/qgraph/tests/max34451"
	"github.com/qgraph/qgraph/tests/megasas"
	"github.com/qgraph/qgraph/tests/nvme"
	"github.com/qgraph/qgraph/tests/ohci"
	"github.com/qgraph/qgraph/tests/pca9552"
	"github.com/qgraph/qgraph/tests/pcidevice"
	"github.com/qgraph/qgraph/tests/pvpanic"
	"github.com/qgraph/qgraph/tests/riscviommu"
	"github.com/qgraph/qgraph/tests/rs5c372"
	"github.com/qgraph/qgraph/tests/sdhci"
	"github.com/qgraph/qgraph/tests/spapr"
	"github.com/qgraph/qgraph/tests/tmp105"
	"github.com/qgraph/qgraph/tests/tulip"
	"github.com/qgraph/qgraph/tests/ufs"
	"github.com/qgraph/qgraph/tests/virtio"
	"github.com/qgraph/qgraph/tests/virtio9p"
	"github.com/qgraph/qgraph/tests/virtioblk"
	"github.com/qgraph/qgraph/tests/virtioiommu"
	"github.com/qgraph/qgraph/tests/virtionet"
	"github.com/qgraph/qgraph/tests/virtiorng"
	"github.com/qgraph/qgraph/tests/virtioscsi"
	"github.com/qgraph/qgraph/tests/virtioserial"
)

// Register adds everything in this folder to g.
func Register(g *graph.Graph) {
	g.Include(
		ac97.Register,
		adm1266.Register,
		adm1272.Register,
		ds1338.Register,
		e1000e.Register,
		emc1414.Register,
		i2cbus.Register,
		igb.Register,
		ipoctal.Register,
		islvr.Register,
		lsm303dlhc.Register,
		max34451.Register,
		megasas.Register,
		ohci.Register,
		pca9552.Register,
		nvme.Register,
		pcidevice.Register,
		pvpanic.Register,
		riscviommu.Register,
		rs5c372.Register,
		sdhci.Register,
		spapr.Register,
		tmp105.Register,
		tulip.Register,
		ufs.Register,
		virtio.Register,
		virtio9p.Register,
		virtioblk.Register,
		virtioiommu.Register,
		virtionet.Register,
		virtiorng.Register,
		virtioscsi.Register,
		virtioserial.Register,
	)
}
