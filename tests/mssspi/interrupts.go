package mssspi

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/mssspi"
)

// sources are the interrupts at a burst's end, with the bit of CONTROL that lets each of them through.
var sources = []struct {
	name   string
	enable mssspi.Config
	bit    mssspi.Interrupt
}{
	{"receive", mssspi.ReceiveInterrupt, mssspi.ReceiveReady},
	{"transmit", mssspi.SendInterrupt, mssspi.SendDone},
}

// interrupts checks which interrupts reach MIS and the line.
func (s spi) interrupts() {
	s.t.Step("interrupts not enabled", func() {
		s.opens(held, 1)
		s.sends(0)
		s.masked("with no interrupt enabled", 0, done)
	})
	for _, i := range sources {
		s.t.Step(i.name+" interrupt", func() {
			s.opens(held|i.enable, 2)
			s.sends(0)
			s.masked("before the end of a burst", 0, 0)
			s.sends(0)
			s.masked("at the end of a burst", i.bit, done)
		})
		s.t.Step(i.name+" interrupt cleared", func() {
			s.opens(held|i.enable, 1)
			s.sends(0)
			mssspi.Clear.WriteT(s.t, s.c.Regs, done&^i.bit)
			s.masked("with the other one cleared", i.bit, i.bit)
			mssspi.Clear.WriteT(s.t, s.c.Regs, i.bit)
			s.masked("with it cleared", 0, 0)
		})
		s.t.Step(i.name+" interrupt masked", func() {
			s.opens(held|i.enable, 1)
			s.sends(0)
			mssspi.ControlReg.WriteT(s.t, s.c.Regs, held|mssspi.Frames(1)|mssspi.Enable)
			s.masked("masked", 0, done)
		})
	}
}

// masked checks MIS, RIS and the line.
func (s spi) masked(when string, masked, raw mssspi.Interrupt) {
	s.t.Helper()
	reg.ExpectT(s.t, s.c.Regs, fmt.Sprintf("RIS %s", when), mssspi.Raw, raw)
	reg.ExpectT(s.t, s.c.Regs, fmt.Sprintf("MIS %s", when), mssspi.Masked, masked)
	s.line.ExpectT(s.t, when, masked != 0)
}
