package stm32

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
)

// gates are the registers with a bit for each part of the STM32L475 and their values after a reset. WWDGEN and FWEN, which
// only a reset clears, are left out.
func gates() []gateRegister {
	const ahb1, ahb2, ahb3, apb11, apb12, apb2 = 0x0001_1103, 0x0004_30ff, 0x0000_0101, 0xf2fe_c03f, 0x0000_0025, 0x0167_7c01
	return []gateRegister{
		{register{"RCC_AHB1RSTR", stm32.AHB1Reset, ahb1}, 0}, {register{"RCC_AHB2RSTR", stm32.AHB2Reset, ahb2}, 0},
		{register{"RCC_AHB3RSTR", stm32.AHB3Reset, ahb3}, 0}, {register{"RCC_APB1RSTR1", stm32.APB1Reset1, apb11}, 0},
		{register{"RCC_APB1RSTR2", stm32.APB1Reset2, apb12}, 0}, {register{"RCC_APB2RSTR", stm32.APB2Reset, apb2}, 0},
		{register{"RCC_AHB1ENR", stm32.AHB1Enable, ahb1}, 0x100}, {register{"RCC_AHB2ENR", stm32.AHB2Enable, ahb2}, 0},
		{register{"RCC_AHB3ENR", stm32.AHB3Enable, ahb3}, 0}, {register{"RCC_APB1ENR1", stm32.APB1Enable1, apb11}, 0},
		{register{"RCC_APB1ENR2", stm32.APB1Enable2, apb12}, 0}, {register{"RCC_APB2ENR", stm32.APB2Enable, apb2}, 0},
		{register{"RCC_AHB1SMENR", stm32.AHB1Sleep, ahb1}, 0x0001_1303}, {register{"RCC_AHB2SMENR", stm32.AHB2Sleep, ahb2}, 0x0005_32ff},
		{register{"RCC_AHB3SMENR", stm32.AHB3Sleep, ahb3}, 0x101}, {register{"RCC_APB1SMENR1", stm32.APB1Sleep1, apb11}, 0xf2fe_ca3f},
		{register{"RCC_APB1SMENR2", stm32.APB1Sleep2, apb12}, 0x25}, {register{"RCC_APB2SMENR", stm32.APB2Sleep, apb2}, 0x0167_7c01},
	}
}

// gateRegister is a register with a bit for each part.
type gateRegister struct {
	register
	reset uint32
}

// rccRegisters checks the values after a reset, and which bits keep what is written (RM0351, section "RCC registers").
func rccRegisters(t *run.T, r *stm32.RCC) {
	after := func() {
		t.Helper()
		for _, g := range gates() {
			reg.ExpectT(t, r.Regs, g.name+" after a reset", g.Reg, g.reset)
		}
		for _, v := range []struct {
			name string
			reg.Reg[uint32]
			want uint32
		}{
			{"RCC_CR", stm32.ClockControl, 0x63}, {"RCC_CFGR", stm32.ClockConfig, 0}, {"RCC_PLLCFGR", stm32.PLLConfig, 0x1000},
			{"RCC_PLLSAI1CFGR", stm32.PLLSAI1Config, 0x1000}, {"RCC_PLLSAI2CFGR", stm32.PLLSAI2Config, 0x1000},
			{"RCC_CIER", stm32.ClockInterrupt, 0}, {"RCC_CCIPR", stm32.Independent, 0}, {"RCC_BDCR", stm32.BackupDomain, 0},
		} {
			reg.ExpectT(t, r.Regs, v.name+" after a reset", v.Reg, v.want)
		}
	}
	t.Step("after a reset", after)
	t.Step("written", func() {
		for _, g := range gates() {
			keeps(t, r.Regs, g.register)
		}
		keeps(t, r.Regs, register{"RCC_CIER", stm32.ClockInterrupt, 0x2ff})
		keeps(t, r.Regs, register{"RCC_CCIPR", stm32.Independent, 0xffff_ffff})
	})
	t.Step("factors written", func() {
		for _, c := range []struct {
			name string
			reg.Reg[uint32]
			values []uint32
		}{
			{"RCC_PLLCFGR", stm32.PLLConfig, []uint32{0x0773_2a11, 0x0000_1562, 0x1000}},
			{"RCC_PLLSAI1CFGR", stm32.PLLSAI1Config, []uint32{0x0773_2a00, 0x0000_1500, 0x1000}},
			{"RCC_PLLSAI2CFGR", stm32.PLLSAI2Config, []uint32{0x0703_2a00, 0x0000_1500, 0x1000}},
		} {
			for _, v := range c.values {
				reg.KeepsT(t, r.Regs, c.name, c.Reg, v)
			}
		}
	})
	t.Step("another reset", func() {
		for _, g := range gates() {
			g.WriteT(t, r.Regs, 0x5a5a_5a5a&g.bits)
		}
		stm32.ClockInterrupt.WriteT(t, r.Regs, 0x2ff)
		stm32.PLLConfig.WriteT(t, r.Regs, 0x2810)
		t.Must(t.QEMU().SystemReset(t.Context()))
		after()
	})
}

