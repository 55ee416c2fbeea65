package generic

import (
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// boards is the table of the machines without a part that has a test of its own, by the name
// that a path begins with.
var boards = []board.Board{
	{Name: "arm/canon-a1100", RAM: guest.RAM{Base: 0, Size: 64 * board.MiB}},
	{Name: "hexagon/V66G_1024", RAM: guest.RAM{Base: 0, Size: 4 * board.GiB}},
	{Name: "hppa/A400", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}},
	{Name: "hppa/C3700", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}},
	{Name: "microblaze/xlnx-zynqmp-pmu", RAM: guest.RAM{Base: 0xffdc_0000, Size: 128 * board.MiB}},
	{Name: "ppc/40p", RAM: guest.RAM{Base: 0, Size: 32 * board.MiB}},
	{Name: "ppc/pegasos1", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Start: append(board.Firmware(), board.Silent()...)},
	{Name: "ppc/pegasos2", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Start: append(board.Firmware(), board.Silent()...)},
	{Name: "ppc/ppe42_machine", RAM: guest.RAM{Base: 0xfff8_0000, Size: 512 * board.KiB}},
	{Name: "riscv32/spike", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}},
	{Name: "riscv64/spike", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}},
	{Name: "s390x/s390-ccw-virtio", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}},
	{Name: "tricore/KIT_AURIX_TC277_TRB", RAM: guest.RAM{Base: 0xaf00_0000, Size: 1040 * board.KiB}},
	{Name: "tricore/tricore_testboard", RAM: guest.RAM{Base: 0xa100_0000, Size: 4 * board.MiB}},
	{Name: "x86_64/x-remote"},
	{Name: "xtensa/sim", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}},
	{Name: "xtensa/virt", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}},
	{Name: "xtensaeb/sim", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}},
	{Name: "xtensaeb/virt", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}},
}
