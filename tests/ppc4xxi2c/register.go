package ppc4xxi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/ppc4xxi2c"
)

// target is the address of a clock, a DS1338, absent that of no device.
const (
	target = 0x68
	absent = 0x2a
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	clock := graph.After(graph.Option{
		Flag: "-device", Type: "ds1338", Props: []graph.Prop{graph.P("bus", "i2c"), graph.P("address", "0x68")},
	})
	graph.Test(g, "ppc4xx-i2c-tests/registers", ppc4xxi2c.Driver, registers, clock, graph.Known(deviations()...), graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "slave mode not implemented", Why: "The test writes all bits of MDCNTL.",
	}))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "PPC405GP Embedded Processor User's Manual, chapter \"IIC Bus Interface\", "
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "ppc4xx-i2c-tests/registers", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("ppc4xx-i2c-start-for-each-byte", graph.Deviation{
			In:     in("several bytes in one part"),
			Does:   "Each byte of a part without CHT is a transfer with a START and an address of its own.",
			Says:   "TCT is the number of bytes that are transferred after one START and address.",
			Clause: graph.NewClause(manual + "\"IIC Control Register (IIC0_CNTL)\""),
		}),
		graph.Deviates("ppc4xx-i2c-buffer-stays", graph.Deviation{
			In:     in("buffer after a write"),
			Does:   "Bytes that were sent remain in the master's buffer.",
			Says:   "MDBS is 1 while the buffer has data; data that is sent leaves the buffer.",
			Clause: graph.NewClause(manual + "\"IIC Status Register (IIC0_STS)\""),
		}),
		graph.Deviates("ppc4xx-i2c-no-stop-complete", graph.Deviation{
			In:     in("end of a STOP"),
			Does:   "SCMP is 0 after a transfer with a STOP.",
			Says:   "SCMP is 1 when a STOP is complete, until a 1 is written to it.",
			Clause: graph.NewClause(manual + "\"IIC Status Register (IIC0_STS)\", SCMP"),
		}),
		graph.Deviates("ppc4xx-i2c-no-cause", graph.Deviation{
			In:     in("cause of an error"),
			Does:   "ERR is 1 after an address that nobody acknowledges, without a bit of EXTSTS, and stays so.",
			Says:   "ERR is 1 if XFRA, ICT or LA in EXTSTS is, until these are cleared.",
			Clause: graph.NewClause(manual + "\"IIC Extended Status Register (IIC0_EXTSTS)\""),
		}),
		graph.Deviates("ppc4xx-i2c-lines-read-zero", graph.Deviation{
			In:     in("lines read back"),
			Does:   "SDAC and SCC read as zero once DIRECTCNTL was written.",
			Says:   "SDAC and SCC can be read and written.",
			Clause: graph.NewClause(manual + "\"IIC Direct Control Register (IIC0_DIRECTCNTL)\""),
		}),
		graph.Deviates("ppc4xx-i2c-line-over-reset", graph.Deviation{
			In:     append(in("line after a soft reset"), in("line after a reset")...),
			Does:   "A soft reset and a reset of the machine clear IRQA, and leave the line raised.",
			Says:   "The interrupt is active while IRQA is 1.",
			Clause: graph.NewClause(manual + "\"IIC Status Register (IIC0_STS)\", IRQA"),
		}),
		graph.Deviates("ppc4xx-i2c-busy-over-reset", graph.Deviation{
			In:     in("reset in a transfer"),
			Does:   "The bus is busy after a reset of the machine in a transfer.",
			Says:   "BCS tells of a free bus after a reset.",
			Clause: graph.NewClause(manual + "\"IIC Extended Status Register (IIC0_EXTSTS)\", BCS"),
		}),
	}
}
