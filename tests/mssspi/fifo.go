package mssspi

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/mssspi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// fifos checks the levels of the FIFOs.
func (s spi) fifos() {
	s.t.Step("depth of the FIFOs", func() {
		for _, bits := range []uint32{4, 8, 9, 16, 17, 32} {
			s.depth(bits, held)
			s.depth(bits, held|mssspi.BigFIFO)
		}
	})
	s.t.Step("one frame", func() {
		s.opens(held, 2)
		s.sends(0)
		reg.ExpectBitsT(s.t, s.c.Regs, "STATUS with one frame received", mssspi.StatusReg, mssspi.ReceiveEmpty|mssspi.ReceiveEmptyNext, mssspi.ReceiveEmptyNext)
	})
	s.t.Step("level that falls", func() {
		s.opens(held, len(s.id))
		s.sends(0, 0, 0, 0)
		for left := 3; left >= 0; left-- {
			mssspi.Receive.ReadT(s.t, s.c.Regs)
			var want mssspi.Status
			if left == 3 {
				want = mssspi.ReceiveFullNext
			}
			reg.ExpectBitsT(s.t, s.c.Regs, fmt.Sprintf("STATUS with %d frames left", left), mssspi.StatusReg, mssspi.ReceiveFull|mssspi.ReceiveFullNext, want)
		}
	})
	s.t.Step("transmit FIFO after a frame", func() {
		s.opens(held, 1)
		s.sends(0)
		reg.ExpectBitsT(s.t, s.c.Regs, "STATUS after a frame", mssspi.StatusReg, mssspi.SendEmpty|mssspi.SendFull|mssspi.Active, mssspi.SendEmpty)
	})
	s.t.Step("overflow", s.overflow)
	s.t.Step("FIFO reset", func() {
		s.opens(held, 3)
		s.sends(0, 0)
		mssspi.CommandReg.WriteT(s.t, s.c.Regs, mssspi.EmptyReceive)
		reg.ExpectBitsT(s.t, s.c.Regs, "STATUS after RXFIFORST", mssspi.StatusReg, mssspi.ReceiveEmpty, mssspi.ReceiveEmpty)
	})
	s.t.Step("count cleared", func() {
		s.opens(held, 3)
		mssspi.CommandReg.WriteT(s.t, s.c.Regs, mssspi.ClearCount)
		reg.ExpectT(s.t, s.c.Regs, "COMMAND after CLRFRAMECNT", mssspi.CommandReg, 0)
		s.sends(0, 0)
		mssspi.CommandReg.WriteT(s.t, s.c.Regs, mssspi.ClearCount)
		s.sends(0)
		s.state("after one frame of a burst of 3 that was begun anew", 0, 0)
	})
}

// depth checks that the receive FIFO is full with as many frames as it holds, and empty with as many read.
func (s spi) depth(bits uint32, how mssspi.Config) {
	depth := mssspi.Depth(bits, how)
	what := fmt.Sprintf("STATUS, frames of %d bits, FIFO of %d, with ", bits, depth)
	const known = mssspi.ReceiveFull | mssspi.ReceiveEmpty | mssspi.Overflow
	s.t.Must(s.c.Open(s.t.Context(), how, bits, 2*depth))
	reg.ExpectBitsT(s.t, s.c.Regs, what+"none received", mssspi.StatusReg, known|mssspi.ReceiveFullNext, mssspi.ReceiveEmpty)
	for n := 1; n <= depth; n++ {
		s.sends(0)
		mask, want := known|mssspi.ReceiveFullNext, mssspi.Status(0)
		switch n {
		case depth: // which need not say that the next frame fills it
			mask, want = known, mssspi.ReceiveFull
		case depth - 1:
			want = mssspi.ReceiveFullNext
		case 1, depth - 2:
		default:
			continue
		}
		reg.ExpectBitsT(s.t, s.c.Regs, fmt.Sprintf("%s%d received", what, n), mssspi.StatusReg, mask, want)
	}
	for range depth - 1 {
		mssspi.Receive.ReadT(s.t, s.c.Regs)
	}
	reg.ExpectBitsT(s.t, s.c.Regs, what+"one left", mssspi.StatusReg, mssspi.ReceiveEmpty|mssspi.ReceiveFull, 0)
	mssspi.Receive.ReadT(s.t, s.c.Regs)
	reg.ExpectBitsT(s.t, s.c.Regs, what+"none left", mssspi.StatusReg, mssspi.ReceiveEmpty|mssspi.ReceiveFull, mssspi.ReceiveEmpty)
}

// overflow sends more frames than the receive FIFO has room for: those in it stay.
func (s spi) overflow() {
	s.opens(held|mssspi.OverflowInterrupt, 2*mssspi.Depth(8, held))
	s.sends(uint32(spinor.ReadIdentification), 0, 0, 0)
	s.masked("with a full FIFO", 0, 0)
	s.sends(0)
	s.masked("after an overflow", mssspi.ReceiveOverflow, mssspi.ReceiveOverflow)
	reg.ExpectBitsT(s.t, s.c.Regs, "STATUS after an overflow", mssspi.StatusReg, mssspi.Overflow, mssspi.Overflow)
	got := make([]byte, mssspi.Depth(8, held))
	for n := range got {
		got[n] = byte(mssspi.Receive.ReadT(s.t, s.c.Regs))
	}
	same.Bytes(s.t, "frames of the full FIFO", got[1:], s.id[:len(got)-1])
	reg.ExpectBitsT(s.t, s.c.Regs, "STATUS with all read", mssspi.StatusReg, mssspi.Overflow|mssspi.ReceiveEmpty, mssspi.ReceiveEmpty)
	mssspi.Clear.WriteT(s.t, s.c.Regs, mssspi.ReceiveOverflow)
	reg.ExpectT(s.t, s.c.Regs, "RIS with the overflow cleared", mssspi.Raw, 0)
}
