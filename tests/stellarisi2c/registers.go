package stellarisi2c

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	dev "github.com/qgraph/qgraph/libqos/board/stellarisi2c"
)

// limit is T_HIGH of the sensor, a register of two bytes.
const limit = 3

// flags are the bits of the status that every operation sets anew.
const flags = dev.Busy | dev.Failed | dev.AddressAck | dev.DataAck | dev.Lost

// registers uses each register of the master (LM3S6965 Data Sheet, section "Register Descriptions (I2C Master)").
func registers(t *run.T, c *dev.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	w := watch{t, c, line}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("transfer", w.transfer)
	t.Step("repeated START", w.repeatedStart)
	t.Step("no acknowledge", w.refused)
	t.Step("interrupt", w.interrupt)
	t.Step("mask cleared", w.masked)
	t.Step("reset", func() {
		dev.Mask.WriteT(t, c.Regs, 1)
		dev.Period.WriteT(t, c.Regs, 5)
		w.sends("before the reset", target<<1, limit, dev.Run|dev.START, dev.BusBusy)
		line.ExpectT(t, "before the reset", true)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.afterReset()
	})
}

// watch is a controller with its interrupt watched.
type watch struct {
	t    *run.T
	c    *dev.Controller
	line guest.Line
}

func (w watch) afterReset() {
	w.t.Helper()
	w.resetValues()
	w.line.ExpectT(w.t, "after a reset", false)
}

func (w watch) resetValues() {
	w.t.Helper()
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		want uint32
	}{
		{"I2CMSA", dev.TargetAddress, 0}, {"I2CMDR", dev.Data, 0}, {"I2CMTPR", dev.Period, 1}, {"I2CMIMR", dev.Mask, 0},
		{"I2CMRIS", dev.RawInterrupt, 0}, {"I2CMMIS", dev.Interrupt, 0},
	} {
		reg.ExpectT(w.t, w.c.Regs, r.name+" after a reset", r.Reg, r.want)
	}
	reg.ExpectT(w.t, w.c.Regs, "I2CMCR after a reset", dev.Config, 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "I2CMCS after a reset", dev.StatusRegister, flags|dev.BusBusy, 0)
}

// written checks which bits keep written values.
func (w watch) written() {
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		bits int
	}{
		{"I2CMSA", dev.TargetAddress, 8}, {"I2CMDR", dev.Data, 8}, {"I2CMTPR", dev.Period, 7},
	} {
		for bit := range r.bits {
			reg.KeepsT(w.t, w.c.Regs, r.name, r.Reg, 1<<bit)
		}
		reg.KeepsT(w.t, w.c.Regs, r.name, r.Reg, 0)
	}
	reg.IgnoresT(w.t, w.c.Regs, "I2CMRIS", dev.RawInterrupt)
	reg.IgnoresT(w.t, w.c.Regs, "I2CMMIS", dev.Interrupt)
	dev.Period.WriteT(w.t, w.c.Regs, 1)
	for _, c := range []dev.Configuration{dev.Slave, dev.Master | dev.Slave, dev.Master} {
		reg.KeepsT(w.t, w.c.Regs, "I2CMCR", dev.Config, c)
	}
}

// command gives a command, and checks the status and the raw interrupt, which it clears.
func (w watch) command(when string, c dev.Command, want dev.Status) {
	w.t.Helper()
	dev.CommandControl.WriteT(w.t, w.c.Regs, c)
	mask := ^dev.Status(0)
	if want&dev.BusBusy != 0 {
		mask &^= dev.Idle // the manual does not tell of a controller that holds the bus
	} else {
		want |= dev.Idle
	}
	reg.ExpectBitsT(w.t, w.c.Regs, "I2CMCS "+when, dev.StatusRegister, mask, want)
	reg.ExpectT(w.t, w.c.Regs, "I2CMRIS "+when, dev.RawInterrupt, 1)
}

// clear clears the interrupt.
func (w watch) clear() {
	w.t.Helper()
	dev.Clear.WriteT(w.t, w.c.Regs, 1)
	reg.ExpectT(w.t, w.c.Regs, "I2CMRIS with the interrupt cleared", dev.RawInterrupt, 0)
	w.line.ExpectT(w.t, "with the interrupt cleared", false)
}

// sends sends a byte.
func (w watch) sends(when string, address, b uint32, c dev.Command, want dev.Status) {
	w.t.Helper()
	dev.Config.WriteT(w.t, w.c.Regs, dev.Master)
	dev.TargetAddress.WriteT(w.t, w.c.Regs, address)
	dev.Data.WriteT(w.t, w.c.Regs, b)
	w.command(when, c, want)
}

