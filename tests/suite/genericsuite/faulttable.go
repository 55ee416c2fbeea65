package genericsuite

import (
	"math"

	"github.com/qgraph/qgraph/graph"
)

const (
	// unexpected is what QEMU asks of its devices.
	unexpected = `QEMU 11.1, docs/devel/secure-coding-practices.rst, "Unexpected Device Accesses" and "Input Validation"`
	// nonsense is what it says.
	nonsense = "A guest may access registers in unusual orders and at unexpected moments, and all accesses are validated."
)

// faults are the accesses that QEMU does not survive. A sweep leaves them out, and a step of its own makes them, so that the
// rest of the machine is swept, too. Of those that a machine has, the first ends QEMU: one that is always on a machine with
// another stands before it. Faults of QEMU's memory have the whole region and no reproducer.
func faults() []fault {
	return []fault{
		{[]string{"xlnx.versal-ospi"}, 0x90, 0x93, writes, graph.Deviates("xlnx-versal-ospi-stig-assertion", graph.Deviation{
			Ends: graph.Crashes, Does: "A command that the flash command control register starts fails an assertion if its FIFO is empty or its bank is exceeded.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# fifo8_pop: Assertion
				cat << 'EOF' | qemu-system-aarch64 -M amd-versal-virt -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0xf1010090 0xffffffff
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"aspeed.timer"}, 0, math.MaxUint64, writes, graph.Deviates("aspeed-timer-beyond-registers", graph.Deviation{
			Ends: graph.Crashes, Does: "A write beyond the registers ends QEMU with SIGSEGV.", Says: nonsense,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"cchip0"}, 0x80, 0x87, reads, graph.Deviates("typhoon-cchip-without-processor", graph.Deviation{
			Ends: graph.Crashes, Does: "A read of MISC by another than a processor uses the processor that there is not.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-alpha -M clipper -accel qtest -audio none -nodefaults -display none -qtest stdio
				readq 0x801a0000080
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"aspeed.apb2opb"}, 0x4, 0x13, writes, graph.Deviates("aspeed-apb2opb-assertion", graph.Deviation{
			Ends: graph.Crashes, Does: "A trigger while both or none of the buses is selected fails an assertion.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# fsi_aspeed_apb2opb_write: Assertion
				cat << 'EOF' | qemu-system-arm -M ast2600-evb -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0x1e79b004 0xffffffff
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"gic_viface"}, 0, math.MaxUint64, writes, graph.Deviates("gic-virtual-interface-beyond-registers", graph.Deviation{
			Ends: graph.Crashes, Does: "A write beyond the list registers ends QEMU with SIGSEGV.", Says: nonsense,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"exynos4210-combiner"}, 0, math.MaxUint64, writes, graph.Deviates("exynos4210-combiner-beyond-registers", graph.Deviation{
			Ends: graph.Crashes, Does: "A write beyond the registers ends QEMU with SIGSEGV.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-arm -M nuri -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0x10440100 0x0
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"omap-pin-cfg"}, 0, math.MaxUint64, writes, graph.Deviates("omap-clocks-abort", graph.Deviation{
			Ends: graph.Crashes, Does: "A write of a pin's function looks for a clock that QEMU does not have, and aborts.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# omap_findclk
				cat << 'EOF' | qemu-system-arm -M sx1 -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0xfffe1004 0xffffffff
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"avr-cpu-reg1", "avr-cpu-reg2"}, 0, math.MaxUint64, writes, graph.Deviates("avr-register-without-function", graph.Deviation{
			Ends: graph.Crashes, Does: "A write to a register of the processor as memory calls a function that there is not.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-avr -M uno -accel qtest -audio none -nodefaults -display none -qtest stdio
				writeb 0x800000 0xff
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"lasi"}, 0x4000, math.MaxUint64, reads, graph.Deviates("lasi-unreachable", graph.Deviation{
			Ends: graph.Crashes, Does: "A read of a register that is not there fails an assertion: code should not be reached.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# code should not be reached
				cat << 'EOF' | qemu-system-hppa -M 715 -accel qtest -audio none -nodefaults -display none -qtest stdio
				readl 0xf0104004
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"loongarch_pch_msi"}, 0, math.MaxUint64, writes, graph.Deviates("loongarch-pch-msi-assertion", graph.Deviation{
			Ends: graph.Crashes, Does: "A message with a vector below the first one fails an assertion.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# loongarch_msi_mem_write: Assertion
				cat << 'EOF' | qemu-system-loongarch64 -M virt -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0x2ff00000 0
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"next.floppy"}, 0, math.MaxUint64, reads | writes, graph.Deviates("next-floppy-unreachable", graph.Deviation{
			Ends: graph.Crashes, Does: "An access of a register that is not there fails an assertion: code should not be reached.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# next_floppy_read: code should not be reached
				cat << 'EOF' | qemu-system-m68k -M next-cube -accel qtest -audio none -nodefaults -display none -qtest stdio
				readb 0x2114109
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"mips-gcr"}, 0, math.MaxUint64, reads | writes, graph.Deviates("mips-gcr-without-processor", graph.Deviation{
			Ends: graph.Crashes, Does: "An access by another than a processor uses the processor that there is not.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-mips64el -M boston -accel qtest -audio none -nodefaults -display none -qtest stdio
				readl 0x1fbf8100
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"south-bridge-pci-config"}, 0, math.MaxUint64, reads, graph.Deviates("bonito-configuration-exit", graph.Deviation{
			Ends: graph.Exits, Does: "A read of a configuration space that no device is chosen in ends QEMU: error in bonito pci config address.", Says: nonsense,
			Reproducer: `
				# QEMU exited with status 1
				# error in bonito pci config address
				cat << 'EOF' | qemu-system-mips64el -M fuloong2e -accel qtest -audio none -nodefaults -display none -qtest stdio
				readl 0x1fe80000
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"mpc8544.guts"}, 0xa0, 0xa7, reads, graph.Deviates("mpc8544-guts-without-processor", graph.Deviation{
			Ends: graph.Crashes, Does: "A read of PVR or SVR by another than a processor uses the processor that there is not.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-ppc -M mpc8544ds -accel qtest -audio none -nodefaults -display none -qtest stdio
				readl 0xe00e00a0
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"lqspi"}, 0, math.MaxUint64, reads, graph.Deviates("xilinx-lqspi-hang", graph.Deviation{
			Ends: graph.Hangs, Does: "A read of the flash never ends where no flash answers.", Says: nonsense,
			Reproducer: `
				# QEMU hangs
				cat << 'EOF' | timeout 10 qemu-system-arm -M xilinx-zynq-a9 -accel qtest -audio none -nodefaults -display none -qtest stdio
				readb 0xfc0003ff
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"allwinner-sdhost"}, 0x18, 0x1b, writes, graph.Deviates("allwinner-sdhost-hang", graph.Deviation{
			Ends: graph.Hangs, Does: "A command with a chain of descriptors that leads back to itself never ends.", Says: nonsense,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"stm32f2xx_timer"}, 0, math.MaxUint64, writes, graph.Deviates("stm32f2xx-timer-hang", graph.Deviation{
			Ends: graph.Hangs, Does: "A timer without a period expires again and again.", Says: nonsense,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"dp8393x-regs", "mac-io.alias"}, 0, math.MaxUint64, writes, graph.Deviates("dp8393x-loopback-hang", graph.Deviation{
			Ends: graph.Hangs, Does: "A packet that is sent in loopback to the controller's own registers never ends.", Says: nonsense,
			Reproducer: `
				# QEMU hangs
				cat << 'EOF' | qemu-system-m68k -M q800 -accel qtest -audio none -nodefaults -display none -qtest stdio
				writew 0x5000a000 0xaaaa
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"renesas-tmr"}, 0, math.MaxUint64, writes, graph.Deviates("renesas-tmr-hang", graph.Deviation{
			Ends: graph.Hangs, Does: "A timer without a period expires again and again.", Says: nonsense,
			Reproducer: `
				# QEMU hangs
				cat << 'EOF' | qemu-system-rx -M gdbsim-r5f562n8 -accel qtest -audio none -nodefaults -display none -qtest stdio
				writeb 0x8820a 0xff
				clock_step 1000000
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"xlnx-versal-cfu-sfr"}, 0, math.MaxUint64, writes, graph.Deviates("xlnx-versal-cfu-sfr-assertion", graph.Deviation{
			Ends: graph.Crashes, Does: "A write of a frame to a row that is not there fails an assertion.", Says: nonsense,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"aspeed.intc.regs"}, 0, math.MaxUint64, writes, graph.Deviates("aspeed-intc-unreachable", graph.Deviation{
			Ends: graph.Crashes, Does: "A write to a register of an interrupt that is not there fails an assertion: code should not be reached.", Says: nonsense,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"DRAMHIGH"}, 0, math.MaxUint64, writes, graph.Deviates("allwinner-r40-dramc-without-function", graph.Deviation{
			Ends: graph.Crashes, Does: "A write to the memory that only tells the size of the rest calls a function that there is not.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGSEGV
				cat << 'EOF' | qemu-system-arm -M bpim2u -accel qtest -audio none -nodefaults -display none -qtest stdio
				writel 0x80000000 0
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
		{[]string{"intc"}, 0, math.MaxUint64, reads | writes, graph.Deviates("sh-intc-unreachable", graph.Deviation{
			Ends: graph.Crashes, Does: "An access of a register that is not there fails an assertion: code should not be reached.", Says: nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				# sh_intc_locate: code should not be reached
				cat << 'EOF' | qemu-system-sh4 -M r2d -accel qtest -audio none -nodefaults -display none -qtest stdio
				readb 0x1e080001
				EOF`,
			Clause: graph.NewClause(unexpected),
		})},
	}
}
