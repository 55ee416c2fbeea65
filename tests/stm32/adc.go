package stm32

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
)

// adcSettings are the registers of the converter that keep what is written.
func adcSettings() []register {
	all := []register{
		{"ADC_CR1", stm32.ADCControl1, stm32.ADCControl1Bits},
		{"ADC_CR2", stm32.ADCControl2, stm32.ADCControl2Bits},
		{"ADC_SMPR1", stm32.ADCSample1, 0x07ff_ffff},
		{"ADC_SMPR2", stm32.ADCSample2, 0x3fff_ffff},
		{"ADC_LTR", stm32.ADCLow, 0xfff},
		{"ADC_SQR1", stm32.ADCSequence1, 0x00ff_ffff},
		{"ADC_SQR2", stm32.ADCSequence2, 0x3fff_ffff},
		{"ADC_SQR3", stm32.ADCSequence3, 0x3fff_ffff},
		{"ADC_JSQR", stm32.ADCInjected, 0x003f_ffff},
		{"ADC_HTR", stm32.ADCHigh, stm32.ADCHighReset},
	}
	for n := range reg.Reg[uint32](stm32.ADCChannels) {
		all = append(all, register{fmt.Sprintf("ADC_JOFR%d", n+1), stm32.ADCOffset + 4*n, 0xfff})
	}
	return all
}

// adc checks the registers, conversions and the interrupt (RM0033, chapter "Analog-to-digital converter (ADC)"). Nothing tells QEMU the
// voltage of an input.
func adc(t *run.T, a *stm32.ADC) {
	line, err := a.Interrupt(t.Context(), 0)
	t.Must(err)
	w := adcWatch{t, a, line}
	t.Step("after the start", w.afterReset)
	t.Step("written", func() {
		for _, r := range adcSettings() {
			keeps(t, a.Regs, r)
		}
	})
	t.Step("external triggers", func() { keeps(t, a.Regs, register{"ADC_CR2", stm32.ADCControl2, stm32.ADCTriggers}) })
	t.Step("reserved bits", func() {
		for _, r := range adcSettings()[2:] {
			before := r.ReadT(t, a.Regs)
			r.WriteT(t, a.Regs, ^uint32(0))
			reg.ExpectT(t, a.Regs, r.name+", all bits written", r.Reg, r.bits)
			r.WriteT(t, a.Regs, before)
		}
	})
	t.Step("read-only", func() { reg.IgnoresT(t, a.Regs, "ADC_DR", stm32.ADCData) })
	t.Step("injected data", func() {
		for n := range reg.Reg[uint32](stm32.ADCChannels) {
			(stm32.ADCOffset + 4*n).WriteT(t, a.Regs, 0x123)
			reg.ExpectT(t, a.Regs, fmt.Sprintf("ADC_JDR%d without a conversion", n+1), stm32.ADCInjectedData+4*n, 0)
			(stm32.ADCOffset + 4*n).WriteT(t, a.Regs, 0)
		}
	})
	t.Step("not enabled", func() {
		stm32.ADCControl2.WriteT(t, a.Regs, stm32.ADCStart)
		reg.ExpectBitsT(t, a.Regs, "ADC_SR of a converter that is not enabled", stm32.ADCStatus, stm32.ADCEOC|stm32.ADCSTRT, 0)
	})
	t.Step("resolution", w.resolution)
	t.Step("alignment", w.alignment)
	t.Step("end of a conversion", w.end)
	t.Step("result read again", w.again)
	t.Step("interrupt", w.interrupt)
	t.Step("another reset", func() {
		for _, r := range adcSettings() {
			r.WriteT(t, a.Regs, 0x1111_1110&r.bits)
		}
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.afterReset()
	})
}

// adcWatch is the converter with its interrupt watched.
type adcWatch struct {
	t    *run.T
	a    *stm32.ADC
	line guest.Line
}