// receives receives a byte.
func (w watch) receives(when string, c dev.Command, wantStatus dev.Status, want uint32) {
	w.t.Helper()
	w.command(when, c, wantStatus)
	w.clear()
	reg.ExpectT(w.t, w.c.Regs, "I2CMDR "+when, dev.Data, want)
}

// transfer writes a register of the sensor and reads it, with the status of each byte.
func (w watch) transfer() {
	w.sends("after the first byte", target<<1, limit, dev.Run|dev.START, dev.BusBusy)
	w.clear()
	w.sends("after the next byte", target<<1, 0x5a, dev.Run, dev.BusBusy)
	w.clear()
	w.sends("after the last byte", target<<1, 0xa0, dev.Run|dev.STOP, 0)
	w.clear()
	w.sends("after the only byte", target<<1, limit, dev.Run|dev.START|dev.STOP, 0)
	w.clear()
	dev.TargetAddress.WriteT(w.t, w.c.Regs, target<<1|1)
	w.receives("after the first byte received", dev.Run|dev.START|dev.Ack, dev.BusBusy, 0x5a)
	w.receives("after the last byte received", dev.Run|dev.STOP, 0, 0xa0)
}

// repeatedStart reads a register with a repeated START after its number.
func (w watch) repeatedStart() {
	w.t.Must(w.c.Transfer(w.t.Context(), target, []byte{limit, 0x5a, 0xa0}, nil))
	w.sends("after the number", target<<1, limit, dev.Run|dev.START, dev.BusBusy)
	dev.TargetAddress.WriteT(w.t, w.c.Regs, target<<1|1)
	dev.CommandControl.WriteT(w.t, w.c.Regs, dev.Run|dev.START|dev.STOP)
	w.clear()
	reg.ExpectT(w.t, w.c.Regs, "I2CMDR after a repeated START", dev.Data, 0x5a)
}

// refused checks the status after an address without a device, and that the next transfer is free of it.
func (w watch) refused() {
	dev.TargetAddress.WriteT(w.t, w.c.Regs, absent<<1)
	dev.CommandControl.WriteT(w.t, w.c.Regs, dev.Run|dev.START|dev.STOP)
	got := dev.StatusRegister.ReadT(w.t, w.c.Regs) & (flags | dev.BusBusy)
	w.clear()
	w.sends("after an address with a device", target<<1, limit, dev.Run|dev.START|dev.STOP, 0)
	w.clear()
	if want := dev.Failed | dev.AddressAck; got != want {
		w.t.Errorf("I2CMCS after an address without a device = %v, want %v", got, want)
	}
}

// interrupt checks the mask of the interrupt.
func (w watch) interrupt() {
	w.sends("with the interrupt masked", target<<1, limit, dev.Run|dev.START|dev.STOP, 0)
	reg.ExpectT(w.t, w.c.Regs, "I2CMMIS with the interrupt masked", dev.Interrupt, 0)
	w.line.ExpectT(w.t, "with the interrupt masked", false)
	reg.KeepsT(w.t, w.c.Regs, "I2CMIMR", dev.Mask, 1)
	reg.ExpectT(w.t, w.c.Regs, "I2CMMIS with the mask set", dev.Interrupt, 1)
	w.line.ExpectT(w.t, "with the mask set", true)
	dev.Clear.WriteT(w.t, w.c.Regs, 0)
	w.line.ExpectT(w.t, "with a 0 in I2CMICR", true)
	w.clear()
	w.sends("with the mask set", target<<1, limit, dev.Run|dev.START|dev.STOP, 0)
	w.line.ExpectT(w.t, "after a byte with the mask set", true)
	w.clear()
}

// masked checks that the mask can be cleared again.
func (w watch) masked() {
	dev.Mask.WriteT(w.t, w.c.Regs, 1)
	w.sends("with the mask set", target<<1, limit, dev.Run|dev.START|dev.STOP, 0)
	dev.Mask.WriteT(w.t, w.c.Regs, 0)
	mask, raised := dev.Mask.ReadT(w.t, w.c.Regs), w.line.Raised()
	w.clear()
	if mask != 0 || raised {
		w.t.Errorf("I2CMIMR with a 0 written = %#x with the line raised: %t, want 0x0 with it low", mask, raised)
	}
}
