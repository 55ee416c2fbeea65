package spinor

import (
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// Models of QEMU's m25p80 family that share a deviation.
const (
	noDummy = `
	160s33b 320s33b 640s33b at25df041a at25df321a at25df641 at25fs010 at25fs040 at26df081a at26df161a
	at26df321 at26f004 en25f32 en25p32 en25p64 en25q32b en25q64 gd25q32 gd25q64 mt35xu01g mt35xu02gbba`
	otherDummies = `
	is25lp016d is25lp032 is25lp064 is25lp080d is25lp128 is25lp256 is25lq040b is25wp032 is25wp064 is25wp128 is25wp256
	sst25vf016b sst25vf032b sst25vf040b sst25vf080b sst25wf010 sst25wf020 sst25wf040 sst25wf080 sst25wf512`
	lessBits = `
	en25q32b en25q64 is25lp032 is25lp064 is25lp080d is25lp128 is25lp256 is25lq040b is25wp032 is25wp064
	is25wp128 is25wp256 mt25ql01g mt25ql02g mt25ql512ab mt25qu01g mt25qu02g mt35xu01g mt35xu02gbba
	mx25l12805d mx25l12855e mx25l1606e mx25l25635e mx25l25635f mx25l25655e mx25l3205d mx25l6405d
	mx66l1g45g mx66l51235f mx66u1g45g mx66u51235f n25q00 n25q00a n25q032 n25q032a11 n25q032a13 n25q064
	n25q064a11 n25q064a13 n25q128 n25q128a11 n25q128a13 n25q256a11 n25q256a13 n25q512a n25q512a11
	n25q512a13 n25q512ax3 w25q01jvq w25q02jvm w25q256 w25q512jv`
	lessProtected = `
	640s33b en25p64 en25q64 gd25q64 is25lp064 is25lp128 is25lp256 is25wp064 is25wp128 is25wp256 m25p64
	m25px64 mt25ql01g mt25ql02g mt25ql512ab mt25qu01g mt25qu02g mt35xu01g mt35xu02gbba mx25l12805d
	mx25l12855e mx25l25635e mx25l25635f mx25l25655e mx25l6405d mx66l1g45g mx66l51235f mx66u1g45g
	mx66u51235f n25q00 n25q00a n25q064 n25q064a11 n25q064a13 n25q128 n25q128a11 n25q128a13 n25q256a11
	n25q256a13 n25q512a n25q512a11 n25q512a13 n25q512ax3 s25fl064k w25q01jvq w25q02jvm w25q256 w25q512jv
	w25q64 w25x64`
	statusKept = `
	s25fl129p0 s25fl129p1 s25fl256s0 s25fl256s1 s25fl512s s25fs512s s25sl004a s25sl008a s25sl016a
	s25sl032a s25sl032p s25sl064a s25sl064p s25sl12800 s25sl12801`
	unprotected = `
	sst25vf016b sst25vf032b sst25vf040b sst25vf080b sst25wf010 sst25wf020 sst25wf040 sst25wf080
	sst25wf512`
)

// deviations are those of QEMU's m25p80 family from the data sheets. A clause names the
// sheet of one model; those of the others say the same.
func deviations() []graph.Deviation {
	return append(programming(), protecting()...)
}

// programming are those of the commands that program, erase and read.
func programming() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("m25p80-latch-remains", graph.Deviation{
			In:     []graph.Place{{Step: "write enable latch / cleared by a program"}, {Step: "write enable latch / cleared by an erase"}},
			Part:   "the latch",
			Does:   "The write enable latch remains set after a program and after an erase.",
			Says:   "WEL is cleared at the end of Page Program, Sector Erase, Block Erase and Chip Erase.",
			Clause: graph.NewClause("W25Q256JV data sheet, Revision G, section 7.1.2 \"Write Enable Latch (WEL)\""),
		}),
		graph.Deviates("m25p80-program-leaves-page", graph.Deviation{
			In:     []graph.Place{{Step: "page program / end of the page"}},
			Part:   "the end of the page",
			Does:   "Bytes behind the end of the page are programmed into the next page.",
			Says:   "Behind the end of the page the address goes on at the beginning of the same page.",
			Clause: graph.NewClause("W25Q256JV data sheet, Revision G, section \"Page Program (02h)\""),
		}),
		graph.Deviates("m25p80-no-power-down", graph.Deviation{
			In:     []graph.Place{{Step: "deep power-down / asleep"}},
			Part:   "deep power-down",
			Does:   "A chip in deep power-down executes every command.",
			Says:   "In power-down all commands but Release Power-down are ignored.",
			Clause: graph.NewClause("W25Q256JV data sheet, Revision G, section \"Power-down (B9h)\""),
		}),
		graph.Deviates("m25p80-no-dummy-clocks", graph.Deviation{
			In:     []graph.Place{{Step: "read / fast"}, {Step: "read / dual output"}, {Step: "read / quad output"}},
			On:     strings.Fields(noDummy),
			Part:   "fast reads",
			Does:   "The data of Fast Read follow the address at once.",
			Says:   "A dummy byte, eight clocks, is between the address of Fast Read and the data.",
			Clause: graph.NewClause("AT25DF641 data sheet, 3680, section \"Read Array\""),
		}),
		graph.Deviates("m25p80-other-dummy-clocks", graph.Deviation{
			In:     []graph.Place{{Step: "read / fast"}, {Step: "read / dual output"}, {Step: "read / quad output"}},
			On:     strings.Fields(otherDummies),
			Except: solderedTo, // Aspeed's controller counts the dummy bytes, the others do not
			Part:   "fast reads",
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "The data of Fast Read begin at another byte than the second one behind the address.",
			Says:   "A dummy byte, eight clocks, is between the address of Fast Read and the data.",
			Clause: graph.NewClause("SST25VF016B data sheet, S71271, section \"High-Speed-Read (80 MHz)\""),
		}),
		graph.Deviates("n25q-clocks-are-bytes", graph.Deviation{
			In:     []graph.Place{{Step: "read / fast"}, {Step: "read / dual output"}, {Step: "read / quad output"}},
			On:     []string{"bcm2835-spi", "xlnx.ps7-spi", "xlnx.xps-spi"},
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "A byte is needed for each of the eight dummy clocks of Fast Read.",
			Says:   "Eight dummy clocks, which are a byte on one line, are between the address of Fast Read and the data.",
			Clause: graph.NewClause("N25Q128A data sheet, section \"READ MEMORY Operations\""),
		}),
		graph.Deviates("is25wp256-no-parameters", graph.Deviation{
			In:     []graph.Place{{Step: "parameters"}},
			On:     []string{"is25wp256"},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Does:   "Read SFDP reads zeros.",
			Says:   "The chip has the tables of JESD216.",
			Clause: graph.NewClause("IS25WP256D data sheet, section \"Read SFDP Operation (RDSFDP, 5Ah)\""),
		}),
		graph.Deviates("gd25q-no-second-status", graph.Deviation{
			In:     []graph.Place{{Step: "quad enable"}},
			On:     []string{"gd25q32", "gd25q64"},
			Does:   "Read Status Register-1 (35h) reads 0 whatever was written.",
			Says:   "QE is bit 9 of the status register, which Write Status Register writes and command 35h reads.",
			Clause: graph.NewClause("GD25Q64 data sheet, sections \"Status Register\" and \"Write Status Register (WRSR) (01H)\""),
		}),
		graph.Deviates("25csm04-not-erased", graph.Deviation{
			In:     []graph.Place{{Step: "page program / again"}},
			On:     []string{"25csm04"},
			Does:   "Programming only clears bits.",
			Says:   "A write cycle erases the bytes that it programs.",
			Clause: graph.NewClause("25CSM04 data sheet, DS20005817, section \"Write Operation\""),
		}),
	}
}

