package aspeedhace

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/aspeedhace"
)

// interrupt checks the flag of a hash's end, and its line: HASH_CMD_INT_ENABLE lets it interrupt, and a written 1
// clears it (Linux, drivers/crypto/aspeed/aspeed-hace.c, aspeed_hace_irq).
func interrupt(t *run.T, e *aspeedhace.Engine) {
	line, err := e.Interrupt(t.Context(), 0)
	t.Must(err)
	b := newBench(t, e)
	a, message := sha256Sum, pattern(63)
	t.Must(e.Machine.WriteMemory(t.Context(), b.message, message))
	state := func(when string, flags aspeedhace.State, raised bool) {
		t.Helper()
		reg.ExpectT(t, e.Regs, "ASPEED_HACE_STS "+when, aspeedhace.Status, flags)
		line.ExpectT(t, when, raised)
	}
	hash := func(enable aspeedhace.Command) {
		t.Helper()
		t.Must(e.Start(t.Context(), aspeedhace.Request{
			Command: a.Command | enable, Source: b.message, Length: uint32(len(message)), Digest: b.result,
		}))
		t.Must(e.AwaitEnd(t.Context()))
	}
	t.Step("enabled", func() {
		state("at first", 0, false)
		hash(aspeedhace.Interrupt)
		state("after a hash", aspeedhace.HashDone, true)
	})
	t.Step("cleared", func() {
		hash(aspeedhace.Interrupt)
		line.ExpectT(t, "before it is cleared", true)
		aspeedhace.Status.WriteT(t, e.Regs, aspeedhace.HashDone)
		reg.ExpectBitsT(t, e.Regs, "ASPEED_HACE_STS", aspeedhace.Status, aspeedhace.HashDone, 0)
		line.ExpectT(t, "cleared", false)
	})
	t.Step("again", func() {
		hash(aspeedhace.Interrupt)
		line.ExpectT(t, "after another hash", true)
		aspeedhace.Status.WriteT(t, e.Regs, aspeedhace.HashDone)
		line.ExpectT(t, "cleared again", false)
	})
	t.Step("not enabled", func() {
		hash(0)
		line.ExpectT(t, "after a hash without an interrupt", false)
		aspeedhace.Status.WriteT(t, e.Regs, aspeedhace.HashDone)
	})
	t.Step("not cleared by other bits", func() {
		hash(aspeedhace.Interrupt)
		aspeedhace.Status.WriteT(t, e.Regs, 0)
		aspeedhace.Status.WriteT(t, e.Regs, aspeedhace.CryptoDone)
		reg.ExpectBitsT(t, e.Regs, "ASPEED_HACE_STS", aspeedhace.Status, aspeedhace.HashDone, aspeedhace.HashDone)
		line.ExpectT(t, "with other bits written", true)
	})
	b.free()
}
