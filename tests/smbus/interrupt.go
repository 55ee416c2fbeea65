package smbus

import (
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/smbus"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// interrupt checks that each end of a transaction interrupts while that is enabled, until its flag is
// cleared ("SMBHSTCNT—SMBus Host Control Register" and "HST_CNT—Host Control Register", INTREN).
func interrupt(h host) {
	line, err := h.Line(h.Context())
	h.Must(err)
	line.ExpectT(h, "before a transaction", false)
	h.Step("done", func() { h.interrupts(line, target, smbus.Interrupt) })
	h.Step("no device", func() { h.interrupts(line, absent, smbus.DeviceError) })
	h.Step("killed", func() {
		smbus.Control.WriteT(h, h.Regs, smbus.InterruptEnable|smbus.Kill)
		reg.ExpectBitsT(h, h.Regs, "killed", smbus.Status, smbus.Failed, smbus.Failed)
		line.ExpectT(h, "killed", true)
		smbus.Control.WriteT(h, h.Regs, 0)
		smbus.Status.WriteT(h, h.Regs, ^smbus.Flags(0))
		smbus.Status.ReadT(h, h.Regs)
		line.ExpectT(h, "after the flags are cleared", false)
	})
	h.Step("not enabled", func() {
		for _, at := range []i2c.Address{target, absent} {
			h.begin(smbus.Transaction{Protocol: smbus.ByteData, Target: at, Read: true})
			_, err := h.Finish(h.Context())
			h.Must(err)
			line.ExpectT(h, "an end that is not enabled to interrupt", false)
			smbus.Status.WriteT(h, h.Regs, ^smbus.Flags(0))
		}
	})
}

// interrupts makes a transaction that interrupts.
func (h host) interrupts(line guest.Line, at i2c.Address, flag smbus.Flags) {
	h.begin(smbus.Transaction{Protocol: smbus.ByteData, Target: at, Read: true, Extra: smbus.InterruptEnable})
	s, err := h.Finish(h.Context())
	h.Must(err)
	h.same("with an interrupt", s, flag)
	line.ExpectT(h, "at the end", true)
	smbus.Status.WriteT(h, h.Regs, ^flag)
	smbus.Status.ReadT(h, h.Regs)
	line.ExpectT(h, "after other flags are cleared", true)
	smbus.Status.WriteT(h, h.Regs, flag)
	smbus.Status.ReadT(h, h.Regs)
	line.ExpectT(h, "after the flag is cleared", false)
}
