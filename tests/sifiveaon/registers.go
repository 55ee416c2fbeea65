package sifiveaon

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/watchdog/sifiveaon"
)

// registers checks the values after a reset, the key, and what the registers of a watchdog keep that does not count
// (FE310-G000 Manual, chapter "Watchdog Timer (WDT)").
func registers(t *run.T, w *sifiveaon.Watchdog) {
	t.Step("after a reset", func() {
		afterReset(t, w)
		reg.ExpectT(t, w.Regs, "wdogkey", sifiveaon.Key, 0)
	})
	t.Step("written", func() { written(t, w) })
	t.Step("scaled count", func() { scaled(t, w) })
	t.Step("locked", func() { locked(t, w) })
	t.Step("key", func() { key(t, w) })
	t.Step("key used up", func() { usedUp(t, w) })
	t.Step("key used up by wdogs", func() {
		sifiveaon.WriteT(t, w, sifiveaon.Scaled, 0)
		reg.ExpectT(t, w.Regs, "wdogkey after a write of wdogs", sifiveaon.Key, 0)
	})
	t.Step("feed", func() { feed(t, w) })
	t.Step("read-only", func() {
		sifiveaon.WriteT(t, w, sifiveaon.Count, 0x1234)
		sifiveaon.WriteT(t, w, sifiveaon.Scaled, 0x4321)
		reg.ExpectT(t, w.Regs, "wdogs after a write", sifiveaon.Scaled, 0x1234)
		reg.ExpectT(t, w.Regs, "wdogcount after a write of wdogs", sifiveaon.Count, 0x1234)
	})
	t.Step("another reset", func() {
		sifiveaon.WriteT(t, w, sifiveaon.Configuration, sifiveaon.ResetEnable|sifiveaon.CoreAwake|sifiveaon.Always)
		t.Must(t.QEMU().SystemReset(t.Context()))
		afterReset(t, w)
	})
	t.Step("key over a reset", func() {
		sifiveaon.Key.WriteT(t, w.Regs, sifiveaon.Unlock)
		t.Must(t.QEMU().SystemReset(t.Context()))
		reg.ExpectT(t, w.Regs, "wdogkey after a reset", sifiveaon.Key, 0)
	})
}

// afterReset checks the bits that have a value after a reset.
func afterReset(t *run.T, w *sifiveaon.Watchdog) {
	t.Helper()
	const mask = sifiveaon.ResetEnable | sifiveaon.Always | sifiveaon.CoreAwake
	reg.ExpectBitsT(t, w.Regs, "wdogcfg after a reset", sifiveaon.Configuration, mask, 0)
	reg.ExpectT(t, w.Regs, "wdogfeed after a reset", sifiveaon.Feed, 0)
}

// keeps writes a register with its key, and checks that it reads back.
func keeps[V reg.Word](t *run.T, w *sifiveaon.Watchdog, name string, r reg.Reg[V], v V) {
	t.Helper()
	sifiveaon.WriteT(t, w, r, v)
	reg.ExpectT(t, w.Regs, name+" after a write", r, v)
}

// written checks each bit of the registers, with the compare value so high that nothing is pending.
func written(t *run.T, w *sifiveaon.Watchdog) {
	sifiveaon.WriteT(t, w, sifiveaon.Count, 0)
	for bit := range 16 {
		keeps(t, w, "wdogcmp", sifiveaon.Compare, 1<<bit)
	}
	keeps(t, w, "wdogcmp", sifiveaon.Compare, sifiveaon.ScaledMax)
	sifiveaon.WriteT(t, w, sifiveaon.Configuration, 0)
	for bit := sifiveaon.Config(1); bit != 0; bit <<= 1 {
		if bit&sifiveaon.Written&^(sifiveaon.Always|sifiveaon.CoreAwake) != 0 {
			keeps(t, w, "wdogcfg", sifiveaon.Configuration, bit)
		}
	}
	keeps(t, w, "wdogcfg", sifiveaon.Configuration, 0)
	for bit := range 31 {
		keeps(t, w, "wdogcount", sifiveaon.Count, 1<<bit)
	}
	keeps(t, w, "wdogcount", sifiveaon.Count, sifiveaon.CountMax)
	keeps(t, w, "wdogcount", sifiveaon.Count, 0)
	// These two start the counter, which may have gone on by the time that it is stopped.
	for _, c := range []sifiveaon.Config{sifiveaon.Always, sifiveaon.CoreAwake} {
		keeps(t, w, "wdogcfg", sifiveaon.Configuration, c)
		keeps(t, w, "wdogcfg", sifiveaon.Configuration, 0)
	}
}

