package spinor

import (
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// latch checks the write enable latch: what sets and clears it, and that nothing is
// programmed or set without it.
func latch(t *run.T, f *spinor.Flash) {
	const at = 0x100
	ctx := t.Context()
	unlock(t, f)
	t.Step("cleared by a write of the status register", func() { status(t, f, "after Write Status Register", spinor.Latch, 0) })
	t.Must(f.WriteEnable(ctx))
	status(t, f, "after Write Enable", spinor.Latch, spinor.Latch)
	t.Must(f.Send(ctx, spinor.WriteDisable))
	status(t, f, "after Write Disable", spinor.Latch, 0)
	before := make([]byte, 1)
	t.Must(f.Read(ctx, at, before))
	t.Must(f.Send(ctx, spinor.PageProgram, append(f.Address(at), ^before[0])...))
	expect(t, f, "a program without Write Enable", at, before...)
	if f.Protect != 0 {
		t.Must(f.Send(ctx, spinor.WriteStatus, byte(f.Protect)))
		status(t, f, "Write Status Register without Write Enable", f.Protect, 0)
	}
	t.Step("cleared by a program", func() {
		t.Must(f.Program(ctx, at, []byte{0}))
		status(t, f, "after a program", spinor.Latch, 0)
	})
	if f.Block != 0 {
		t.Step("cleared by an erase", func() {
			t.Must(f.Erase(ctx, spinor.BlockErase, 0))
			status(t, f, "after an erase", spinor.Latch, 0)
		})
	}
}

// pageProgram checks that programming clears bits and sets none, that it keeps the bytes
// beside it, and that it stays within its page.
func pageProgram(t *run.T, f *spinor.Flash) {
	ctx := t.Context()
	unlock(t, f)
	const at = 0x1800
	t.Must(f.Program(ctx, at+1, []byte{0xa5, 0x5a, 0xc3}))
	expect(t, f, "programmed", at, 0xff, 0xa5, 0x5a, 0xc3, 0xff)
	t.Must(f.Program(ctx, at+2, []byte{0xf0}))
	want := byte(0x5a & 0xf0)
	if f.Has(spinor.Rewrites) {
		want = 0xf0
	}
	t.Step("again", func() { expect(t, f, "programmed again", at, 0xff, 0xa5, want, 0xc3, 0xff) })
	if f.Has(spinor.ByteProgram) {
		return
	}
	t.Step("whole page", func() {
		begin := uint32(at + 2*f.Page)
		p := pattern(f.Page, 1)
		t.Must(f.Program(ctx, begin, p))
		expect(t, f, "a page, and a byte on each side", begin-1, slices.Concat([]byte{0xff}, p, []byte{0xff})...)
	})
	t.Step("end of the page", func() {
		begin, last := uint32(at+4*f.Page), uint32(at+5*f.Page-1)
		t.Must(f.Program(ctx, last, []byte{0x11, 0x22, 0x33}))
		expect(t, f, "the end of the page, and the next one", last, 0x11, 0xff, 0xff)
		expect(t, f, "the beginning of the page", begin, 0x22, 0x33, 0xff)
	})
}

// read checks the commands that read: they go on over the ends of pages, and from the
// last byte to the first one. All commands are sent and answered on one line, as JESD216
// calls it: eight dummy clocks are a byte.
func read(t *run.T, f *spinor.Flash) {
	ctx := t.Context()
	unlock(t, f)
	begin := uint32(0x2000 - 4)
	p := pattern(4, 3)
	t.Must(f.Program(ctx, begin, p))
	t.Must(f.Program(ctx, begin+4, p))
	expect(t, f, "over the end of a page", begin, append(slices.Clone(p), p...)...)
	expect(t, f, "from within the bytes", begin+2, p[2], p[3], p[0])
	if f.Has(spinor.Rewrites) {
		return // the EEPROMs have one command that reads
	}
	t.Step("fast", func() { answers(t, f, "Fast Read", p, spinor.FastRead, append(f.Address(begin), 0)...) })
	if f.Has(spinor.DualOutput) {
		t.Step("dual output", func() {
			answers(t, f, "Fast Read Dual Output", p, spinor.FastReadDualOutput, append(f.Address(begin), 0)...)
		})
	}
	if f.Has(spinor.QuadOutput) {
		t.Step("quad output", func() { quadOutput(t, f, begin, p) })
	}
	if f.Size <= narrow {
		t.Step("last byte", func() {
			end := uint32(f.Size - 1)
			t.Must(f.Program(ctx, end, []byte{0x81}))
			t.Must(f.Program(ctx, 0, []byte{0x42}))
			expect(t, f, "from the last byte to the first", end, 0x81, 0x42)
		})
	}
}

// quadOutput reads on four lines, which most chips do not before the bit of QE is set.
func quadOutput(t *run.T, f *spinor.Flash, begin uint32, want []byte) {
	setQuad(t, f)
	answers(t, f, "Fast Read Quad Output", want, spinor.FastReadQuadOutput, append(f.Address(begin), 0)...)
}

// setQuad sets QE, wherever the model has it.
func setQuad(t *run.T, f *spinor.Flash) {
	ctx := t.Context()
	switch {
	case f.Has(spinor.FirstQuad):
		t.Must(f.Set(ctx, spinor.QuadStatus))
	case f.Has(spinor.SecondQuad):
		t.Must(f.WriteEnable(ctx))
		t.Must(f.Send(ctx, spinor.WriteStatus, 0, spinor.QuadSecond))
	}
}

// quadEnable checks that QE can be set and cleared.
func quadEnable(t *run.T, f *spinor.Flash) {
	setQuad(t, f)
	if f.Has(spinor.FirstQuad) {
		status(t, f, "with QE", spinor.QuadStatus, spinor.QuadStatus)
		unlock(t, f)
		status(t, f, "without QE", spinor.QuadStatus, 0)
		return
	}
	answers(t, f, "with QE", []byte{spinor.QuadSecond}, spinor.ReadSecondStatus)
	t.Must(f.WriteEnable(t.Context()))
	t.Must(f.Send(t.Context(), spinor.WriteStatus, 0, 0))
	answers(t, f, "without QE", []byte{0}, spinor.ReadSecondStatus)
}
