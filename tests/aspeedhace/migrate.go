package aspeedhace

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/aspeedhace"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// migrate moves the machine between two requests of a message, with the interrupt of the first one pending.
func migrate(t *run.T, e *aspeedhace.Engine, second run.Instance[*aspeedhace.Engine]) {
	line, err := e.Interrupt(t.Context(), 0)
	t.Must(err)
	b := newBench(t, e)
	a, message := sha256Sum, pattern(100)
	padded, state := sha256Sum.padded(message), b.result+margin
	b.initial(a, state)
	t.Must(e.Machine.WriteMemory(t.Context(), b.message, padded[:a.Block]))
	t.Must(e.Start(t.Context(), aspeedhace.Request{
		Command: a.Command | aspeedhace.Accumulate | aspeedhace.Interrupt, Source: b.message, Length: uint32(a.Block), Digest: state,
	}))
	t.Must(e.AwaitEnd(t.Context()))
	holds := make([]func(when string), 0, 4)
	for _, r := range []reg.Reg[uint32]{aspeedhace.Source, aspeedhace.Digest, aspeedhace.Key, aspeedhace.Length} {
		check := reg.HoldsT(t, e.Regs, "a register of the request", r)
		holds = append(holds, func(when string) { check(t, when) })
	}

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	t.Step("registers", func() {
		for _, check := range holds {
			check("after the migration")
		}
	})
	t.Step("interrupt", func() {
		reg.ExpectT(t, e.Regs, "ASPEED_HACE_STS after the migration", aspeedhace.Status, aspeedhace.HashDone)
		line.ExpectT(t, "after the migration", true)
		aspeedhace.Status.WriteT(t, e.Regs, aspeedhace.HashDone)
		line.ExpectT(t, "cleared after the migration", false)
	})
	t.Step("rest of the message", func() {
		b.add(a, padded[a.Block:], state, 0)
		got := make([]byte, len(a.digest(nil)))
		t.Must(e.Machine.ReadMemory(t.Context(), state, got))
		same.Bytes(t, "sha256 of a message on two machines", got, a.digest(message))
	})
	b.free()
}
