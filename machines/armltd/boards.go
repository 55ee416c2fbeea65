package armltd

import (
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/pl022"
	"github.com/qgraph/qgraph/libqos/board/sbcon"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/clock/cmsdktimer"
	"github.com/qgraph/qgraph/libqos/device/clock/dualtimer"
	"github.com/qgraph/qgraph/libqos/device/clock/mptimer"
	"github.com/qgraph/qgraph/libqos/device/clock/pl031"
	"github.com/qgraph/qgraph/libqos/device/clock/ssetimer"
	"github.com/qgraph/qgraph/libqos/device/gpio/pl061"
	"github.com/qgraph/qgraph/libqos/device/input/pl050"
	"github.com/qgraph/qgraph/libqos/device/interrupt/gic"
	"github.com/qgraph/qgraph/libqos/device/interrupt/pl190"
	"github.com/qgraph/qgraph/libqos/device/net/lan9118"
	"github.com/qgraph/qgraph/libqos/device/net/smc91c111"
	"github.com/qgraph/qgraph/libqos/device/serial/cmsdk"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
	"github.com/qgraph/qgraph/libqos/device/storage/cfi"
	"github.com/qgraph/qgraph/libqos/device/storage/pl181"
	"github.com/qgraph/qgraph/qtest"
)

// The interrupt controllers.
var (
	armgicv3       = board.Controller{Type: "arm-gicv3"}
	integratorpic  = board.Controller{Type: "integrator_pic"}
	armv7m         = board.Controller{Path: "/machine/armv7m"}
	nmi            = board.Controller{Path: "/machine/armv7m", Inputs: "NMI", Closed: true}
	machinegic     = board.Controller{Path: "/machine/gic"}
	realviewgic    = board.Controller{Type: "realview_gic"}
	realviewmpcore = board.Controller{Type: "realview_mpcore"}
	a9mpcorepriv   = board.Controller{Type: "a9mpcore_priv"}
	a9gic          = board.Controller{Type: "a9mpcore_priv", Inside: "gic"}
	vic            = board.Controller{Type: "pl190"}
	sic            = board.Controller{Type: "versatilepb_sic"}
	a15mpcorepriv  = board.Controller{Type: "a15mpcore_priv"}
	expansion      = board.Controller{Path: "/machine/iotkit", Inputs: "EXP_IRQ", Closed: true}
	muscaExpansion = board.Controller{Path: "/machine/sse-200", Inputs: "EXP_IRQ", Closed: true}
)

// serialBus is a board's serial bus interface: of several the last one that no chip of the board is on. The
// Versatile PB has one, too.
func serialBus(base uint64) board.Part {
	return board.Part{Kind: sbcon.Kind, Name: "Serial bus interface", Base: base, Tests: []graph.EdgeOption{i2c.FurtherBoard()}}
}

// lan is a board's Ethernet controller.
func lan(base uint64, lines []board.Line) board.Part {
	return board.Part{Kind: lan9118.Kind, Name: "Ethernet", Base: base, Lines: lines, Needs: lan9118.NIC()}
}

// The clocks of timers.
const (
	tick1MHz  = time.Microsecond
	tick25MHz = 40 * time.Nanosecond
	tick50MHz = 20 * time.Nanosecond
)

// mps2 are the parts of the MPS2 boards (ARM DAI 0385D, chapter "Memory map"). The first is the receiver's input of UART0.
func mps2(inputs ...int) []board.Part {
	return []board.Part{
		{Kind: cmsdk.Kind, Name: "UART0", Base: 0x4000_4000, Lines: armv7m.Lines(inputs...)},
		{Kind: pl022.Kind, Name: "SPI of the shields' ADC", Base: 0x4002_5000, Lines: armv7m.Lines(22)},
		serialBus(0x4002_a000),
		{Kind: cmsdktimer.Kind(tick25MHz), Name: "timer 0", Base: 0x4000_0000, Lines: armv7m.Lines(8)},
		{Kind: cmsdktimer.Kind(tick25MHz), Name: "timer 1", Base: 0x4000_1000, Lines: armv7m.Lines(9)},
		{Kind: dualtimer.CMSDKKind(tick25MHz), Name: "dual timer", Base: 0x4000_2000, Lines: armv7m.Lines(10)},
		{Kind: cmsdktimer.WatchdogKind(tick25MHz), Name: "watchdog", Base: 0x4000_8000, Lines: nmi.Lines(0)},
	}
}

