package stm32

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
)

// register is a register with its name in the manual, and the bits of it that can be written.
type register struct {
	name string
	reg.Reg[uint32]
	bits uint32
}

// keeps checks each bit of a register, alone, with all others, and none. Bits that cannot be written stay as they are.
func keeps(t *run.T, s reg.Space, r register) {
	t.Helper()
	rest := r.ReadT(t, s) &^ r.bits
	for bit := uint32(1); bit != 0; bit <<= 1 {
		if r.bits&bit != 0 {
			reg.KeepsT(t, s, r.name, r.Reg, rest|bit)
			reg.KeepsT(t, s, r.name, r.Reg, rest|r.bits&^bit)
		}
	}
	reg.KeepsT(t, s, r.name, r.Reg, rest)
}

// settings are the registers that keep what is written, beside PUPDR, of whose fields one value is reserved.
func settings(g *stm32.GPIO) []register {
	fields, all := g.Fields(), g.All()
	return []register{
		{"GPIOx_MODER", stm32.Mode, fields}, {"GPIOx_OTYPER", stm32.OpenDrain, all}, {"GPIOx_OSPEEDR", stm32.Speed, fields},
		{"GPIOx_ODR", stm32.OutputData, all}, {"GPIOx_ASCR", stm32.AnalogSwitch, all},
		{"GPIOx_AFRL", stm32.AlternateLow, uint32(1<<(4*min(g.Pins(), 8)) - 1)},
		{"GPIOx_AFRH", stm32.AlternateHigh, uint32(1<<(4*max(g.Pins()-8, 0)) - 1)},
	}
}

// gpioRegisters checks the values after a reset, and which bits keep what is written (RM0351, section "GPIO registers").
func gpioRegisters(t *run.T, g *stm32.GPIO) {
	t.Step("after a reset", func() { gpioAfterReset(t, g) })
	t.Step("written", func() {
		for _, r := range settings(g) {
			keeps(t, g.Regs, r)
		}
	})
	t.Step("resistors", func() { resistors(t, g) })
	t.Step("input is read-only", func() { reg.IgnoresT(t, g.Regs, "GPIOx_IDR", stm32.InputData) })
	t.Step("set and reset", func() { setReset(t, g) })
	t.Step("another reset", func() {
		for _, r := range settings(g) {
			r.WriteT(t, g.Regs, 0x5a5a_5a5a&r.bits)
		}
		stm32.Pull.WriteT(t, g.Regs, g.Each(stm32.PullDown))
		t.Must(t.QEMU().SystemReset(t.Context()))
		gpioAfterReset(t, g)
	})
	t.Step("lock", func() { lock(t, g) })
}

func gpioAfterReset(t *run.T, g *stm32.GPIO) {
	t.Helper()
	mode, speed, pull := g.Reset()
	for _, row := range []struct {
		name string
		reg.Reg[uint32]
		want uint32
	}{
		{"GPIOx_MODER", stm32.Mode, mode}, {"GPIOx_OTYPER", stm32.OpenDrain, 0}, {"GPIOx_OSPEEDR", stm32.Speed, speed},
		{"GPIOx_PUPDR", stm32.Pull, pull}, {"GPIOx_ODR", stm32.OutputData, 0}, {"GPIOx_LCKR", stm32.Lock, 0},
		{"GPIOx_AFRL", stm32.AlternateLow, 0}, {"GPIOx_AFRH", stm32.AlternateHigh, 0}, {"GPIOx_ASCR", stm32.AnalogSwitch, 0},
	} {
		reg.ExpectT(t, g.Regs, row.name+" after a reset", row.Reg, row.want)
	}
}

// resistors checks PUPDR, in which 3 is reserved.
func resistors(t *run.T, g *stm32.GPIO) {
	for pin := range g.Pins() {
		reg.KeepsT(t, g.Regs, "GPIOx_PUPDR", stm32.Pull, stm32.PullUp<<(2*pin))
		reg.KeepsT(t, g.Regs, "GPIOx_PUPDR", stm32.Pull, stm32.PullDown<<(2*pin))
	}
	reg.KeepsT(t, g.Regs, "GPIOx_PUPDR", stm32.Pull, g.Each(stm32.PullUp))
	reg.KeepsT(t, g.Regs, "GPIOx_PUPDR", stm32.Pull, g.Each(stm32.PullDown))
	reg.KeepsT(t, g.Regs, "GPIOx_PUPDR", stm32.Pull, 0)
}

// setReset checks the two registers that write bits of ODR, which read as 0.
func setReset(t *run.T, g *stm32.GPIO) {
	const resets = 16 // the first bit of BSRR that resets
	all := g.All()
	odr := func(when string, want uint32) {
		t.Helper()
		reg.ExpectT(t, g.Regs, "GPIOx_ODR "+when, stm32.OutputData, want)
		reg.ExpectT(t, g.Regs, "GPIOx_BSRR "+when, stm32.SetReset, 0)
		reg.ExpectT(t, g.Regs, "GPIOx_BRR "+when, stm32.BitReset, 0)
	}
	for pin := range g.Pins() {
		bit := uint32(1) << pin
		stm32.OutputData.WriteT(t, g.Regs, 0)
		stm32.SetReset.WriteT(t, g.Regs, bit)
		odr("after a bit was set", bit)
		stm32.SetReset.WriteT(t, g.Regs, 0)
		odr("after zeros", bit)
		stm32.OutputData.WriteT(t, g.Regs, all)
		stm32.SetReset.WriteT(t, g.Regs, bit<<resets)
		odr("after a bit was reset", all&^bit)
		stm32.SetReset.WriteT(t, g.Regs, bit<<resets|bit)
		odr("after a bit was set and reset: the set has priority", all)
		stm32.BitReset.WriteT(t, g.Regs, bit)
		odr("after a bit was reset by BRR", all&^bit)
	}
	stm32.OutputData.WriteT(t, g.Regs, 0)
}

// lock checks the sequence of writes that freezes the configuration of a pin until a reset.
func lock(t *run.T, g *stm32.GPIO) {
	const pin0 = 1 << 0
	for _, v := range []uint32{stm32.LockKey | pin0, pin0, stm32.LockKey | pin0} {
		stm32.Lock.WriteT(t, g.Regs, v)
	}
	stm32.Lock.ReadT(t, g.Regs)
	reg.ExpectT(t, g.Regs, "GPIOx_LCKR after the sequence", stm32.Lock, stm32.LockKey|pin0)
	before := stm32.Mode.ReadT(t, g.Regs)
	stm32.Mode.WriteT(t, g.Regs, ^before&g.Fields())
	reg.ExpectT(t, g.Regs, "GPIOx_MODER with pin 0 locked", stm32.Mode, before&3|^before&g.Fields()&^3)
	t.Must(t.QEMU().SystemReset(t.Context()))
}
