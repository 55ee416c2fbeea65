package pl022

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pl022"
)

// registers checks the values after a reset, and that each register keeps what is written or
// ignores it.
func registers(t *run.T, p *pl022.Port) {
	t.Step("identification", func() { primecell.ExpectT(t, p.Regs, pl022.PeripheralID) })
	t.Step("after the start", func() {
		configured(t, p)
		idle(t, p)
		silent(t, p)
	})
	t.Step("written", func() {
		reg.KeepsBitsT(t, p.Regs, "SSPCR0", pl022.Control0, 0xffff)
		for _, v := range []pl022.Control{pl022.LBM, pl022.SSE, pl022.MS, pl022.MS | pl022.SOD, pl022.LBM | pl022.SSE, 0} {
			reg.KeepsT(t, p.Regs, "SSPCR1", pl022.Control1, v)
		}
		for divisor := uint32(2); divisor <= 254; divisor = 2*divisor + 2 {
			reg.KeepsT(t, p.Regs, "SSPCPSR", pl022.Prescale, divisor)
		}
		for v := range pl022.Interrupt(16) {
			reg.KeepsT(t, p.Regs, "SSPIMSC", pl022.Mask, v)
		}
	})
	t.Step("DMA", func() {
		for v := range uint32(4) {
			reg.KeepsT(t, p.Regs, "SSPDMACR", pl022.DMA, v)
		}
		pl022.DMA.WriteT(t, p.Regs, 0)
	})
	t.Step("reserved bits", func() {
		for _, r := range []struct {
			name     string
			register reg.Reg[uint32]
			bits     uint32 // which are not reserved
			written  uint32
		}{
			{"SSPCR0", pl022.Control0, 0xffff, ^uint32(0)},
			{"SSPCR1", reg.Reg[uint32](pl022.Control1), 0xf, ^uint32(pl022.SSE)}, // QEMU has no slave
			{"SSPIMSC", reg.Reg[uint32](pl022.Mask), 0xf, ^uint32(0)},
		} {
			r.register.WriteT(t, p.Regs, r.written)
			reg.ExpectT(t, p.Regs, r.name+", with its reserved bits written", r.register, r.bits&r.written)
			r.register.WriteT(t, p.Regs, 0)
		}
	})
	t.Step("odd divisor", func() {
		pl022.Prescale.WriteT(t, p.Regs, 0xff)
		reg.ExpectT(t, p.Regs, "SSPCPSR, all bits of it written", pl022.Prescale, 0xfe)
	})
	t.Step("read-only", func() {
		reg.IgnoresT(t, p.Regs, "SSPSR", pl022.Status)
		reg.IgnoresT(t, p.Regs, "SSPRIS", pl022.Raw)
		reg.IgnoresT(t, p.Regs, "SSPMIS", pl022.Masked)
	})
	t.Step("a reset", func() {
		l := opened(t, p, 8)
		l.sends(1, 2, 3, 4)
		pl022.Mask.WriteT(t, p.Regs, pl022.TX|pl022.RX)
		pl022.DMA.WriteT(t, p.Regs, 3)
		t.Must(t.QEMU().SystemReset(t.Context()))
		configured(t, p)
	})
	t.Step("FIFOs and interrupts after a reset", func() { idle(t, p) })
	t.Step("line after a reset", func() { silent(t, p) })
}

// configured checks the values that configure the port after a reset (section 3.2 "Summary of
// registers").
func configured(t *run.T, p *pl022.Port) {
	t.Helper()
	reg.ExpectT(t, p.Regs, "SSPCR0", pl022.Control0, 0)
	reg.ExpectT(t, p.Regs, "SSPCR1", pl022.Control1, 0)
	reg.ExpectT(t, p.Regs, "SSPCPSR", pl022.Prescale, 0)
}

// idle checks the values after a reset of all that happens.
func idle(t *run.T, p *pl022.Port) {
	t.Helper()
	reg.ExpectT(t, p.Regs, "SSPSR", pl022.Status, pl022.TNF|pl022.TFE)
	reg.ExpectT(t, p.Regs, "SSPIMSC", pl022.Mask, 0)
	reg.ExpectT(t, p.Regs, "SSPRIS", pl022.Raw, pl022.TX)
	reg.ExpectT(t, p.Regs, "SSPMIS", pl022.Masked, 0)
	reg.ExpectT(t, p.Regs, "SSPDMACR", pl022.DMA, 0)
}

// silent checks that the interrupt's line is low.
func silent(t *run.T, p *pl022.Port) {
	t.Helper()
	line, err := p.Interrupt(t.Context(), 0)
	t.Must(err)
	line.ExpectT(t, "after a reset", false)
}
