package hda

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/hda"
)

// byteOrder checks that a register has its lowest bits at the lowest address, whatever the processor's order is, and that each of
// its bytes can be read apart (the specification, section 3.3).
func byteOrder(t *run.T, c *hda.HDA) {
	t.Step("word", func() { reg.ExpectT(t, c.Regs, "GCAP", hda.GCAP, hda.Capabilities) })
	reg.ExpectT(t, c.Regs, "VMIN", hda.VMIN, 0)
	reg.ExpectT(t, c.Regs, "VMAJ", hda.VMAJ, 1)
	t.Step("bytes", func() {
		reg.ExpectT(t, c.Regs, "the lower byte of GCAP", reg.Reg[uint8](hda.GCAP), hda.Capabilities&0xff)
		reg.ExpectT(t, c.Regs, "the upper byte of GCAP", reg.Reg[uint8](hda.GCAP+1), hda.Capabilities>>8)
	})
}

// registers checks the controller's registers, without a codec.
func registers(t *run.T, c *hda.HDA) {
	t.Must(c.Reset(t.Context()))
	t.Step("capabilities", func() {
		reg.ExpectT(t, c.Regs, "GCTL after a reset", hda.GCTL, hda.CRST)
		reg.ExpectT(t, c.Regs, "GCAP", hda.GCAP, hda.Capabilities)
		reg.ExpectT(t, c.Regs, "VMAJ", hda.VMAJ, 1)
		reg.ExpectT(t, c.Regs, "VMIN", hda.VMIN, 0)
		reg.ExpectT(t, c.Regs, "OUTPAY", hda.OUTPAY, 0x3c)
		reg.ExpectT(t, c.Regs, "INPAY", hda.INPAY, 0x1d)
		reg.IgnoresT(t, c.Regs, "GCAP", hda.GCAP)
		reg.IgnoresT(t, c.Regs, "OUTPAY", hda.OUTPAY)
		reg.IgnoresT(t, c.Regs, "INPAY", hda.INPAY)
	})
	t.Step("no codec", func() { reg.ExpectT(t, c.Regs, "STATESTS", hda.STATESTS, 0) })
	t.Step("wall clock", func() { wallClock(t, c) })
	t.Step("rings", func() { ringRegisters(t, c) })
	t.Step("streams", func() { streamRegisters(t, c) })
	t.Step("interrupt enable", func() {
		for _, v := range []hda.Interrupts{0xc000_00ff, 0x8000_0055, 0x4000_00aa, 0} {
			reg.KeepsT(t, c.Regs, "INTCTL", hda.INTCTL, v)
		}
		reg.ExpectT(t, c.Regs, "INTSTS", hda.INTSTS, 0)
	})
	t.Step("reset", func() { resets(t, c) })
}

// wallClock checks WALCLK, which counts at 24 MHz from the reset on (the specification, section 3.3.16 "Wall Clock
// Counter").
func wallClock(t *run.T, c *hda.HDA) {
	const step, ticks = 125 * time.Nanosecond, 3 // of the virtual clock
	t.Must(c.Reset(t.Context()))
	was := hda.WALCLK.ReadT(t, c.Regs)
	for _, n := range []uint32{1, 1, 10, 1000, 1 << 20} {
		c.Machine.StepT(t, time.Duration(n)*step)
		got := hda.WALCLK.ReadT(t, c.Regs)
		if got-was != n*ticks {
			t.Errorf("WALCLK has counted %d in %v, want %d", got-was, time.Duration(n)*step, n*ticks)
		}
		was = got
	}
	reg.IgnoresT(t, c.Regs, "WALCLK", hda.WALCLK)
}

// ringRegisters checks the bases of the rings, which are multiples of 128, and their sizes (the specification, sections 3.3.18
// to 3.3.33).
func ringRegisters(t *run.T, c *hda.HDA) {
	for _, r := range []struct {
		name string
		at   reg.Reg[uint32]
		low  bool
	}{{"CORBLBASE", hda.CORBLBASE, true}, {"CORBUBASE", hda.CORBUBASE, false}, {"RIRBLBASE", hda.RIRBLBASE, true}, {"RIRBUBASE", hda.RIRBUBASE, false}} {
		for _, v := range []uint32{0x5555_5555, 0xaaaa_aaaa, 0xffff_ffff, 0} {
			r.at.WriteT(t, c.Regs, v)
			want := v
			if r.low {
				want &^= 0x7f
			}
			reg.ExpectT(t, c.Regs, r.name, r.at, want)
		}
	}
	for _, v := range []uint16{0x55, 0xaa, 0} {
		reg.KeepsT(t, c.Regs, "CORBWP", hda.CORBWP, v)
		reg.KeepsT(t, c.Regs, "RINTCNT", hda.RINTCNT, v)
	}
	const size256, can256 = 0x02, 1 << 6
	reg.ExpectT(t, c.Regs, "CORBSIZE", hda.CORBSIZE, can256|size256)
	reg.ExpectT(t, c.Regs, "RIRBSIZE", hda.RIRBSIZE, can256|size256)
	t.Step("read pointer", func() {
		hda.CORBRP.WriteT(t, c.Regs, hda.PointerReset)
		reg.ExpectT(t, c.Regs, "CORBRP in reset", hda.CORBRP, hda.PointerReset)
	})
	hda.CORBRP.WriteT(t, c.Regs, 0)
	reg.ExpectT(t, c.Regs, "CORBRP", hda.CORBRP, 0)
}

