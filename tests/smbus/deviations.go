package smbus

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/smbus"
)

// Specifications.
const (
	piix4 = "Intel 82371AB PIIX4, 290562-001, "
	ich9  = "Intel I/O Controller Hub 9 Family Datasheet, 316972-004, "
	jedec = "JEDEC Standard No. 21-C, section 4.1.2.5 \"Serial Presence Detects for Synchronous DRAM\""
)

// deviations are those of QEMU from the specifications.
func deviations() []graph.Deviation {
	list := append(ofBoth(), ofPIIX4()...)
	list = append(list, ofICH9()...)
	return append(list, ofModules()...)
}

// steps returns steps of a test.
func steps(test string, names ...string) []graph.Place {
	var places []graph.Place
	for _, s := range names {
		places = append(places, graph.Place{Test: "smbus-host-tests/" + test, Step: s})
	}
	return places
}

// ofBoth are deviations of both hosts.
func ofBoth() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("smbus-block-pointer", graph.Deviation{
			In:     steps("transactions", "pointer of a block / begun anew"),
			Does:   "A read of the host control register leaves the pointer of the block's buffer as it is.",
			Says:   "The index pointer is initialised to zero on each read of the register.",
			Clause: graph.NewClause(piix4 + "section 11.5.4.1 \"SMBus Host Interface\""),
		}),
		graph.Deviates("smbus-killed-and-made", graph.Deviation{
			In:     steps("transactions", "kill / not completed", "kill / nothing written"),
			Does:   "A transaction that KILL ends is made all the same when the status is read, and INTR is set beside FAILED.",
			Says:   "KILL ends the transaction that is under way; INTR tells that a command was completed.",
			Clause: graph.NewClause(ich9 + "section \"HST_CNT—Host Control Register\", KILL"),
		}),
		graph.Deviates("smbus-registers-over-reset", graph.Deviation{
			In:     steps("registers", "reset / registers"),
			Does:   "The host's registers keep their values over a reset.",
			Says:   "Their default value after a reset is 00h.",
			Clause: graph.NewClause(piix4 + "section 7.3.2 \"SMBus IO Space Registers\""),
		}),
		graph.Deviates("smbus-on-after-reset", graph.Deviation{
			In:     steps("registers", "reset / off"),
			Does:   "A host that was turned on stays on over a reset.",
			Says:   "The default value of the register that turns it on is 00h.",
			Clause: graph.NewClause(ich9 + "section \"HOSTC—Host Configuration Register\""),
		}),
		graph.Deviates("smbus-address-bits", graph.Deviation{
			In:     steps("registers", "address / bits"),
			Does:   "The base address keeps more bits than it has: all 32 of the PIIX4's, and bits 31 to 16 of the ICH9's, whose bit 5 is missing.",
			Says:   "Bits 15 to 4 are the address in a PIIX4, and bits 15 to 5 in an ICH9; the others are reserved.",
			Clause: graph.NewClause(piix4 + "section \"SMBBA—SMBus Base Address\""),
		}),
	}
}

// ofPIIX4 are deviations of the PIIX4's host.
func ofPIIX4() []graph.Deviation {
	on := []string{smbus.PIIX4Driver.Name()}
	return []graph.Deviation{
		graph.Deviates("smbus-piix4-no-interrupt", graph.Deviation{
			In:     steps("interrupt", "done", "no device", "killed"),
			On:     on,
			Does:   "The host never interrupts.",
			Says:   "With INTRSEL = 100b and INTREN an end of a transaction interrupts by IRQ9.",
			Clause: graph.NewClause(piix4 + "section \"SMBHSTCFG—SMBus Host Configuration\""),
		}),
		graph.Deviates("smbus-piix4-start-uncleared", graph.Deviation{
			In:     steps("transactions", "start before the status is clear"),
			On:     on,
			Does:   "START begins a transaction while the flags of the last one are set.",
			Says:   "The host does not respond to START unless all flags of the status have been cleared.",
			Clause: graph.NewClause(piix4 + "section 11.5.4.1 \"SMBus Host Interface\""),
		}),
		graph.Deviates("smbus-piix4-i2c-read", graph.Deviation{
			In:     steps("transactions", "reserved protocols / 6"),
			On:     on,
			Does:   "The protocol 110b begins the ICH9's I2C Read and leaves HOST_BUSY set, with a flag that the PIIX4 does not have.",
			Says:   "The protocol is reserved; an illegal command is a device error.",
			Clause: graph.NewClause(piix4 + "section \"SMBHSTCNT—SMBus Host Control Register\", SMB_CMD_PROT"),
		}),
		graph.Deviates("smbus-piix4-slave-data", graph.Deviation{
			In:     steps("registers", "default values / slave data", "reset / registers / slave data"),
			On:     on,
			Does:   "The upper byte of SMBSLVDAT is the ICH9's AUX_CTL, with E32B set.",
			Says:   "The default value is 0000h.",
			Clause: graph.NewClause(piix4 + "section \"SMBSLVDAT—SMBus Slave Data Register\""),
		}),
		graph.Deviates("smbus-piix4-base-over-reset", graph.Deviation{
			In:     steps("registers", "reset / base"),
			On:     on,
			Does:   "The base address keeps its value over a reset.",
			Says:   "Its default value is 00000001h.",
			Clause: graph.NewClause(piix4 + "section \"SMBBA—SMBus Base Address\""),
		}),
	}
}

