package spinor

// Combinations of bits that protect all blocks, by the names of the data sheets.
const (
	bp2  Status = 0x0c // BP1:BP0
	bp3  Status = 0x1c // BP2:BP0
	bp4  Status = 0x3c // BP3:BP0
	bp3h Status = 0x5c // BP3 in bit 6, BP2:BP0, on chips with TB in bit 5
)

// page is the usual size of a page in bytes.
const page = 256

// Features that the families share.
const (
	erases  = Sectors | Whole
	erases3 = Sectors | HalfBlocks | Whole
	outputs = DualOutput | QuadOutput
	wide    = WideMode | WideCommands | UpperAddress | SoftReset
)

// families is the table of all models but at45db081d, whose commands are those of
// DataFlash: QEMU gives it those of the others.
var families = []family{
	{"Atmel AT25128A/AT25256A, 3368", 64, ShortAddress | Rewrites, []row{
		{"at25128a-nonjedec", "", 16, 0, 0, 0},
		{"at25256a-nonjedec", "", 32, 0, 0, 0},
	}},
	{"Atmel AT25DF041A, 3668; AT25DF321A, 3686; AT25DF641, 3680", page, erases3 | Sleep, []row{
		{"at25df041a", "1f4401", 512, 64, 0, 0},
		{"at25df321a", "1f4701", 4096, 64, 0, 0},
		{"at25df641", "1f4800", 8192, 64, 0, 0},
	}},
	{"Atmel AT25FS010, 5167; AT25FS040, 5107", page, Whole, []row{
		{"at25fs010", "1f6601", 128, 32, 0, 0},
		{"at25fs040", "1f6604", 512, 64, 0, 0},
	}},
	{"Atmel AT26DF081A, 3600; AT26DF161A, 3640; AT26DF321, 3633; AT26F004, 3588", page, erases3, []row{
		{"at26df081a", "1f4501", 1024, 64, 0, Sleep},
		{"at26df161a", "1f4601", 2048, 64, 0, Sleep},
		{"at26df321", "1f4700", 4096, 64, 0, Sleep},
		{"at26f004", "1f0400", 512, 64, 0, 0},
	}},
	{"Eon EN25F32, EN25P32, EN25P64, EN25Q32B, EN25Q64", page, Whole | Sleep | StatusLock, []row{
		{"en25f32", "1c3116", 4096, 64, bp3, Sectors},
		{"en25p32", "1c2016", 4096, 64, bp3, 0},
		{"en25p64", "1c2017", 8192, 64, bp3, 0},
		{"en25q32b", "1c3016", 4096, 64, bp4, Sectors},
		{"en25q64", "1c3017", 8192, 64, bp4, Sectors},
	}},
	{"GigaDevice GD25Q32, GD25Q64", page, erases3 | outputs | Sleep | SecondQuad, []row{
		{"gd25q32", "c84016", 4096, 64, bp3, 0},
		{"gd25q64", "c84017", 8192, 64, bp3, 0},
	}},
	{"Intel S33 Serial Flash, 314822", page, Whole | Sleep | StatusLock, []row{
		{"160s33b", "898911", 2048, 64, bp3, 0},
		{"320s33b", "898912", 4096, 64, bp3, 0},
		{"640s33b", "898913", 8192, 64, bp3, 0},
	}},
	{"ISSI IS25LP/WP family; IS25LQ040B", page, erases3 | outputs | Sleep | FirstQuad | StatusLock, []row{
		{"is25lp016d", "9d6015", 2048, 64, bp4, SoftReset},
		{"is25lp032", "9d6016", 4096, 64, bp4, SoftReset},
		{"is25lp064", "9d6017", 8192, 64, bp4, SoftReset},
		{"is25lp080d", "9d6014", 1024, 64, bp4, SoftReset},
		{"is25lp128", "9d6018", 16384, 64, bp4, SoftReset},
		{"is25lp256", "9d6019", 32768, 64, bp4, WideMode | WideCommands | SoftReset},
		{"is25lq040b", "9d4013", 512, 64, bp4, 0},
		{"is25wp032", "9d7016", 4096, 64, bp4, SoftReset},
		{"is25wp064", "9d7017", 8192, 64, bp4, SoftReset},
		{"is25wp128", "9d7018", 16384, 64, bp4, SoftReset},
		{"is25wp256", "9d7019", 32768, 64, bp4, WideMode | WideCommands | SoftReset | Parameters},
	}},
	{"Macronix MX25L and MX66 families", page, erases | Sleep | StatusLock, []row{
		{"mx25l2005a", "c22012", 256, 64, bp2, 0},
		{"mx25l4005a", "c22013", 512, 64, bp3, 0},
		{"mx25l8005", "c22014", 1024, 64, bp3, 0},
		{"mx25l1606e", "c22015", 2048, 64, bp4, DualOutput},
		{"mx25l3205d", "c22016", 4096, 64, bp4, 0},
		{"mx25l6405d", "c22017", 8192, 64, bp4, 0},
		{"mx25l12805d", "c22018", 16384, 64, bp4, 0},
		{"mx25l12855e", "c22618", 16384, 64, bp4, HalfBlocks | FirstQuad},
		{"mx25l25635e", "c22019", 32768, 64, bp4, HalfBlocks | FirstQuad | WideMode | Parameters},
		{"mx25l25635f", "c22019", 32768, 64, bp4, HalfBlocks | FirstQuad | outputs | wide | Parameters},
		{"mx25l25655e", "c22619", 32768, 64, bp4, HalfBlocks | FirstQuad | WideMode},
		{"mx66l1g45g", "c2201b", 131072, 64, bp4, HalfBlocks | FirstQuad | outputs | wide | Parameters},
		{"mx66l51235f", "c2201a", 65536, 64, bp4, HalfBlocks | FirstQuad | outputs | wide},
		{"mx66u1g45g", "c2253b", 131072, 64, bp4, HalfBlocks | FirstQuad | outputs | wide},
		{"mx66u51235f", "c2253a", 65536, 64, bp4, HalfBlocks | FirstQuad | outputs | wide},
	}},
	{"Microchip 25CSM04, DS20005817", page, Rewrites, []row{
		{"25csm04", "29cc000100", 512, 0, 0, 0},
	}},
	{"Micron M25P family", page, Whole | StatusLock, []row{
		{"m25p05", "202010", 64, 32, bp2, Sleep},
		{"m25p10", "202011", 128, 32, bp2, Sleep},
		{"m25p20", "202012", 256, 64, bp2, Sleep},
		{"m25p40", "202013", 512, 64, bp3, Sleep},
		{"m25p80", "202014", 1024, 64, bp3, Sleep},
		{"m25p16", "202015", 2048, 64, bp3, Sleep},
		{"m25p32", "202016", 4096, 64, bp3, Sleep},
		{"m25p64", "202017", 8192, 64, bp3, Sleep},
		{"m25p128", "202018", 16384, 256, bp3, 0},
	}},
	{"Micron M25PE family", page, Whole | Sleep, []row{
		{"m25pe20", "208012", 256, 64, 0, 0},
		{"m25pe80", "208014", 1024, 64, bp3, Sectors},
		{"m25pe16", "208015", 2048, 64, bp3, Sectors},
	}},
	{"Micron M25PX family", page, erases | DualOutput | Sleep | StatusLock, []row{
		{"m25px32", "207116", 4096, 64, bp3, 0},
		{"m25px32-s0", "207316", 4096, 64, bp3, 0},
		{"m25px32-s1", "206316", 4096, 64, bp3, 0},
		{"m25px64", "207117", 8192, 64, bp3, 0},
	}},
	{"Micron M45PE family", page, Sleep, []row{
		{"m45pe10", "204011", 128, 64, 0, 0},
		{"m45pe80", "204014", 1024, 64, 0, 0},
		{"m45pe16", "204015", 2048, 64, 0, 0},
	}},
	{"Micron MT25QL and MT25QU families", page, Sectors | HalfBlocks | outputs | wide | Sleep | StatusLock, []row{
		{"mt25ql512ab", "20ba201044", 65536, 64, bp3h, Whole},
		{"mt25ql01g", "20ba211040", 131072, 64, bp3h, 0},
		{"mt25ql02g", "20ba221040", 262144, 64, bp3h, 0},
		{"mt25qu01g", "20bb211040", 131072, 64, bp3h, 0},
		{"mt25qu02g", "20bb221040", 262144, 64, bp3h, 0},
	}},
	{"Micron MT35XU family", page, Sectors | HalfBlocks | wide | Sleep | StatusLock | Parameters, []row{
		{"mt35xu01g", "2c5b1b", 131072, 128, bp3h, 0},
		{"mt35xu02gbba", "2c5b1c", 262144, 128, bp3h, 0},
	}},
	{"Micron N25Q family", page, Sectors | outputs | StatusLock, []row{
		{"n25q032", "20ba16", 4096, 64, bp3h, Whole},
		{"n25q032a11", "20bb16", 4096, 64, bp3h, Whole},
		{"n25q032a13", "20ba16", 4096, 64, bp3h, Whole},
		{"n25q064", "20ba17", 8192, 64, bp3h, Whole},
		{"n25q064a11", "20bb17", 8192, 64, bp3h, Whole},
		{"n25q064a13", "20ba17", 8192, 64, bp3h, Whole},
		{"n25q128", "20ba18", 16384, 64, bp3h, Whole},
		{"n25q128a11", "20bb18", 16384, 64, bp3h, Whole},
		{"n25q128a13", "20ba18", 16384, 64, bp3h, Whole},
		{"n25q256a", "20ba19", 32768, 64, bp3h, Whole | WideMode | UpperAddress | SoftReset | Parameters},
		{"n25q256a11", "20bb19", 32768, 64, bp3h, Whole | WideMode | UpperAddress | SoftReset},
		{"n25q256a13", "20ba19", 32768, 64, bp3h, Whole | WideMode | UpperAddress | SoftReset | Parameters},
		{"n25q512a", "20ba20", 65536, 64, bp3h, WideMode | UpperAddress | SoftReset},
		{"n25q512a11", "20bb20", 65536, 64, bp3h, WideMode | UpperAddress | SoftReset},
		{"n25q512a13", "20ba20", 65536, 64, bp3h, WideMode | UpperAddress | SoftReset},
		{"n25q512ax3", "20ba2010", 65536, 64, bp3h, WideMode | UpperAddress | SoftReset},
		{"n25q00", "20ba2110", 131072, 64, bp3h, WideMode | UpperAddress | SoftReset},
		{"n25q00a", "20bb2110", 131072, 64, bp3h, WideMode | UpperAddress | SoftReset},
	}},
	{"Microchip SST25VF016B, S71271; SST25VF032B, S71327; SST25VF040B, S71295; SST25VF080B, S71296", page, erases3 | ByteProgram | ProtectedAtStart, []row{
		{"sst25vf016b", "bf2541", 2048, 64, bp3, 0},
		{"sst25vf032b", "bf254a", 4096, 64, bp3, 0},
		{"sst25vf040b", "bf258d", 512, 64, bp3, 0},
		{"sst25vf080b", "bf258e", 1024, 64, bp3, 0},
	}},
	{"Microchip SST25WF512, SST25WF010, SST25WF020, SST25WF040, S71328; SST25WF080, S71203", page, erases3 | ByteProgram | ProtectedAtStart, []row{
		{"sst25wf512", "bf2501", 64, 64, bp3, 0},
		{"sst25wf010", "bf2502", 128, 64, bp3, 0},
		{"sst25wf020", "bf2503", 256, 64, bp3, 0},
		{"sst25wf040", "bf2504", 512, 64, bp3, 0},
		{"sst25wf080", "bf2505", 1024, 64, bp3, 0},
	}},
	{"Spansion S25FL-A and S25FL-P families", page, Whole | Sleep | StatusLock, []row{
		{"s25sl004a", "010212", 512, 64, bp3, 0},
		{"s25sl008a", "010213", 1024, 64, bp3, 0},
		{"s25sl016a", "010214", 2048, 64, bp3, 0},
		{"s25sl032a", "010215", 4096, 64, bp3, 0},
		{"s25sl064a", "010216", 8192, 64, bp3, 0},
		{"s25sl032p", "0102154d00", 4096, 64, bp3, outputs | SecondQuad},
		{"s25sl064p", "0102164d00", 8192, 64, bp3, outputs | SecondQuad},
		{"s25sl12800", "0120180300", 16384, 256, bp4, 0},
		{"s25sl12801", "0120180301", 16384, 64, bp4, 0},
		{"s25fl129p0", "0120184d00", 16384, 256, bp3, outputs | SecondQuad},
		{"s25fl129p1", "0120184d01", 16384, 64, bp3, outputs | SecondQuad},
	}},
	{"Spansion S25FL-K family", page, erases3 | outputs | Sleep | SecondQuad, []row{
		{"s25fl016k", "ef4015", 2048, 64, bp3, 0},
		{"s25fl064k", "ef4017", 8192, 64, bp3, 0},
	}},
	{"Spansion S25FL-S, S25FS-S and S70 families", page, WideCommands | SecondQuad, []row{
		{"s25fl256s0", "0102194d00", 32768, 256, bp3, Whole | outputs | StatusLock},
		{"s25fl256s1", "0102194d01", 32768, 64, bp3, Whole | outputs | StatusLock},
		{"s25fl512s", "0102204d0080", 65536, 256, bp3, Whole | outputs | StatusLock},
		{"s25fs512s", "0102204d0081", 65536, 256, bp3, Whole | StatusLock},
		{"s70fl01gs", "0102214d0080", 131072, 256, 0, outputs},
		{"s70fs01gs", "0102214d0081", 131072, 256, 0, 0},
	}},
	{"Winbond W25Q family", page, erases3 | outputs | Sleep | SecondQuad | StatusLock, []row{
		{"w25q80", "ef5014", 1024, 64, bp3, 0},
		{"w25q80bl", "ef4014", 1024, 64, bp3, Parameters},
		{"w25q32", "ef4016", 4096, 64, bp3, 0},
		{"w25q32dw", "ef6016", 4096, 64, bp3, 0},
		{"w25q64", "ef4017", 8192, 64, bp3, 0},
		{"w25q256", "ef4019", 32768, 64, bp4, wide | Parameters},
		{"w25q512jv", "ef4020", 65536, 64, bp4, wide | Parameters},
		{"w25q01jvq", "ef4021", 131072, 64, bp4, wide | Parameters},
		{"w25q02jvm", "ef7022", 262144, 64, bp4, wide | Parameters},
	}},
	{"Winbond W25X family", page, erases | DualOutput | Sleep | StatusLock, []row{
		{"w25x10", "ef3011", 128, 64, bp3, 0},
		{"w25x20", "ef3012", 256, 64, bp3, 0},
		{"w25x40", "ef3013", 512, 64, bp3, 0},
		{"w25x80", "ef3014", 1024, 64, bp3, 0},
		{"w25x16", "ef3015", 2048, 64, bp3, 0},
		{"w25x32", "ef3016", 4096, 64, bp3, 0},
		{"w25x64", "ef3017", 8192, 64, bp3, 0},
	}},
}