// streamRegisters checks the registers of each stream descriptor: they keep what is written, and each has its own (the
// specification, sections 3.3.35 to 3.3.43).
func streamRegisters(t *run.T, c *hda.HDA) {
	for id := range hda.StreamID(hda.Streams) {
		i := uint32(id) + 1
		id.CTL().WriteT(t, c.Regs, hda.Tag(int(i))|hda.IOCE)
		id.CBL().WriteT(t, c.Regs, 0x1234_0080*i)
		id.LVI().WriteT(t, c.Regs, uint16(0x11*i))
		id.FMT().WriteT(t, c.Regs, uint16(0x4011+i<<8))
		id.BDPL().WriteT(t, c.Regs, 0x0110_0080*i)
		id.BDPU().WriteT(t, c.Regs, 0x2200_0022*i)
	}
	for id := range hda.StreamID(hda.Streams) {
		i := uint32(id) + 1
		reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("CTL of stream %d", id), id.CTL(), 0xff_ffff, hda.Tag(int(i))|hda.IOCE)
		reg.ExpectT(t, c.Regs, fmt.Sprintf("CBL of stream %d", id), id.CBL(), 0x1234_0080*i)
		reg.ExpectT(t, c.Regs, fmt.Sprintf("LVI of stream %d", id), id.LVI(), uint16(0x11*i))
		reg.ExpectT(t, c.Regs, fmt.Sprintf("FMT of stream %d", id), id.FMT(), uint16(0x4011+i<<8))
		reg.ExpectT(t, c.Regs, fmt.Sprintf("BDPL of stream %d", id), id.BDPL(), 0x0110_0080*i)
		reg.ExpectT(t, c.Regs, fmt.Sprintf("BDPU of stream %d", id), id.BDPU(), 0x2200_0022*i)
		reg.IgnoresT(t, c.Regs, fmt.Sprintf("LPIB of stream %d", id), id.LPIB())
		reg.ExpectT(t, c.Regs, fmt.Sprintf("LPIB of stream %d", id), id.LPIB(), 0)
	}
	t.Step("reset of a stream", func() {
		const id = hda.FirstOutput
		id.CTL().WriteT(t, c.Regs, hda.SRST)
		reg.ExpectBitsT(t, c.Regs, "CTL", id.CTL(), hda.SRST|hda.RUN, hda.SRST)
		id.CTL().WriteT(t, c.Regs, 0)
		reg.ExpectBitsT(t, c.Regs, "CTL", id.CTL(), hda.SRST|hda.RUN, 0)
		t.Step("its registers", func() {
			reg.ExpectT(t, c.Regs, "CBL", id.CBL(), 0)
			reg.ExpectT(t, c.Regs, "LVI", id.LVI(), 0)
			reg.ExpectT(t, c.Regs, "FMT", id.FMT(), 0)
		})
		reg.ExpectT(t, c.Regs, "CBL of the next stream", (id + 1).CBL(), 0x1234_0080*(uint32(id)+2))
	})
}

// resets checks that a reset of the controller clears its registers, those of rings and streams too (the specification, section
// 3.3.7 "Global Control", CRST).
func resets(t *run.T, c *hda.HDA) {
	hda.INTCTL.WriteT(t, c.Regs, hda.Global|hda.Controller|1)
	hda.CORBLBASE.WriteT(t, c.Regs, 0x1000)
	hda.RIRBLBASE.WriteT(t, c.Regs, 0x2000)
	hda.RINTCNT.WriteT(t, c.Regs, 7)
	hda.CORBWP.WriteT(t, c.Regs, 9)
	id := hda.FirstInput
	id.CBL().WriteT(t, c.Regs, 0x80)
	id.FMT().WriteT(t, c.Regs, 0x11)
	id.CTL().WriteT(t, c.Regs, hda.Tag(3)|hda.IOCE)
	hda.GCTL.WriteT(t, c.Regs, 0)
	reg.ExpectBitsT(t, c.Regs, "GCTL in reset", hda.GCTL, hda.CRST, 0)
	t.Must(c.Reset(t.Context()))
	reg.ExpectT(t, c.Regs, "INTCTL", hda.INTCTL, 0)
	reg.ExpectT(t, c.Regs, "CORBLBASE", hda.CORBLBASE, 0)
	reg.ExpectT(t, c.Regs, "RIRBLBASE", hda.RIRBLBASE, 0)
	reg.ExpectT(t, c.Regs, "RINTCNT", hda.RINTCNT, 0)
	reg.ExpectT(t, c.Regs, "CORBWP", hda.CORBWP, 0)
	reg.ExpectT(t, c.Regs, "CBL", id.CBL(), 0)
	reg.ExpectT(t, c.Regs, "FMT", id.FMT(), 0)
	reg.ExpectBitsT(t, c.Regs, "CTL", id.CTL(), 0xff_ffff, 0)
}