// clocks are the clocks of the microcontroller, as two parts of it have them.
type clocks struct {
	t *run.T
	r *stm32.RCC
}

// The parts whose clocks are looked at: a port of pins has HCLK, USART1 what CCIPR says, which is PCLK2 at first.
const (
	pinsPart  = "gpioa"
	usartPart = "usart[0]"
)

// frequencies checks which sources and dividers make which clocks (RM0351, section "Clocks").
func frequencies(t *run.T, r *stm32.RCC) {
	c := clocks{t, r}
	t.Step("gates", c.gates)
	stm32.AHB2Enable.WriteT(t, r.Regs, 1)
	stm32.APB2Enable.WriteT(t, r.Regs, stm32.USART1Bit)
	t.Step("MSI", c.msi)
	t.Step("HSI16", func() { c.source("HSI16", stm32.HSIOn, stm32.HSIReady, stm32.SwitchHSI, 16e6) })
	t.Step("AHB prescaler", func() { c.ahb(usartPart, 0, []uint64{1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 8, 16}) })
	t.Step("AHB prescaler from 64 on", func() { c.ahb(usartPart, 12, []uint64{64, 128, 256, 512}) })
	t.Step("AHB prescaler of the ports", func() { c.ahb(pinsPart, 8, []uint64{2, 4, 8, 16}) })
	t.Step("APB2 prescaler", c.apb2)
	t.Step("PLL", c.pll)
	t.Step("HSI16 off after the PLL", c.afterPLL)
	t.Step("clock of USART1", c.usart)
	t.Step("after a reset", func() {
		c.source("HSI16", stm32.HSIOn, stm32.HSIReady, stm32.SwitchHSI, 16e6)
		t.Must(t.QEMU().SystemReset(t.Context()))
		stm32.AHB2Enable.WriteT(t, r.Regs, 1)
		c.has("after a reset", pinsPart, 4e6)
	})
}

// has checks the frequency of a part's clock, in Hz. It may be a thousandth off: QEMU rounds periods.
func (c clocks) has(when, part string, want uint64) {
	c.t.Helper()
	got, err := c.r.Hertz(c.t.Context(), part)
	c.t.Must(err)
	if got < want-want/1000 || got > want+want/1000 {
		c.t.Errorf("%s: the clock of %s has %d Hz, want %d", when, part, got, want)
	}
}

func (c clocks) gates() {
	for _, g := range []struct {
		name, part string
		reg.Reg[uint32]
		bit uint32
	}{
		{"GPIOAEN", "gpioa", stm32.AHB2Enable, 1 << 0}, {"GPIOBEN", "gpiob", stm32.AHB2Enable, 1 << 1},
		{"GPIOHEN", "gpioh", stm32.AHB2Enable, 1 << 7}, {"SYSCFGEN", "syscfg", stm32.APB2Enable, 1 << 0},
		{"USART1EN", usartPart, stm32.APB2Enable, stm32.USART1Bit}, {"USART2EN", "usart[1]", stm32.APB1Enable1, 1 << 17},
		{"USART3EN", "usart[2]", stm32.APB1Enable1, 1 << 18}, {"UART4EN", "uart[0]", stm32.APB1Enable1, 1 << 19},
		{"UART5EN", "uart[1]", stm32.APB1Enable1, 1 << 20}, {"LPUART1EN", "lpuart1", stm32.APB1Enable2, 1 << 0},
	} {
		g.WriteT(c.t, c.r.Regs, 0)
		c.has(g.name+" clear", g.part, 0)
		g.WriteT(c.t, c.r.Regs, g.bit)
		c.has(g.name+" set", g.part, 4e6)
		g.WriteT(c.t, c.r.Regs, 0)
		c.has(g.name+" clear again", g.part, 0)
	}
}

// msi checks the ranges of MSI, which is the source after a reset (section "MSI clock").
func (c clocks) msi() {
	for n, hertz := range []uint64{100e3, 200e3, 400e3, 800e3, 1e6, 2e6, 4e6, 8e6, 16e6, 24e6, 32e6, 48e6} {
		stm32.ClockControl.WriteT(c.t, c.r.Regs, stm32.MSIOn|stm32.MSIRangeSet|stm32.MSIRange(uint32(n)))
		c.has(fmt.Sprintf("MSIRANGE %d", n), pinsPart, hertz)
	}
	stm32.ClockControl.WriteT(c.t, c.r.Regs, stm32.MSIOn|stm32.MSIRangeSet|stm32.MSIRange(6))
}