// scaled checks that wdogs has 16 bits of wdogcount from each bit on.
func scaled(t *run.T, w *sifiveaon.Watchdog) {
	const count = 0x5a5a_c3c3
	sifiveaon.WriteT(t, w, sifiveaon.Configuration, 0)
	sifiveaon.WriteT(t, w, sifiveaon.Compare, sifiveaon.ScaledMax)
	sifiveaon.WriteT(t, w, sifiveaon.Count, count)
	for bit := range uint32(16) {
		sifiveaon.WriteT(t, w, sifiveaon.Configuration, sifiveaon.Scale(bit))
		reg.ExpectT(t, w.Regs, fmt.Sprintf("wdogs with wdogscale %d", bit), sifiveaon.Scaled, count>>bit&sifiveaon.ScaledMax)
	}
	sifiveaon.WriteT(t, w, sifiveaon.Configuration, 0)
}

// locked checks that no register can be written without the key.
func locked(t *run.T, w *sifiveaon.Watchdog) {
	sifiveaon.WriteT(t, w, sifiveaon.Compare, 0x4321)
	sifiveaon.WriteT(t, w, sifiveaon.Count, 0x1234)
	sifiveaon.WriteT(t, w, sifiveaon.Configuration, sifiveaon.Scale(3))
	sifiveaon.Configuration.WriteT(t, w.Regs, sifiveaon.Scale(5))
	sifiveaon.Compare.WriteT(t, w.Regs, 0x1111)
	sifiveaon.Count.WriteT(t, w.Regs, 0x2222)
	sifiveaon.Feed.WriteT(t, w.Regs, sifiveaon.Food)
	reg.ExpectT(t, w.Regs, "wdogcfg written while locked", sifiveaon.Configuration, sifiveaon.Scale(3))
	reg.ExpectT(t, w.Regs, "wdogcmp written while locked", sifiveaon.Compare, 0x4321)
	reg.ExpectT(t, w.Regs, "wdogcount written and fed while locked", sifiveaon.Count, 0x1234)
}

// key checks which values unlock.
func key(t *run.T, w *sifiveaon.Watchdog) {
	sifiveaon.WriteT(t, w, sifiveaon.Compare, 0x4321)
	for _, v := range []uint32{0, 1, sifiveaon.Unlock ^ 1, sifiveaon.Unlock | 1<<31, sifiveaon.Food} {
		sifiveaon.Key.WriteT(t, w.Regs, v)
		reg.ExpectT(t, w.Regs, fmt.Sprintf("wdogkey after %#x", v), sifiveaon.Key, 0)
		sifiveaon.Compare.WriteT(t, w.Regs, 0x1111)
		reg.ExpectT(t, w.Regs, fmt.Sprintf("wdogcmp written after the key %#x", v), sifiveaon.Compare, 0x4321)
	}
	sifiveaon.Key.WriteT(t, w.Regs, sifiveaon.Unlock)
	reg.ExpectT(t, w.Regs, "wdogkey after the right value", sifiveaon.Key, 1)
	sifiveaon.Compare.WriteT(t, w.Regs, 0x1111)
	reg.ExpectT(t, w.Regs, "wdogcmp written after the right key", sifiveaon.Compare, 0x1111)
}

// usedUp checks that a write of each register locks again.
func usedUp(t *run.T, w *sifiveaon.Watchdog) {
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		v uint32
	}{{"wdogcount", sifiveaon.Count, 0}, {"wdogcmp", sifiveaon.Compare, 0}, {"wdogfeed", sifiveaon.Feed, sifiveaon.Food}} {
		sifiveaon.WriteT(t, w, r.Reg, r.v)
		reg.ExpectT(t, w.Regs, "wdogkey after a write of "+r.name, sifiveaon.Key, 0)
	}
	sifiveaon.WriteT(t, w, sifiveaon.Configuration, 0)
	reg.ExpectT(t, w.Regs, "wdogkey after a write of wdogcfg", sifiveaon.Key, 0)
}

// feed checks that the right food zeroes the counter, and no other.
func feed(t *run.T, w *sifiveaon.Watchdog) {
	sifiveaon.WriteT(t, w, sifiveaon.Compare, sifiveaon.ScaledMax)
	sifiveaon.WriteT(t, w, sifiveaon.Count, 0x1234)
	for _, v := range []uint32{0, sifiveaon.Food ^ 1, sifiveaon.Food | 1<<31, sifiveaon.Unlock} {
		sifiveaon.WriteT(t, w, sifiveaon.Feed, v)
		reg.ExpectT(t, w.Regs, fmt.Sprintf("wdogcount after the food %#x", v), sifiveaon.Count, 0x1234)
	}
	sifiveaon.WriteT(t, w, sifiveaon.Feed, sifiveaon.Food)
	reg.ExpectT(t, w.Regs, "wdogcount after the right food", sifiveaon.Count, 0)
	reg.ExpectT(t, w.Regs, "wdogfeed", sifiveaon.Feed, 0)
}
