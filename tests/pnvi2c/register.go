package pnvi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/pnvi2c"
)

// Rainier's chips, and an address of none.
const (
	hotplug = 0x63 // PCA9552: power of the PCIe slots
	cables  = 0x25 // PCA9554: presence of cable cards
	absent  = 0x11
)

// Register adds the tests of the controller. They are on the machine that has chips behind it.
func Register(g *graph.Graph) {
	rainier := graph.On("ppc64/powernv10-rainier")
	graph.Test(g, "pnv-host-i2c-tests/registers", pnvi2c.Driver, registers, rainier, graph.Known(deviations()...), graph.Allows(
		graph.Complaint{Kind: graph.GuestError, Text: "^I2C: invalid (bus number|port)", Why: "The test writes all bits of the port."},
		graph.Complaint{Kind: graph.GuestError, Text: "^I2C: command in progress", Why: "The test resets the engine in a command."},
	))
	graph.Test(g, "pnv-host-i2c-tests/chips", pnvi2c.Driver, chips, rainier, graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "pca9554_write: unexpected write to register 0", Why: "The test writes to the input register.",
	}))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "pnv-host-i2c-tests/registers", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("pnv-i2c-reads-one-byte", graph.Deviation{
			In:     in("several bytes read"),
			Does:   "A command that reads several bytes receives the first one, and then requests no more data and does not complete.",
			Says:   "DATA_REQ is set, and the FIFO has bytes, until the length of the command is read; CMD_COMP is set then.",
			Clause: graph.NewClause("skiboot, hw/p8-i2c.c, p8_i2c_status_data_request"),
		}),
		graph.Deviates("pnv-i2c-conditions", graph.Deviation{
			In:     in("conditions of the bus"),
			Does:   "The interrupt condition register is the status register, shifted: bits 25 to 31 are those of the upper threshold, and the levels are behind bit 31.",
			Says:   "They are I2C_BUSY, NOT_I2C_BUSY, SCL_EQ_1, SCL_EQ_0, SDA_EQ_1 and SDA_EQ_0.",
			Clause: graph.NewClause("hostboot, src/usr/i2c/i2c.H, interrupt_cond_reg_t"),
		}),
	}
}