// start turns on a source, and waits until it is ready.
func (c clocks) start(name string, on, ready uint32) {
	c.t.Helper()
	stm32.ClockControl.WriteT(c.t, c.r.Regs, stm32.ClockControl.ReadT(c.t, c.r.Regs)|on)
	c.t.Must(c.r.Machine.Wait(c.t.Context(), name+" to be ready", func(ctx context.Context) (bool, error) {
		v, err := stm32.ClockControl.Read(ctx, c.r.Regs)
		return v&ready != 0, err
	}))
}

// stopTime is more than any source takes to stop, which is six of its cycles at the most (section "RCC_CR").
const stopTime = time.Millisecond

// stop turns off a source, and checks that it is no longer ready then.
func (c clocks) stop(name string, on, ready uint32) {
	c.t.Helper()
	stm32.ClockControl.WriteT(c.t, c.r.Regs, stm32.ClockControl.ReadT(c.t, c.r.Regs)&^on)
	c.r.Machine.StepT(c.t, stopTime)
	reg.ExpectBitsT(c.t, c.r.Regs, "RCC_CR after "+name+" was turned off", stm32.ClockControl, on|ready, 0)
}

// choose makes a source that of the system clock, with prescalers.
func (c clocks) choose(source, prescalers uint32) {
	c.t.Helper()
	stm32.ClockConfig.WriteT(c.t, c.r.Regs, source|prescalers)
	reg.ExpectT(c.t, c.r.Regs, "RCC_CFGR", stm32.ClockConfig, source|source<<stm32.StatusShift|prescalers)
}

// source checks that a source is ready after it was turned on, and not after it was turned off, and is the system clock
// when it is chosen.
func (c clocks) source(name string, on, ready, source uint32, hertz uint64) {
	c.start(name, on, ready)
	c.has(name+" not chosen", pinsPart, 4e6)
	c.choose(source, 0)
	c.has(name+" chosen", pinsPart, hertz)
	c.choose(stm32.SwitchMSI, 0)
	c.has("MSI chosen", pinsPart, 4e6)
	c.stop(name, on, ready)
}

// ahb checks by how much the values of HPRE from a first one on divide the clock of a part.
func (c clocks) ahb(part string, first uint32, by []uint64) {
	for n, by := range by {
		hpre := first + uint32(n)
		c.choose(stm32.SwitchMSI, hpre<<stm32.HPREShift)
		c.has(fmt.Sprintf("HPRE %d", hpre), part, 4e6/by)
	}
	c.choose(stm32.SwitchMSI, 0)
}

// apb2 checks the divider of PCLK2, which leaves HCLK as it is.
func (c clocks) apb2() {
	for n, by := range []uint64{1, 1, 1, 1, 2, 4, 8, 16} {
		c.choose(stm32.SwitchMSI, uint32(n)<<stm32.PPRE2Shift)
		c.has(fmt.Sprintf("PPRE2 %d", n), usartPart, 4e6/by)
		c.has(fmt.Sprintf("PPRE2 %d", n), pinsPart, 4e6)
	}
	c.choose(stm32.SwitchMSI, 0)
}

// pll checks the clock of the PLL with several dividers (section "RCC_PLLCFGR").
func (c clocks) pll() {
	c.start("HSI16", stm32.HSIOn, stm32.HSIReady)
	for _, p := range []struct {
		source, m, n, r uint32 // the fields
		hertz           uint64
	}{
		{stm32.PLLSourceMSI, 0, 40, 0, 80e6},
		{stm32.PLLSourceMSI, 0, 20, 1, 20e6},
		{stm32.PLLSourceHSI, 1, 10, 0, 40e6},
		{stm32.PLLSourceHSI, 3, 20, 2, 13_333_333},
		{stm32.PLLSourceHSI, 1, 8, 3, 8e6},
	} {
		stm32.PLLConfig.WriteT(c.t, c.r.Regs, p.source|p.m<<stm32.PLLMShift|p.n<<stm32.PLLNShift|p.r<<stm32.PLLRShift|stm32.PLLREnable)
		c.start("PLL", stm32.PLLOn, stm32.PLLReady)
		c.choose(stm32.SwitchPLL, 0)
		c.has(fmt.Sprintf("PLL of %+v", p), pinsPart, p.hertz)
		c.choose(stm32.SwitchMSI, 0)
		c.stop("PLL", stm32.PLLOn, stm32.PLLReady)
	}
	stm32.PLLConfig.WriteT(c.t, c.r.Regs, stm32.PLLSourceMSI|stm32.PLLReset)
	c.stop("HSI16", stm32.HSIOn, stm32.HSIReady)
}

