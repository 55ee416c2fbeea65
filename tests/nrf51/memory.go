package nrf51

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/nrf51"
	"github.com/qgraph/qgraph/qtest"
)

// words is the non-volatile memory.
type words struct {
	t *run.T
	d *nrf51.NVMC
}

// memory checks how the flash and the UICR are written and erased (nRF51 Series Reference Manual, chapters 6 to 8).
func memory(t *run.T, d *nrf51.NVMC) {
	w := words{t, d}
	t.Step("after a reset", func() {
		reg.ExpectT(t, d.Regs, "READY", nrf51.Ready, 1)
		reg.ExpectT(t, d.Regs, "CONFIG", nrf51.WriteMode, nrf51.ReadOnly)
	})
	t.Step("CONFIG", func() {
		for _, v := range []uint32{nrf51.WriteEnable, nrf51.EraseEnable, nrf51.ReadOnly} {
			reg.KeepsT(t, d.Regs, "CONFIG", nrf51.WriteMode, v)
		}
	})
	t.Step("size of the flash", func() {
		w.holds("CODEPAGESIZE", nrf51.CodePageSize, nrf51.PageSize)
		w.holds("CODESIZE", nrf51.CodeSize, nrf51.FlashSize/nrf51.PageSize)
	})
	for _, m := range []struct {
		name string
		at   uint64
	}{{"flash", nrf51.Flash + 5*nrf51.PageSize}, {"last word of the flash", nrf51.FlashSize - 4}, {"UICR", nrf51.UICRCustomer}} {
		t.Step(m.name+" written", func() { w.written(m.at) })
	}
	t.Step("page erased", w.page)
	t.Step("page not erased without EEN", w.locked)
	t.Step("UICR erased", w.uicr)
	t.Step("all erased", w.all)
	t.Step("factory information is read-only", func() {
		w.mode(nrf51.WriteEnable)
		w.write(nrf51.CodeSize, 0)
		w.mode(nrf51.ReadOnly)
		w.holds("CODESIZE", nrf51.CodeSize, nrf51.FlashSize/nrf51.PageSize)
	})
}

// mode writes CONFIG.
func (w words) mode(v uint32) {
	w.t.Helper()
	nrf51.WriteMode.WriteT(w.t, w.d.Regs, v)
}

// write writes a word.
func (w words) write(at uint64, v uint32) {
	w.t.Helper()
	w.t.Must(w.d.Machine.Write(w.t.Context(), qtest.Width32, at, uint64(v)))
}

// holds checks a word.
func (w words) holds(what string, at, want uint64) {
	w.t.Helper()
	got, err := w.d.Machine.Read(w.t.Context(), qtest.Width32, at)
	w.t.Must(err)
	if got != want {
		w.t.Errorf("%s, the word at %#x, = %#x, want %#x", what, at, got, want)
	}
}

// erase starts an erase, and checks that the controller is ready then.
func (w words) erase(r reg.Reg[uint32], v uint32) {
	w.t.Helper()
	w.mode(nrf51.EraseEnable)
	r.WriteT(w.t, w.d.Regs, v)
	w.mode(nrf51.ReadOnly)
	reg.ExpectT(w.t, w.d.Regs, "READY after an erase", nrf51.Ready, 1)
}

// written checks that a word can be written with WEN alone, and that a write clears bits and sets none.
func (w words) written(at uint64) {
	w.erase(nrf51.EraseAll, nrf51.WrittenValue)
	w.holds("erased", at, nrf51.Erased)
	w.write(at, 0)
	w.holds("written without WEN", at, nrf51.Erased)
	w.mode(nrf51.EraseEnable)
	w.write(at, 0)
	w.holds("written with EEN", at, nrf51.Erased)
	w.mode(nrf51.WriteEnable)
	w.write(at, 0xff5a_a5f0)
	w.holds("written", at, 0xff5a_a5f0)
	w.write(at, 0x5aff_0fa5)
	w.holds("written twice", at, 0x5a5a_05a0)
	w.mode(nrf51.ReadOnly)
	w.holds("written twice, read later", at, 0x5a5a_05a0)
}

// page checks that the erase of a page leaves its neighbours as they are.
func (w words) page() {
	const page = 7 * nrf51.PageSize
	w.erase(nrf51.EraseAll, nrf51.WrittenValue)
	words := []uint64{page - 4, page, page + nrf51.PageSize/2, page + nrf51.PageSize - 4, page + nrf51.PageSize}
	w.mode(nrf51.WriteEnable)
	for _, at := range words {
		w.write(at, uint32(at))
	}
	w.erase(nrf51.ErasePage, page)
	for n, at := range words {
		want := uint64(nrf51.Erased)
		if n == 0 || n == len(words)-1 {
			want = at
		}
		w.holds("after the erase of the page", at, want)
	}
}

// locked checks that nothing is erased with WEN, or without a mode.
func (w words) locked() {
	w.erase(nrf51.EraseAll, nrf51.WrittenValue)
	w.mode(nrf51.WriteEnable)
	w.write(nrf51.PageSize, 0x1234)
	for _, mode := range []uint32{nrf51.WriteEnable, nrf51.ReadOnly} {
		w.mode(mode)
		nrf51.ErasePage.WriteT(w.t, w.d.Regs, nrf51.PageSize)
		nrf51.EraseAll.WriteT(w.t, w.d.Regs, nrf51.WrittenValue)
		w.holds(fmt.Sprintf("after erases with CONFIG %d", mode), nrf51.PageSize, 0x1234)
	}
	w.mode(nrf51.ReadOnly)
}

// uicr checks that ERASEUICR leaves the flash as it is, and that ERASEPAGE leaves the UICR.
func (w words) uicr() {
	w.erase(nrf51.EraseAll, nrf51.WrittenValue)
	w.mode(nrf51.WriteEnable)
	w.write(nrf51.PageSize, 0x1234)
	w.write(nrf51.UICRCustomer, 0x5678)
	w.erase(nrf51.ErasePage, 2*nrf51.PageSize)
	w.holds("UICR after the erase of a page", nrf51.UICRCustomer, 0x5678)
	w.erase(nrf51.EraseUICR, nrf51.WrittenValue)
	w.holds("UICR erased", nrf51.UICRCustomer, nrf51.Erased)
	w.holds("flash after the erase of the UICR", nrf51.PageSize, 0x1234)
}

// all checks that ERASEALL erases the flash and the UICR.
func (w words) all() {
	w.mode(nrf51.WriteEnable)
	for _, at := range []uint64{0, nrf51.FlashSize - 4, nrf51.UICRCustomer} {
		w.write(at, 0x1234)
	}
	w.erase(nrf51.EraseAll, 0)
	w.holds("flash after a 0 in ERASEALL", nrf51.FlashSize-4, 0x1234)
	w.erase(nrf51.EraseAll, nrf51.WrittenValue)
	for _, at := range []uint64{0, nrf51.FlashSize - 4, nrf51.UICRCustomer} {
		w.holds("all erased", at, nrf51.Erased)
	}
}
