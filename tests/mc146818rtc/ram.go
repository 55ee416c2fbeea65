package mc146818rtc

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// bytesOfRAM returns the bytes of RAM without another use. A PC/AT keeps the century
// in one byte, an IBM PS/2 in another.
func bytesOfRAM() []reg.Reg[uint8] {
	const centuryOfPS2 = 0x37
	var list []reg.Reg[uint8]
	for r := mc146818rtc.RAM; r < mc146818rtc.RAM+mc146818rtc.RAMSize; r++ {
		if r != mc146818rtc.Century && r != centuryOfPS2 {
			list = append(list, r)
		}
	}
	return list
}

// resetReason is the byte of RAM in which the firmware of a PC/AT keeps the reason of a
// reset.
const resetReason reg.Reg[uint8] = 0x0f

// fill writes a value to each byte of RAM that differs by byte and by round.
func fill(t *run.T, c *mc146818rtc.Clock, round uint8) {
	t.Helper()
	for _, r := range bytesOfRAM() {
		r.WriteT(t, c, uint8(r)*7+round)
	}
}

// filled checks bytes that [fill] wrote.
func filled(t *run.T, c *mc146818rtc.Clock, bytes []reg.Reg[uint8], round uint8, when string) {
	t.Helper()
	for _, r := range bytes {
		if got, want := r.ReadT(t, c), uint8(r)*7+round; got != want {
			t.Errorf("%s: byte %#02x of RAM is %#02x, want %#02x", when, uint64(r), got, want)
		}
	}
}

// ram checks that each byte of RAM keeps its value, also while time passes.
func ram(t *run.T, c *mc146818rtc.Clock) {
	t.Step("of the chip", func() { chipRAM(t, c) })
	t.Step("of its successors", func() { upperRAM(t, c) })
}

// upperRAM checks the second half of the 128 bytes that the chip's successors have in a PC
// (Intel 82371AB PIIX4, order number 290562, section "RTC Registers": 114 bytes of RAM), also
// that each byte has an address of its own.
func upperRAM(t *run.T, c *mc146818rtc.Clock) {
	const half = 64
	fill(t, c, 1)
	for _, round := range []uint8{0x00, 0x55, 0xaa, 0xff} {
		for r := reg.Reg[uint8](half); r < 2*half; r++ {
			r.WriteT(t, c, uint8(r)*7^round)
		}
		for r := reg.Reg[uint8](half); r < 2*half; r++ {
			reg.ExpectT(t, c, fmt.Sprintf("byte %#x", uint64(r)), r, uint8(r)*7^round)
		}
	}
	filled(t, c, bytesOfRAM(), 1, "after writes to the second half")
}

// chipRAM checks the RAM that every such chip has.
func chipRAM(t *run.T, c *mc146818rtc.Clock) {
	for _, round := range []uint8{0, 0x55, 0xaa} {
		fill(t, c, round)
		filled(t, c, bytesOfRAM(), round, "after it is written")
		pass(t, c, 100*time.Second)
		filled(t, c, bytesOfRAM(), round, "later")
	}
}

// reset checks that a reset disables interrupts and the square wave, clears the flags,
// and preserves time, alarm and RAM (section "RESET").
func reset(t *run.T, c *mc146818rtc.Clock) {
	const enables = mc146818rtc.PIE | mc146818rtc.AIE | mc146818rtc.UIE | mc146818rtc.SQWE
	line, err := c.Line(t.Context())
	t.Must(err)
	start(t, c, noon(), bcd24())
	fill(t, c, 1)
	t.Must(c.SetAlarm(t.Context(), 1, 2, 3))
	mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.Divider32k|6)
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|enables)
	pass(t, c, time.Second)
	if !line.Raised() {
		t.Error("no interrupt came before the reset")
	}
	t.Must(t.QEMU().SystemReset(t.Context()))
	b := mc146818rtc.RegisterB.ReadT(t, c)
	t.Step("PIE, AIE, SQWE", func() { afterReset(t, b, mc146818rtc.UIE) })
	t.Step("UIE", func() { afterReset(t, b, mc146818rtc.PIE|mc146818rtc.AIE|mc146818rtc.SQWE) })
	t.Step("flags", func() { flags(t, c, line, 0, "after a reset") })
	t.Step("byte 0x0f of RAM", func() { filled(t, c, []reg.Reg[uint8]{resetReason}, 1, "after a reset") })
	t.Step("other bytes of RAM", func() {
		others := slices.DeleteFunc(bytesOfRAM(), func(r reg.Reg[uint8]) bool { return r == resetReason })
		filled(t, c, others, 1, "after a reset")
	})
	t.Step("time", func() {
		pass(t, c, time.Second)
		expect(t, c, bcd24(), noon().Add(2*time.Second), "a second after a reset")
	})
	t.Step("alarm", func() { alarmKept(t, c) })
}

// afterReset checks Register B except for some bits.
func afterReset(t *run.T, b, except mc146818rtc.ControlB) {
	t.Helper()
	if got := b &^ except; got != mc146818rtc.H24 {
		t.Errorf("Register B after a reset = %v without %v, want %v", got, except, mc146818rtc.H24)
	}
}

// alarmKept checks the alarm that was set before the reset.
func alarmKept(t *run.T, c *mc146818rtc.Clock) {
	for i, r := range []reg.Reg[uint8]{mc146818rtc.HoursAlarm, mc146818rtc.MinutesAlarm, mc146818rtc.SecondsAlarm} {
		if got, want := r.ReadT(t, c), uint8(i+1); got != want {
			t.Errorf("alarm register %#02x after a reset = %#02x, want %#02x", uint64(r), got, want)
		}
	}
}

// fuzz writes arbitrary values to all registers and lets time pass. Once the chip is set
// again it works as always.
func fuzz(t *run.T, c *mc146818rtc.Clock) {
	r := rand.New(rand.NewPCG(1, 2))
	const count = 128
	for round := range 20 {
		for range 50 {
			at := reg.Reg[uint8](r.IntN(count))
			at.WriteT(t, c, uint8(r.Uint32()))
			reg.Reg[uint8](r.IntN(count)).ReadT(t, c)
			if r.IntN(10) == 0 {
				pass(t, c, time.Duration(r.Int64N(int64(2*time.Second))))
			}
		}
		f := formats()[round%len(formats())]
		start(t, c, noon(), f)
		fill(t, c, uint8(round))
		pass(t, c, time.Second)
		expect(t, c, f, noon().Add(time.Second), "after anything was written")
		filled(t, c, bytesOfRAM(), uint8(round), "after anything was written")
	}
}