// mps3an536 are the parts of the MPS3 with AN536 (ARM DAI 0536).
func mps3an536() []board.Part {
	return []board.Part{
		{Kind: cmsdk.Kind, Name: "UART0", Base: 0xe7c0_0000, Lines: machinegic.Lines(113, 112, 115, 115, 114)},
		{Kind: cmsdktimer.WatchdogKind(tick50MHz), Name: "watchdog", Base: 0xe010_0000, Lines: machinegic.Lines(0)},
		{Kind: dualtimer.CMSDKKind(tick50MHz), Name: "dual timer", Base: 0xe010_1000, Lines: machinegic.Lines(3, 1, 2)},
		{Kind: pl031.Kind, Name: "RTC", Base: 0xe020_a000, Lines: machinegic.Lines(4)},
		lan(0xe030_0000, machinegic.Lines(18)),
		{Kind: pl022.Kind, Name: "SPI0", Base: 0xe010_4000, Lines: machinegic.Lines(22)},
		serialBus(0xe010_8000),
	}
}

// exposed is a part of a board with Arm's IoT Kit or one of its successors, through whose protection controllers accesses
// that are not secure, such as qtest's, get after these registers have all bits set.
func exposed(p board.Part, registers ...uint64) board.Part {
	p.Behind = "tz-ppc"
	for _, r := range registers {
		p.Opens = append(p.Opens, board.Write{Addr: securePrivilege + r, Width: qtest.Width32, Value: 0xffff})
	}
	return p
}

// The Secure Privilege Control Block (Arm CoreLink SSE-200 Subsystem for Embedded TRM, 101104, section "Secure Privilege
// Control Block"; the IoT Kit and the SSE-300 have the same registers there).
const (
	securePrivilege = 0x5008_0000
	ahbExpansion0   = 0x60 // AHBNSPPCEXP0
	apbExpansion1   = 0x84 // APBNSPPCEXP1
	apbExpansion2   = 0x88 // APBNSPPCEXP2
)

// iotkit are the parts of the MPS2 and MPS3 boards with such a subsystem: at the address of UART0, let through by that register, with
// its interrupts as the board's manual has them less the 32 of the subsystem.
func iotkit(base, register uint64, inputs ...int) []board.Part {
	return []board.Part{exposed(board.Part{Kind: cmsdk.Kind, Name: "UART0", Base: base, Path: "/machine/uart0", Lines: expansion.Lines(inputs...)}, register)}
}

// systemTimer is timer 0 of the SSE-300.
func systemTimer() board.Part {
	return board.Part{Kind: ssetimer.Kind, Name: "system timer 0", Base: 0x4800_0000, Behind: "tz-ppc"}
}

// musca are the parts of the Musca boards.
func musca(base uint64, registers ...uint64) []board.Part {
	return []board.Part{exposed(board.Part{
		Kind: pl011.Kind, Name: "UART0", Base: base, Path: "/machine/uart0", Lines: muscaExpansion.Lines(12, 7, 8, 9, 10, 11),
	}, registers...)}
}

// versatile are the parts of the Versatile boards (ARM DUI 0225D, chapter 4 "Programmer's Reference").
func versatile() []board.Part {
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x101f_1000, Lines: vic.Lines(12)},
		{Kind: dualtimer.SP804Kind(tick1MHz), Name: "Timer01", Base: 0x101e_2000, Lines: vic.Lines(4)},
		{Kind: dualtimer.SP804Kind(tick1MHz), Name: "Timer23", Base: 0x101e_3000, Lines: vic.Lines(5)},
		{Kind: pl031.Kind, Name: "RTC", Base: 0x101e_8000, Lines: vic.Lines(10)},
		{Kind: pl061.Kind, Name: "GPIO0", Base: 0x101e_4000, Lines: vic.Lines(6)},
		{Kind: pl190.Kind, Name: "Primary interrupt controller", Base: 0x1014_0000, Lines: board.Direct(2)},
		{Kind: pl050.KeyboardKind, Name: "KMI0", Base: 0x1000_6000, Lines: sic.Lines(3)},
		{Kind: pl050.MouseKind, Name: "KMI1", Base: 0x1000_7000, Lines: sic.Lines(4)},
		{Kind: pl181.Kind, Name: "MCI0", Base: 0x1000_5000, Lines: sic.Lines(22, 1)},
		{Kind: pl181.EmptyKind(), Name: "MCI1", Base: 0x1000_b000, Lines: sic.Lines(23, 2)},
		serialBus(0x1000_2000),
		smc91c111.Part(0x1001_0000, sic.Lines(25)),
	}
}

