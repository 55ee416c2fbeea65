package genericsuite

import (
	"math"

	"github.com/qgraph/qgraph/graph"
)

// The rule for accesses that no sane guest makes, which the tests of devices cite, too.
const (
	Unexpected = `QEMU 11.1, docs/devel/secure-coding-practices.rst, "Unexpected Device Accesses" and "Input Validation"`
	Nonsense   = "A guest may access registers in unusual orders and at unexpected moments, and all accesses are validated."
)

// unattached is the owner of regions that belong to no device in the tree.
const unattached = "/machine/unattached"

// faults are the accesses that QEMU does not survive. A sweep leaves them out, and a step of its own makes them, so that the
// rest of the machine is swept, too. Of those that a machine has, the first ends QEMU: one that is always on a machine with
// another stands before it. Faults of QEMU's memory have the whole region and no reproducer.
func faults() []fault {
	return []fault{
		{regions: []string{"xlnx.versal-ospi"}, from: 0x90, to: 0x93, kind: writes, known: graph.Deviates("xlnx-versal-ospi-stig-assertion", graph.Deviation{
			Ends: graph.Crashes, Does: "A command that the flash command control register starts fails an assertion if its FIFO is empty or its bank is exceeded.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# fifo8_pop: Assertion
				cat << 'EOF' | qemu-system-aarch64 -M amd-versal-virt -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0xf1010090 0xffffffff
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"aspeed.timer"}, seldom: true, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("aspeed-timer-beyond-registers", graph.Deviation{
			Ends: graph.Crashes, Does: "A write beyond the registers ends QEMU with SIGSEGV.", Says: Nonsense,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"cchip0"}, from: 0x80, to: 0x87, kind: reads, known: graph.Deviates("typhoon-cchip-without-processor", graph.Deviation{
			Ends: graph.Crashes, Does: "A read of MISC by another than a processor uses the processor that there is not.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-alpha -M clipper -accel qtest -audio none -nodefaults -display none -qtest stdio
				readq 0x801a0000080
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"aspeed.apb2opb"}, from: 0x4, to: 0x13, kind: writes, known: graph.Deviates("aspeed-apb2opb-assertion", graph.Deviation{
			Ends: graph.Crashes, Does: "A trigger while both or none of the buses is selected fails an assertion.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# fsi_aspeed_apb2opb_write: Assertion
				cat << 'EOF' | qemu-system-arm -M ast2600-evb -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0x1e79b004 0xffffffff
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"gic_viface"}, seldom: true, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("gic-virtual-interface-beyond-registers", graph.Deviation{
			Ends: graph.Crashes, Does: "A write beyond the list registers ends QEMU with SIGSEGV.", Says: Nonsense,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"exynos4210-combiner"}, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("exynos4210-combiner-beyond-registers", graph.Deviation{
			Ends: graph.Crashes, Does: "A write beyond the registers ends QEMU with SIGSEGV.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-arm -M nuri -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0x10440100 0x0
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"omap-pin-cfg", "omap-clkm"}, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("omap-clocks-abort", graph.Deviation{
			Ends: graph.Crashes, Does: "A write that chooses a clock that QEMU does not have aborts.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# omap_findclk
				cat << 'EOF' | qemu-system-arm -M sx1 -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0xfffe1004 0xffffffff
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"avr-cpu-reg1", "avr-cpu-reg2"}, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("avr-register-without-function", graph.Deviation{
			Ends: graph.Crashes, Does: "A write to a register of the processor as memory calls a function that there is not.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-avr -M uno -accel qtest -audio none -nodefaults -display none -qtest stdio
				writeb 0x800000 0xff
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"lasi"}, from: 0x4000, to: math.MaxUint64, kind: reads, known: graph.Deviates("lasi-unreachable", graph.Deviation{
			Ends: graph.Crashes, Does: "A read of a register that is not there fails an assertion: code should not be reached.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# code should not be reached
				cat << 'EOF' | qemu-system-hppa -M 715 -accel qtest -audio none -nodefaults -display none -qtest stdio
				readl 0xf0104004
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"loongarch_pch_msi"}, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("loongarch-pch-msi-assertion", graph.Deviation{
			Ends: graph.Crashes, Does: "A message with a vector below the first one fails an assertion.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# loongarch_msi_mem_write: Assertion
				cat << 'EOF' | qemu-system-loongarch64 -M virt -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0x2ff00000 0
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"next.floppy"}, from: 0, to: math.MaxUint64, kind: reads | writes, known: graph.Deviates("next-floppy-unreachable", graph.Deviation{
			Ends: graph.Crashes, Does: "An access of a register that is not there fails an assertion: code should not be reached.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# next_floppy_read: code should not be reached
				cat << 'EOF' | qemu-system-m68k -M next-cube -accel qtest -audio none -nodefaults -display none -qtest stdio
				readb 0x2114109
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"mips-gcr"}, from: 0, to: math.MaxUint64, kind: reads | writes, known: graph.Deviates("mips-gcr-without-processor", graph.Deviation{
			Ends: graph.Crashes, Does: "An access by another than a processor uses the processor that there is not.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-mips64el -M boston -accel qtest -audio none -nodefaults -display none -qtest stdio
				readl 0x1fbf8100
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"boston-platregs"}, seldom: true, from: 0x10, to: 0x17, kind: writes, known: graph.Deviates("boston-soft-reset", graph.Deviation{
			Ends: graph.Crashes, Does: "A soft reset fails an assertion if the processor, in a thread of its own, is reset at the same time.", Says: Nonsense,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"south-bridge-pci-config"}, from: 0, to: math.MaxUint64, kind: reads, first: []word{{0x1fe00118, 0}}, known: graph.Deviates("bonito-configuration-exit", graph.Deviation{
			Ends: graph.Exits, Does: "A read of a configuration space that no device is chosen in ends QEMU: error in bonito pci config address.", Says: Nonsense,
			Reproducer: `
				# QEMU exited with status 1
				# error in bonito pci config address
				cat << 'EOF' | qemu-system-mips64el -M fuloong2e -accel qtest -audio none -nodefaults -display none -qtest stdio
				readl 0x1fe80000
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"mpc8544.guts"}, from: 0xa0, to: 0xa7, kind: reads, known: graph.Deviates("mpc8544-guts-without-processor", graph.Deviation{
			Ends: graph.Crashes, Does: "A read of PVR or SVR by another than a processor uses the processor that there is not.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-ppc -M mpc8544ds -accel qtest -audio none -nodefaults -display none -qtest stdio
				readl 0xe00e00a0
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"lqspi"}, from: 0, to: math.MaxUint64, kind: reads, known: graph.Deviates("xilinx-lqspi-hang", graph.Deviation{
			Ends: graph.Hangs, Does: "A read of the flash never ends where no flash answers.", Says: Nonsense,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"allwinner-sdhost"}, seldom: true, from: 0x18, to: 0x1b, kind: writes, known: graph.Deviates("allwinner-sdhost-hang", graph.Deviation{
			Ends: graph.Hangs, Does: "A command with a chain of descriptors that leads back to itself never ends.", Says: Nonsense,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"stm32f2xx_timer"}, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("stm32f2xx-timer-hang", graph.Deviation{
			Ends: graph.Hangs, Does: "A timer without a period expires again and again.", Says: Nonsense,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"dp8393x-regs", "mac-io.alias"}, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("dp8393x-loopback-hang", graph.Deviation{
			Ends: graph.Hangs, Does: "A packet that is sent in loopback to the controller's own registers never ends.", Says: Nonsense,
			Reproducer: `
				# QEMU hangs
				cat << 'EOF' | qemu-system-m68k -M q800 -accel qtest -audio none -nodefaults -display none -qtest stdio
				writew 0x5000a000 0xaaaa
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"renesas-tmr"}, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("renesas-tmr-hang", graph.Deviation{
			Ends: graph.Hangs, Does: "A timer without a period expires again and again.", Says: Nonsense,
			Reproducer: `
				# QEMU hangs
				cat << 'EOF' | qemu-system-rx -M gdbsim-r5f562n8 -accel qtest -audio none -nodefaults -display none -qtest stdio
				writeb 0x8820a 0xff
				clock_step 1000000
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"xlnx-versal-cfu-sfr"}, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("xlnx-versal-cfu-sfr-assertion", graph.Deviation{
			Ends: graph.Crashes, Does: "A write of a frame to a row that is not there fails an assertion.", Says: Nonsense,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"aspeed.intc.regs"}, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("aspeed-intc-unreachable", graph.Deviation{
			Ends: graph.Crashes, Does: "A write to a register of an interrupt that is not there fails an assertion: code should not be reached.", Says: Nonsense,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"DRAMHIGH"}, from: 0, to: math.MaxUint64, kind: writes, known: graph.Deviates("allwinner-r40-dramc-without-function", graph.Deviation{
			Ends: graph.Crashes, Does: "A write to the memory that only tells the size of the rest calls a function that there is not.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-arm -M bpim2u -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0x80000000 0
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"intc"}, from: 0, to: math.MaxUint64, kind: reads | writes, owner: unattached, known: graph.Deviates("sh-intc-unreachable", graph.Deviation{
			Ends: graph.Crashes, Does: "An access of a register that is not there fails an assertion: code should not be reached.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# sh_intc_locate: code should not be reached
				cat << 'EOF' | qemu-system-sh4 -M r2d -accel qtest -audio none -nodefaults -display none -qtest stdio
				readb 0x1e080001
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"timer"}, from: 0x20, to: 0x2f, kind: reads | writes, owner: unattached, known: graph.Deviates("sh-timer-without-channel", graph.Deviation{
			Ends: graph.Crashes, Does: "An access of a channel's registers uses the channel that there is not.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-sh4 -M r2d -accel qtest -audio none -nodefaults -display none -qtest stdio
				readl 0x1e100020
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"memory"}, from: 0x1f000000, to: 0x1fffffff, kind: reads | writes, owner: unattached, known: graph.Deviates("sh7750-register-abort", graph.Deviation{
			Ends: graph.Crashes, Does: "An access of a register of the processor's modules that is not there, or of another width, aborts.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				cat << 'EOF' | qemu-system-sh4 -M r2d -accel qtest -audio none -nodefaults -display none -qtest stdio
				readl 0x1f000014
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
		{regions: []string{"cache-and-tlb"}, from: 0, to: math.MaxUint64, kind: reads | writes, known: graph.Deviates("sh4-cache-and-tlb-abort", graph.Deviation{
			Ends: graph.Crashes, Does: "An access of the arrays of the caches and the TLB in another width than 32 bits, or to a part that is not there, aborts.", Says: Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				cat << 'EOF' | qemu-system-sh4 -M r2d -accel qtest -audio none -nodefaults -display none -qtest stdio
				readb 0xf0000000
				EOF`,
			Clause: graph.NewClause(Unexpected),
		})},
	}
}
