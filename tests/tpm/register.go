package tpm

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
)

// Register adds the tests of every TPM, and of each interface.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "tpm-tests/commands", tpm.Interface, commands, known)
	graph.Test(g, "tpm-tests/failures", tpm.Interface, failures, known, graph.Allows(lost()))
	graph.Pair(g, "tpm-tests/migrate", tpm.Interface, migrate, known)
	graph.Pair(g, "tpm-tis-tests/migrate", tpm.FIFOInterface, migrateFIFO, known)
	inMemory := graph.On(tpm.ISADriver.Name(), tpm.SystemDriver.Name())
	graph.Test(g, "tpm-tis-tests/registers", tpm.FIFOInterface, fifoRegisters, known, inMemory)
	graph.Test(g, "tpm-tis-tests/localities", tpm.FIFOInterface, localities, known)
	graph.Test(g, "tpm-tis-tests/transmit", tpm.FIFOInterface, transmit, known)
	graph.Test(g, "tpm-tis-tests/interrupts", tpm.ISADriver, interrupts, known)
	graph.Test(g, "tpm-tis-device-tests/interrupts", tpm.SystemDriver, interrupts, known, graph.Since("10.0", "the interception of outputs that have a name"))
	graph.Test(g, "tpm-tis-i2c-tests/registers", tpm.I2CDriver, i2cRegisters, known)
	graph.Test(g, "tpm-crb-tests/registers", tpm.CRBDriver, crbRegisters, known)
	chunked := graph.HasProperty(tpm.CRBDriver.Name(), "cap-chunk")
	graph.Test(g, "tpm-crb-tests/chunks", tpm.CRBDriver, chunks, known, chunked)
	graph.Pair(g, "tpm-crb-tests/migrate", tpm.CRBDriver, migrateCRB, known, chunked)
}
