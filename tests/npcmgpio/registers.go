package npcmgpio

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/npcmgpio"
)

const all = ^uint32(0)

// register is a register with its name.
type register struct {
	name string
	reg.Reg[uint32]
}

// settings are the registers that keep written values.
var settings = []register{
	{"POL", npcmgpio.Polarity}, {"DOUT", npcmgpio.Output}, {"OE", npcmgpio.Enable}, {"OTYP", npcmgpio.OpenDrain},
	{"MP", npcmgpio.MainPower}, {"DBNC", npcmgpio.Debounce}, {"EVTYP", npcmgpio.Edge}, {"EVBE", npcmgpio.BothEdges},
	{"OBL0", npcmgpio.Blink0}, {"OBL1", npcmgpio.Blink1}, {"OBL2", npcmgpio.Blink2}, {"OBL3", npcmgpio.Blink3},
	{"EVEN", npcmgpio.Events}, {"IEM", npcmgpio.InputOn},
}

// pads are the registers whose values after a reset differ between banks: they are those of a property of QEMU's object.
var pads = []struct {
	register
	property string
}{
	{register{"PU", npcmgpio.PullUp}, "reset-pullup"}, {register{"PD", npcmgpio.PullDown}, "reset-pulldown"},
	{register{"OSRC", npcmgpio.SlewRate}, "reset-osrc"}, {register{"ODSC", npcmgpio.Strength}, "reset-odsc"},
}

// registers checks the values after a reset, and that each register keeps what is written or ignores it.
func registers(t *run.T, b *npcmgpio.Bank) {
	t.Step("after a reset", func() { afterReset(t, b) })
	t.Step("written", func() {
		for _, r := range settings {
			keeps(t, b, r)
		}
		for _, r := range pads {
			keeps(t, b, r.register)
		}
	})
	t.Step("read-only", func() { reg.IgnoresT(t, b.Regs, "DIN", npcmgpio.Input) })
	t.Step("set and clear", func() {
		aliases(t, b, register{"DOUT", npcmgpio.Output}, npcmgpio.OutputSet, npcmgpio.OutputOff)
		aliases(t, b, register{"OE", npcmgpio.Enable}, npcmgpio.EnableSet, npcmgpio.EnableOff)
		aliases(t, b, register{"EVEN", npcmgpio.Events}, npcmgpio.EventsSet, npcmgpio.EventsOff)
	})
	t.Step("locked", func() { locked(t, b) })
	t.Step("reset", func() {
		for _, r := range settings {
			r.WriteT(t, b.Regs, 0x5a5a_a5a5)
		}
		for _, r := range pads {
			r.WriteT(t, b.Regs, 0x5a5a_a5a5)
		}
		npcmgpio.Lock.WriteT(t, b.Regs, 1)
		t.Must(t.QEMU().SystemReset(t.Context()))
		afterReset(t, b)
	})
}

func afterReset(t *run.T, b *npcmgpio.Bank) {
	t.Helper()
	for _, r := range settings {
		reg.ExpectT(t, b.Regs, r.name+" after a reset", r.Reg, 0)
	}
	reg.ExpectT(t, b.Regs, "TLOCK1 after a reset", npcmgpio.Lock, 0)
	reg.ExpectT(t, b.Regs, "EVST after a reset", npcmgpio.Status, 0)
	object := qom.At(b.Machine.Monitor, b.Path)
	for _, r := range pads {
		want, err := object.Int(t.Context(), r.property)
		t.Must(err)
		reg.ExpectT(t, b.Regs, r.name+" after a reset", r.Reg, uint32(want))
	}
}

// patterns tell each bit of a register from each other one.
var patterns = []uint32{0x5555_5555, 0x3333_3333, 0x0f0f_0f0f, 0x00ff_00ff, 0x0000_ffff}

// keeps checks that a register has a bit for each pin, and clears it.
func keeps(t *run.T, b *npcmgpio.Bank, r register) {
	t.Helper()
	for _, v := range patterns {
		reg.KeepsT(t, b.Regs, r.name, r.Reg, v)
		reg.KeepsT(t, b.Regs, r.name, r.Reg, ^v)
	}
	reg.KeepsT(t, b.Regs, r.name, r.Reg, 0)
}

// aliases checks the registers that set and clear bits of another, and leave its other bits as they are.
func aliases(t *run.T, b *npcmgpio.Bank, r register, set, off reg.Reg[uint32]) {
	t.Helper()
	for _, v := range patterns {
		const some = 0x6c93_a5c3
		for _, row := range []struct{ before, bits uint32 }{{some, v}, {some, ^v}, {all ^ some, v}, {all ^ some, ^v}} {
			r.WriteT(t, b.Regs, row.before)
			set.WriteT(t, b.Regs, row.bits)
			reg.ExpectT(t, b.Regs, r.name+" with bits set", r.Reg, row.before|row.bits)
			r.WriteT(t, b.Regs, row.before)
			off.WriteT(t, b.Regs, row.bits)
			reg.ExpectT(t, b.Regs, r.name+" with bits cleared", r.Reg, row.before&^row.bits)
		}
	}
	r.WriteT(t, b.Regs, 0)
}

// locked checks that a locked bank keeps its settings, and that only the right values unlock it.
func locked(t *run.T, b *npcmgpio.Bank) {
	expectLocked := func(when string) {
		t.Helper()
		reg.ExpectT(t, b.Regs, "TLOCK1 "+when, npcmgpio.Lock, 1)
		for _, r := range settings {
			r.WriteT(t, b.Regs, all)
			reg.ExpectT(t, b.Regs, r.name+" "+when, r.Reg, 0)
		}
	}
	npcmgpio.Lock.WriteT(t, b.Regs, 1)
	expectLocked("locked")
	for _, keys := range [][2]uint32{
		{0, npcmgpio.Key}, {npcmgpio.SecondKey, npcmgpio.Key ^ 1}, {npcmgpio.SecondKey ^ 1, npcmgpio.Key}, {npcmgpio.Key, npcmgpio.SecondKey},
	} {
		npcmgpio.SecondLock.WriteT(t, b.Regs, keys[0])
		npcmgpio.Lock.WriteT(t, b.Regs, keys[1])
		reg.ExpectT(t, b.Regs, "TLOCK1 after wrong values", npcmgpio.Lock, 1)
	}
	expectLocked("after wrong values")
	t.Must(b.Unlock(t.Context()))
	reg.ExpectT(t, b.Regs, "TLOCK1 after the right values", npcmgpio.Lock, 0)
	for _, r := range settings {
		reg.KeepsT(t, b.Regs, r.name+" after the right values", r.Reg, 0xa0)
		r.WriteT(t, b.Regs, 0)
	}
}