// integrator are the parts of the Integrator/CP (ARM DUI 0159B, chapter 4 "Programmer's Reference").
func integrator() []board.Part {
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x1600_0000, Lines: integratorpic.Lines(1)},
		{Kind: pl031.Kind, Name: "RTC", Base: 0x1500_0000, Lines: integratorpic.Lines(8)},
		{Kind: pl050.KeyboardKind, Name: "keyboard", Base: 0x1800_0000, Lines: integratorpic.Lines(3)},
		{Kind: pl050.MouseKind, Name: "mouse", Base: 0x1900_0000, Lines: integratorpic.Lines(4)},
		smc91c111.Part(0xc800_0000, integratorpic.Lines(27)),
		{Kind: pl181.Kind, Name: "MMCI", Base: 0x1c00_0000, Lines: integratorpic.Lines(23, 24)},
	}
}

// realview are the parts of the RealView boards (ARM DUI 0303, chapter 4 "Programmer's Reference").
func realview(c board.Controller) []board.Part {
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x1000_9000, Lines: c.Lines(12)},
		{Kind: dualtimer.SP804Kind(tick1MHz), Name: "Timer01", Base: 0x1001_1000, Lines: c.Lines(4)},
		{Kind: dualtimer.SP804Kind(tick1MHz), Name: "Timer23", Base: 0x1001_2000, Lines: c.Lines(5)},
		{Kind: pl031.Kind, Name: "RTC", Base: 0x1001_7000, Lines: c.Lines(10)},
		{Kind: pl061.Kind, Name: "GPIO0", Base: 0x1001_3000, Lines: c.Lines(6)},
		{Kind: pl050.KeyboardKind, Name: "KMI0", Base: 0x1000_6000, Lines: c.Lines(20)},
		{Kind: pl050.MouseKind, Name: "KMI1", Base: 0x1000_7000, Lines: c.Lines(21)},
		{Kind: pl181.Kind, Name: "MCI", Base: 0x1000_5000, Lines: c.Lines(17, 18)},
		serialBus(0x1000_2000),
	}
}

// motherboard are the parts of the Versatile Express motherboard, at the base of its peripherals (ARM DUI 0447,
// chapter 4 "Programmers Model"). The daughterboard's memory map says how far they are apart, and where the flash is.
func motherboard(c board.Controller, base, apart, nor uint64) []board.Part {
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: base + 9*apart, Lines: c.Lines(5)},
		{Kind: dualtimer.SP804Kind(tick1MHz), Name: "Timer01", Base: base + 0x11*apart, Lines: c.Lines(2)},
		{Kind: dualtimer.SP804Kind(tick1MHz), Name: "Timer23", Base: base + 0x12*apart, Lines: c.Lines(3)},
		{Kind: pl031.Kind, Name: "RTC", Base: base + 0x17*apart, Lines: c.Lines(4)},
		{Kind: pl050.KeyboardKind, Name: "KMI0", Base: base + 6*apart, Lines: c.Lines(12)},
		{Kind: pl050.MouseKind, Name: "KMI1", Base: base + 7*apart, Lines: c.Lines(13)},
		{Kind: pl181.Kind, Name: "MCI", Base: base + 5*apart, Lines: c.Lines(9, 10)},
		cfi.StrataFlash("NOR flash 0", nor, 256),
		serialBus(base + 0x16*apart),
	}
}