// ofICH9 are deviations of the ICH9's host.
func ofICH9() []graph.Deviation {
	on := []string{smbus.ICH9Driver.Name()}
	return []graph.Deviation{
		graph.Deviates("smbus-ich9-process-calls", graph.Deviation{
			In:     steps("transactions", "process call", "block process call"),
			On:     on,
			Does:   "Process Call and Block Process are device errors.",
			Says:   "The host makes them.",
			Clause: graph.NewClause(ich9 + "section \"HST_CNT—Host Control Register\", SMB_CMD"),
		}),
		graph.Deviates("smbus-ich9-last-byte", graph.Deviation{
			In:     steps("transactions", "block, byte by byte / read / last byte"),
			On:     on,
			Does:   "The last byte of a block that is read byte by byte sets INTR at once, and no BYTE_DONE_STS.",
			Says:   "The last byte sets BYTE_DONE_STS, and INTR is set when that is cleared.",
			Clause: graph.NewClause(ich9 + "section \"HST_STS—Host Status Register\", BYTE_DONE_STS"),
		}),
		graph.Deviates("smbus-ich9-semaphore", graph.Deviation{
			In:     steps("transactions", "semaphore / taken", "semaphore / kept"),
			On:     on,
			Does:   "INUSE_STS reads as 0 always.",
			Says:   "After the first read, reads return a 1 until a 1 is written.",
			Clause: graph.NewClause(ich9 + "section \"HST_STS—Host Status Register\", INUSE_STS"),
		}),
		graph.Deviates("smbus-ich9-own-address", graph.Deviation{
			In:     steps("registers", "default values / own address", "reset / registers / own address"),
			On:     on,
			Does:   "RCV_SLVA reads as 0.",
			Says:   "Its default value is 44h.",
			Clause: graph.NewClause(ich9 + "section \"RCV_SLVA—Receive Slave Address Register\""),
		}),
		graph.Deviates("smbus-ich9-pec", graph.Deviation{
			In:     steps("registers", "written / PEC"),
			On:     on,
			Does:   "The PEC register reads as 0, and keeps nothing.",
			Says:   "The register can be read and written.",
			Clause: graph.NewClause(ich9 + "section \"PEC—Packet Error Check (PEC) Register\""),
		}),
	}
}

// ofModules are deviations of the memory modules' EEPROMs.
func ofModules() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("memory-modules-empty", graph.Deviation{
			In:     steps("memory-modules", "content"),
			Except: []string{"mips/malta"},
			Does:   "A PC's EEPROMs of memory modules are all zeros.",
			Says:   "They tell the kind of the modules and their size.",
			Clause: graph.NewClause(jedec),
		}),
		graph.Deviates("memory-modules-organisation", graph.Deviation{
			In:     steps("memory-modules", "organisation"),
			On:     []string{"mips/malta"},
			Does:   "A module has 13 bits of rows, 10 of columns and 4 banks whatever its size is.",
			Says:   "Rows, columns, banks and width give the density of a rank.",
			Clause: graph.NewClause(jedec),
		}),
	}
}