// afterPLL checks that HSI16 can be turned off once the PLL is off that has it as its source.
func (c clocks) afterPLL() {
	stm32.PLLConfig.WriteT(c.t, c.r.Regs, stm32.PLLSourceHSI|8<<stm32.PLLNShift)
	c.start("HSI16", stm32.HSIOn, stm32.HSIReady)
	c.start("PLL", stm32.PLLOn, stm32.PLLReady)
	c.stop("PLL", stm32.PLLOn, stm32.PLLReady)
	c.t.Cleanup(func() { stm32.PLLConfig.WriteT(c.t, c.r.Regs, stm32.PLLSourceMSI|stm32.PLLReset) })
	c.stop("HSI16", stm32.HSIOn, stm32.HSIReady)
}

// usart checks the sources of USART1 in CCIPR (section "RCC_CCIPR").
func (c clocks) usart() {
	c.start("HSI16", stm32.HSIOn, stm32.HSIReady)
	stm32.BackupDomain.WriteT(c.t, c.r.Regs, stm32.LSEOn)
	c.choose(stm32.SwitchMSI, 4<<stm32.PPRE2Shift)
	for n, hertz := range []uint64{2e6, 4e6, 16e6, 32768} {
		stm32.Independent.WriteT(c.t, c.r.Regs, uint32(n))
		c.has(fmt.Sprintf("USART1SEL %d", n), usartPart, hertz)
	}
	stm32.Independent.WriteT(c.t, c.r.Regs, 0)
	c.choose(stm32.SwitchMSI, 0)
}

// rccInterrupts checks that each source that becomes ready interrupts if it is enabled, until it is cleared (RM0351, sections
// "RCC_CIER", "RCC_CIFR" and "RCC_CICR").
func rccInterrupts(t *run.T, r *stm32.RCC) {
	line, err := r.Interrupt(t.Context(), 0)
	t.Must(err)
	const pll = 8<<stm32.PLLNShift | stm32.PLLSourceMSI
	for _, c := range []reg.Reg[uint32]{stm32.PLLConfig, stm32.PLLSAI1Config, stm32.PLLSAI2Config} {
		c.WriteT(t, r.Regs, pll)
	}
	for _, s := range []struct {
		name string
		reg.Reg[uint32]
		on, cause uint32
	}{
		{"LSI", stm32.ControlStatus, stm32.LSIOn, stm32.LSICause}, {"LSE", stm32.BackupDomain, stm32.LSEOn, stm32.LSECause},
		{"HSI16", stm32.ClockControl, stm32.HSIOn, stm32.HSICause}, {"HSE", stm32.ClockControl, stm32.HSEOn, stm32.HSECause},
		{"PLL", stm32.ClockControl, stm32.PLLOn, stm32.PLLCause}, {"PLLSAI1", stm32.ClockControl, stm32.SAI1On, stm32.SAI1Cause},
		{"PLLSAI2", stm32.ClockControl, stm32.SAI2On, stm32.SAI2Cause},
	} {
		t.Step(s.name, func() {
			stm32.ClockClear.WriteT(t, r.Regs, 0x7ff)
			stm32.ClockInterrupt.WriteT(t, r.Regs, s.cause)
			line.ExpectT(t, "before "+s.name, false)
			s.WriteT(t, r.Regs, s.ReadT(t, r.Regs)|s.on)
			t.Must(line.Wait(t.Context(), true))
			reg.ExpectT(t, r.Regs, "RCC_CIFR", stm32.ClockFlag, s.cause)
			stm32.ClockClear.WriteT(t, r.Regs, 0x7ff&^s.cause)
			reg.ExpectT(t, r.Regs, "RCC_CIFR with the others cleared", stm32.ClockFlag, s.cause)
			line.ExpectT(t, "with the others cleared", true)
			stm32.ClockClear.WriteT(t, r.Regs, s.cause)
			reg.ExpectT(t, r.Regs, "RCC_CIFR cleared", stm32.ClockFlag, 0)
			line.ExpectT(t, "cleared", false)
		})
	}
	t.Step("masked", func() {
		stm32.ClockInterrupt.WriteT(t, r.Regs, 0)
		stm32.ClockControl.WriteT(t, r.Regs, stm32.ClockControl.ReadT(t, r.Regs)&^stm32.HSIOn)
		stm32.ClockControl.WriteT(t, r.Regs, stm32.ClockControl.ReadT(t, r.Regs)|stm32.HSIOn)
		line.ExpectT(t, "masked", false)
	})
}
