package spinor

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// protection checks the bits that protect all blocks: nothing is programmed or erased,
// and everything again without them.
func protection(t *run.T, f *spinor.Flash) {
	ctx := t.Context()
	const at = 0x3000
	unlock(t, f)
	t.Must(f.Program(ctx, at, []byte{0x3c}))
	t.Must(f.Set(ctx, f.Protect))
	t.Step("bits", func() { status(t, f, "protection", f.Protect, f.Protect) })
	t.Step("program", func() {
		t.Must(f.Program(ctx, at, []byte{0}))
		expect(t, f, "a program of a protected block", at, 0x3c)
	})
	t.Must(f.Send(ctx, spinor.WriteDisable))
	t.Step("erase", func() {
		t.Must(f.Erase(ctx, spinor.BlockErase, 0))
		expect(t, f, "an erase of a protected block", at, 0x3c)
	})
	if f.Has(spinor.Whole) {
		t.Step("whole chip", func() {
			t.Must(f.EraseAll(ctx))
			expect(t, f, "an erase of a protected chip", at, 0x3c)
		})
	}
	t.Must(f.Send(ctx, spinor.WriteDisable))
	unlock(t, f)
	status(t, f, "without protection", f.Protect, 0)
	t.Must(f.Program(ctx, at, []byte{0}))
	expect(t, f, "a program without protection", at, 0)
}