// protecting are those of the protection of blocks.
func protecting() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("m25p80-erase-ignores-protection", graph.Deviation{
			In:     []graph.Place{{Step: "block protection / erase"}, {Step: "block protection / whole chip"}},
			Part:   "protection against erasing",
			Does:   "Block Erase and Chip Erase erase protected blocks.",
			Says:   "Block Erase is not executed if its block is protected, Chip Erase if any block is.",
			Clause: graph.NewClause("W25Q256JV data sheet, Revision G, sections \"64KB Block Erase (D8h)\" and \"Chip Erase (C7h / 60h)\""),
		}),
		graph.Deviates("m25p80-protection-bits", graph.Deviation{
			In:     []graph.Place{{Step: "block protection / bits"}},
			On:     strings.Fields(lessBits),
			Does:   "BP3 reads 0 after it was set.",
			Says:   "The status register has BP3, which Write Status Register sets.",
			Clause: graph.NewClause("W25Q256JV data sheet, Revision G, section 7.1.3 \"Block Protect Bits (BP3, BP2, BP1, BP0)\""),
		}),
		graph.Deviates("is25lp016d-protection-bits", graph.Deviation{
			In:     []graph.Place{{Step: "block protection / bits"}},
			On:     []string{"is25lp016d"},
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "BP3 reads 0 after it was set.",
			Says:   "The status register has BP3, which Write Status Register sets.",
			Clause: graph.NewClause("IS25LP016D data sheet, table \"Status Register Bit Definition\""),
		}),
		graph.Deviates("m25p80-protects-a-part", graph.Deviation{
			In:     []graph.Place{{Step: "block protection / program"}},
			On:     strings.Fields(lessProtected),
			Does:   "With all bits of the protection set, the first blocks can be programmed: BP2 to BP0 protect 64 blocks at most, and BP3 is not there.",
			Says:   "With all bits of the protection set, all blocks are protected.",
			Clause: graph.NewClause("M25P64 data sheet, table \"Protected Area Sizes\""),
		}),
		graph.Deviates("s25-status-not-written", graph.Deviation{
			In:     []graph.Place{{Step: "block protection / bits"}, {Step: "block protection / program"}},
			On:     strings.Fields(statusKept),
			Does:   "Write Status Register does not change BP2 to BP0.",
			Says:   "Write Registers writes the status register, with BP2 to BP0.",
			Clause: graph.NewClause("S25FL512S data sheet, section \"Write Registers (WRR 01h)\""),
		}),
		graph.Deviates("s25-status-keeps-latch", graph.Deviation{
			In:     []graph.Place{{Step: "write enable latch / cleared by a write of the status register"}},
			On:     append(strings.Fields(statusKept), "s70fl01gs", "s70fs01gs"),
			Does:   "The write enable latch remains set after Write Status Register.",
			Says:   "WEL is cleared at the end of Write Registers.",
			Clause: graph.NewClause("S25FL512S data sheet, section \"Write Registers (WRR 01h)\""),
		}),
		graph.Deviates("sst25-unprotected-at-start", graph.Deviation{
			In:     []graph.Place{{Step: "after power-up / protection"}},
			On:     strings.Fields(unprotected),
			Does:   "BP2 to BP0 are 0 after power-up.",
			Says:   "BP2 to BP0 are 1 after power-up.",
			Clause: graph.NewClause("SST25VF016B data sheet, S71271, table \"Software Status Register\", \"Default at Power-up\""),
		}),
	}
}