func (w adcWatch) afterReset() {
	w.t.Helper()
	for _, r := range adcSettings() {
		var want uint32
		if r.Reg == stm32.ADCHigh {
			want = stm32.ADCHighReset
		}
		reg.ExpectT(w.t, w.a.Regs, r.name+" after a reset", r.Reg, want)
	}
	reg.ExpectT(w.t, w.a.Regs, "ADC_SR after a reset", stm32.ADCStatus, 0)
	w.line.ExpectT(w.t, "after a reset", false)
}

// conversionTime is longer than a conversion.
const conversionTime = time.Millisecond

// converts makes a conversion of the first channel.
func (w adcWatch) converts(control1, control2 uint32) {
	w.t.Helper()
	stm32.ADCControl1.WriteT(w.t, w.a.Regs, control1)
	stm32.ADCControl2.WriteT(w.t, w.a.Regs, control2|stm32.ADCON)
	stm32.ADCStatus.WriteT(w.t, w.a.Regs, 0)
	stm32.ADCControl2.WriteT(w.t, w.a.Regs, control2|stm32.ADCON|stm32.ADCStart)
	w.t.Must(w.a.Machine.Pass(w.t.Context(), conversionTime))
	reg.ExpectT(w.t, w.a.Regs, "ADC_CR2 after a conversion", stm32.ADCControl2, control2|stm32.ADCON)
}

// resolution checks that a result has no more bits than RES says.
func (w adcWatch) resolution() {
	for n, bits := range []int{12, 10, 8, 6} {
		for range 20 {
			w.converts(stm32.ADCResolution(n), 0)
			if got := stm32.ADCData.ReadT(w.t, w.a.Regs); got>>bits != 0 {
				w.t.Errorf("result of %d bits = %#x", bits, got)
			}
		}
	}
}

// alignment checks the four bits below a result of 12 bits.
func (w adcWatch) alignment() {
	for range 5 {
		w.converts(0, stm32.ADCAlignLeft)
		if got := stm32.ADCData.ReadT(w.t, w.a.Regs); got&0xf != 0 || got>>16 != 0 {
			w.t.Errorf("result, aligned to the left = %#x, want bits in 15:4 alone", got)
		}
	}
}

// end checks the flags of a conversion: EOC is cleared by a read of the result.
func (w adcWatch) end() {
	const known = stm32.ADCEOC | stm32.ADCSTRT
	w.converts(0, 0)
	over, err := w.a.Machine.WaitUpTo(w.t.Context(), conversionTime, "the end of a conversion (ADC_SR.EOC)", func(ctx context.Context) (bool, error) {
		s, err := stm32.ADCStatus.Read(ctx, w.a.Regs)
		return s&stm32.ADCEOC != 0, err
	})
	w.t.Must(err)
	if !over {
		w.t.Errorf("EOC is not set %v after a conversion has begun", conversionTime)
	}
	reg.ExpectBitsT(w.t, w.a.Regs, "ADC_SR after a conversion", stm32.ADCStatus, known, known)
	stm32.ADCData.ReadT(w.t, w.a.Regs)
	reg.ExpectBitsT(w.t, w.a.Regs, "ADC_SR with the result read", stm32.ADCStatus, known, stm32.ADCSTRT)
}

// again reads the result of a conversion twice. It is not 0 after one of some conversions.
func (w adcWatch) again() {
	for range 3 {
		w.converts(0, 0)
		got := stm32.ADCData.ReadT(w.t, w.a.Regs)
		reg.ExpectT(w.t, w.a.Regs, "ADC_DR, read again", stm32.ADCData, got)
	}
}

// interrupt checks that EOCIE lets EOC interrupt.
func (w adcWatch) interrupt() {
	w.converts(0, 0)
	w.line.ExpectT(w.t, "without EOCIE", false)
	stm32.ADCControl1.WriteT(w.t, w.a.Regs, stm32.ADCEOCIE)
	w.line.ExpectT(w.t, "with EOCIE", true)
	stm32.ADCControl1.WriteT(w.t, w.a.Regs, 0)
	w.line.ExpectT(w.t, "with EOCIE cleared", false)
	stm32.ADCControl1.WriteT(w.t, w.a.Regs, stm32.ADCEOCIE)
	stm32.ADCData.ReadT(w.t, w.a.Regs)
	w.line.ExpectT(w.t, "with the result read", false)
}