// sbsa are the parts of SBSA's reference.
func sbsa() []board.Part {
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x6000_0000, Lines: armgicv3.Lines(1)},
		{Kind: pl031.Kind, Name: "RTC", Base: 0x6001_0000, Lines: armgicv3.Lines(2)},
		{Kind: pl061.Kind, Name: "GPIO", Base: 0x6002_0000, Lines: armgicv3.Lines(7)},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "aarch64/sbsa-ref", RAM: guest.RAM{Base: 0x100_0000_0000, Size: 1 * board.GiB}, Parts: sbsa()},
	{Name: "arm/integratorcp", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: integrator()},
	{Name: "arm/mps2-an385", RAM: guest.RAM{Base: 0x2100_0000, Size: 16 * board.MiB}, Parts: append(mps2(1, 0, 12, 12), lan(0x4020_0000, armv7m.Lines(13)))},
	{Name: "arm/mps2-an386", RAM: guest.RAM{Base: 0x2100_0000, Size: 16 * board.MiB}, Parts: append(mps2(1, 0, 12, 12), lan(0x4020_0000, armv7m.Lines(13)))},
	{Name: "arm/mps2-an500", RAM: guest.RAM{Base: 0x6000_0000, Size: 16 * board.MiB}, Parts: append(mps2(1, 0, 12, 12), lan(0xa000_0000, armv7m.Lines(13)))},
	{Name: "arm/mps2-an505", RAM: guest.RAM{Base: 0x8000_0000, Size: 16 * board.MiB}, Parts: iotkit(0x4020_0000, apbExpansion1, 1, 0, 15, 15, 10)},
	{Name: "arm/mps2-an511", RAM: guest.RAM{Base: 0x2100_0000, Size: 16 * board.MiB}, Parts: append(mps2(0, 0, 12, 12), lan(0x4020_0000, armv7m.Lines(47)))},
	{Name: "arm/mps2-an521", RAM: guest.RAM{Base: 0x8000_0000, Size: 16 * board.MiB}, Parts: iotkit(0x4020_0000, apbExpansion1, 1, 0, 15, 15, 10)},
	{Name: "arm/mps3-an524", Parts: iotkit(0x4130_3000, apbExpansion2, 1, 0, 15, 15, 10)},
	{Name: "arm/mps3-an536", RAM: guest.RAM{Base: 0x2000_0000, Size: 3 * board.GiB}, Parts: mps3an536()},
	{Name: "arm/mps3-an547", RAM: guest.RAM{Base: 0, Size: 512 * board.KiB}, Parts: append(iotkit(0x4930_3000, apbExpansion2, 2, 1, 16, 16, 11), systemTimer())},
	{Name: "arm/musca-a", Parts: musca(0x4010_1000, ahbExpansion0, apbExpansion1)},
	{Name: "arm/musca-b1", Parts: musca(0x4010_5000, apbExpansion1)},
	{Name: "arm/realview-eb", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: append(realview(realviewgic), gic.PartInside(0x1004_1000, 0x1004_0000), smc91c111.Part(0x4e00_0000, realviewgic.Lines(28)))},
	{Name: "arm/realview-eb-mpcore", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: append(realview(realviewmpcore), smc91c111.Part(0x4e00_0000, realviewmpcore.Lines(28)))},
	{Name: "arm/realview-pb-a8", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: append(realview(realviewgic), gic.PartInside(0x1e00_1000, 0x1e00_0000), lan(0x4e00_0000, realviewgic.Lines(28)))},
	{Name: "arm/realview-pbx-a9", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: slices.Concat(realview(a9mpcorepriv), mptimer.Parts(a9gic, 0x1f00_0000, 64), []board.Part{gic.PartInside(0x1f00_1000, 0x1f00_0100), lan(0x4e00_0000, a9mpcorepriv.Lines(28))})},
	{Name: "arm/versatileab", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: versatile()},
	{Name: "arm/vexpress-a15", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Start: board.Silent(), Parts: append(motherboard(a15mpcorepriv, 0x1c00_0000, 0x1_0000, 0x800_0000), gic.SecurityPartInside(0x2c00_1000, 0x2c00_2000))},
	{Name: "arm/vexpress-a9", RAM: guest.RAM{Base: 0x6000_0000, Size: 128 * board.MiB}, Start: board.Silent(), Parts: slices.Concat(motherboard(a9mpcorepriv, 0x1000_0000, 0x1000, 0x4000_0000), mptimer.Parts(a9gic, 0x1e00_0000, 64), []board.Part{gic.SecurityPartInside(0x1e00_1000, 0x1e00_0100)})},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
