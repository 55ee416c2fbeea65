package npcmspi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/npcmfiu"
	"github.com/qgraph/qgraph/libqos/board/npcmpspi"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "npcm7xx-fiu-tests/registers", npcmfiu.Driver, fiuRegisters, graph.SlowBeside("arm/npcm750-evb", "aarch64/npcm845-evb"), graph.Known(fiuDeviations()...))
	// These boards have the model of chip that the test uses.
	graph.Test(g, "npcm7xx-fiu-tests/flash", npcmfiu.Driver, fiuFlash, graph.On("arm/npcm750-evb", "aarch64/npcm845-evb"), graph.Known(fiuDeviations()...))
	chip := graph.After(graph.Option{Flag: "-device", Type: pspiChip, Props: []graph.Prop{graph.P("bus", npcmpspi.Bus)}})
	graph.Test(g, "npcm-pspi-tests/registers", npcmpspi.Driver, pspiRegisters, chip, graph.Known(pspiDeviations()...))
}

// pspiDeviations are those of the Peripheral SPI controller.
func pspiDeviations() []graph.Deviation {
	const driver = "Linux kernel, drivers/spi/spi-npcm-pspi.c, "
	in := func(step string) []graph.Place { return []graph.Place{{Test: "npcm-pspi-tests/registers", Step: step}} }
	return []graph.Deviation{
		graph.Deviates("npcm-pspi-busy-until-read", graph.Deviation{
			In:     in("idle after a transfer"),
			Does:   "BSY stays set after a transfer until PSPI_DATA is read.",
			Says:   "BSY is set while a transfer is under way: the next byte is sent once it is clear.",
			Clause: graph.NewClause(driver + "NPCM_PSPI_STAT_BSY"),
		}),
		graph.Deviates("npcm-pspi-not-enabled", graph.Deviation{
			In:     in("not enabled"),
			Does:   "A controller that is not enabled transfers what is written into PSPI_DATA, and sets RBF.",
			Says:   "SPIEN enables the controller; without it nothing is transferred.",
			Clause: graph.NewClause(driver + "NPCM_PSPI_CTL1_SPIEN"),
		}),
	}
}

// fiuDeviations are those of the flash controller.
func fiuDeviations() []graph.Deviation {
	const header = "Nuvoton-Israel/bootblock, SWC_HAL/ModuleDrivers/fiu/40/fiu_regs.h, "
	registers := func(step string) []graph.Place {
		return []graph.Place{{Test: "npcm7xx-fiu-tests/registers", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("npcm7xx-fiu-version", graph.Deviation{
			In:     registers("version"),
			Does:   "FIU_VER reads 0.",
			Says:   "FIU_VER is 40h.",
			Clause: graph.NewClause(header + "\"FIU Version Register (FIU_VER)\""),
		}),
		graph.Deviates("npcm7xx-fiu-no-protection", graph.Deviation{
			In:     registers("protection"),
			Does:   "FIU_PRT_CFG and FIU_PRT_CMD0 to 9 cannot be written.",
			Says:   "They set up the protection of an area of the flash, and can be written until FIU_PRT_CFG is locked.",
			Clause: graph.NewClause(header + "\"FIU Protection Configuration Register (FIU_PRT_CFG)\""),
		}),
		graph.Deviates("npcm7xx-fiu-no-polling", graph.Deviation{
			In:     registers("status polling"),
			Does:   "FIU_STPL_CFG reads 0 and cannot be written.",
			Says:   "FIU_STPL_CFG has the command that reads the chip's status, 05h by default, and its period.",
			Clause: graph.NewClause(header + "\"FIU Status Polling Configuration Register (FIU_STPL_CFG)\""),
		}),
		graph.Deviates("npcm7xx-fiu-command-lock", graph.Deviation{
			In:     registers("command mode locked"),
			Does:   "CMMLCK locks nothing.",
			Says:   "When CMMLCK is set, writes to it and to CMBPCK are ignored.",
			Clause: graph.NewClause(header + "\"FIU UMA Configuration Register (FIU_UMA_CFG)\""),
		}),
		graph.Deviates("npcm7xx-fiu-dummies", graph.Deviation{
			In:     []graph.Place{{Test: "npcm7xx-fiu-tests/flash", Step: "dummy bytes sent"}},
			Does:   "Dummy bytes are zeros.",
			Says:   "DUM1, DUM2 and DUM3 are sent as the dummy bytes.",
			Clause: graph.NewClause(header + "\"FIU UMA Command Register (FIU_UMA_CMD)\""),
		}),
	}
}
