package twi

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/twi"
)

// registers uses each register (Allwinner H3 Datasheet V1.2, section 8.2.6 "TWI Controller Register Description").
func registers(t *run.T, c *twi.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	w := watch{t, c, line}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("status", w.status)
	t.Step("no acknowledge for writing", func() { w.refused(absent<<1, twi.WriteNoAck) })
	t.Step("no acknowledge for reading", func() { w.refused(absent<<1|1, twi.ReadNoAck) })
	t.Step("interrupt", w.interrupt)
	t.Step("reset", func() {
		w.setAll()
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.resetValues()
	})
	t.Step("line after a reset", func() { line.ExpectT(t, "after a reset", false) })
	t.Step("software reset", w.softReset)
}

// watch is a controller with its interrupt watched.
type watch struct {
	t    *run.T
	c    *twi.Controller
	line guest.Line
}

func (w watch) afterReset() {
	w.t.Helper()
	w.resetValues()
	w.line.ExpectT(w.t, "after a reset", false)
}

func (w watch) resetValues() {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "TWI_CNTR after a reset", twi.ControlRegister, 0)
	reg.ExpectT(w.t, w.c.Regs, "TWI_STAT after a reset", twi.StatusRegister, twi.Idle)
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		want uint32
	}{
		{"TWI_ADDR", twi.Address, 0}, {"TWI_XADDR", twi.Extended, 0}, {"TWI_DATA", twi.Data, 0}, {"TWI_CCR", twi.Clock, 0},
		{"TWI_SRST", twi.SoftReset, 0}, {"TWI_EFR", twi.Enhanced, 0}, {"TWI_LCR", twi.LineControl, 0x3a},
	} {
		reg.ExpectT(w.t, w.c.Regs, r.name+" after a reset", r.Reg, r.want)
	}
}

// control checks the control register and the status.
func (w watch) control(when string, c twi.Control, s twi.Status) {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "TWI_CNTR "+when, twi.ControlRegister, c)
	reg.ExpectT(w.t, w.c.Regs, "TWI_STAT "+when, twi.StatusRegister, s)
	w.line.ExpectT(w.t, when, c&(twi.Flag|twi.Interrupts) == twi.Flag|twi.Interrupts)
}

// written checks which bits keep written values.
func (w watch) written() {
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		bits uint32
	}{
		{"TWI_ADDR", twi.Address, 0xff}, {"TWI_XADDR", twi.Extended, 0xff}, {"TWI_CCR", twi.Clock, 0x7f}, {"TWI_EFR", twi.Enhanced, 3},
	} {
		reg.KeepsBitsT(w.t, w.c.Regs, r.name, r.Reg, r.bits)
	}
	for _, c := range []twi.Control{twi.BusEnable, twi.Interrupts, twi.Acks, twi.BusEnable | twi.Interrupts | twi.Acks, 0} {
		reg.KeepsT(w.t, w.c.Regs, "TWI_CNTR", twi.ControlRegister, c)
	}
	reg.IgnoresT(w.t, w.c.Regs, "TWI_STAT", twi.StatusRegister)
}

// goes goes on after the flag, and checks the status at the next.
func (w watch) goes(what string, c twi.Control, want twi.Status) {
	w.t.Helper()
	got, err := w.c.GoOn(w.t.Context(), c)
	w.t.Must(err)
	if got != want {
		w.t.Errorf("TWI_STAT %s = %#x, want %#x", what, uint32(got), uint32(want))
	}
}

// sends is goes with a byte.
func (w watch) sends(what string, b uint32, want twi.Status) {
	w.t.Helper()
	twi.Data.WriteT(w.t, w.c.Regs, b)
	w.goes(what, 0, want)
}

// stop makes a STOP.
func (w watch) stop() {
	w.t.Helper()
	twi.ControlRegister.WriteT(w.t, w.c.Regs, twi.BusEnable|twi.STOP|w.clear())
	w.control("after the STOP", twi.BusEnable, twi.Idle)
	twi.ControlRegister.WriteT(w.t, w.c.Regs, 0)
}

// clear is the flag where a written 1 clears it.
func (w watch) clear() twi.Control {
	if w.c.OneClears() {
		return twi.Flag
	}
	return 0
}

// status checks the status of each part of a transfer: T_HIGH of the sensor is written and read.
func (w watch) status() {
	const limit = 3
	w.goes("after a START", twi.START, twi.Started)
	w.sends("after the address", target<<1, twi.WriteAck)
	for _, b := range []uint32{limit, 0x5a, 0xa0} {
		w.sends("after a byte", b, twi.SentAck)
	}
	w.goes("after a repeated START", twi.START, twi.Restarted)
	w.sends("after the address", target<<1, twi.WriteAck)
	w.sends("after a byte", limit, twi.SentAck)
	w.goes("after a repeated START", twi.START, twi.Restarted)
	w.sends("after the address for reading", target<<1|1, twi.ReadAck)
	w.goes("after a received byte", twi.Acks, twi.Received)
	reg.ExpectT(w.t, w.c.Regs, "TWI_DATA, first byte", twi.Data, 0x5a)
	w.goes("after the last byte", 0, twi.ReceivedLast)
	reg.ExpectT(w.t, w.c.Regs, "TWI_DATA, second byte", twi.Data, 0xa0)
	w.stop()
}

// refused checks the status after an address that nobody acknowledges, and that the bus is free after the STOP.
func (w watch) refused(address uint32, want twi.Status) {
	w.goes("after a START", twi.START, twi.Started)
	w.sends("after an address that nobody acknowledges", address, want)
	w.stop()
}

// interrupt checks that the flag interrupts if INT_EN is set, until it is cleared.
func (w watch) interrupt() {
	w.goes("after a START", twi.START, twi.Started)
	w.control("of a flag that does not interrupt", twi.BusEnable|twi.Flag, twi.Started)
	keep := twi.Flag &^ w.clear()
	twi.ControlRegister.WriteT(w.t, w.c.Regs, twi.BusEnable|twi.Interrupts|keep)
	w.control("of a flag that interrupts", twi.BusEnable|twi.Interrupts|twi.Flag, twi.Started)
	w.stop()
	w.line.ExpectT(w.t, "after the STOP", false)
}

// setAll sets bits of each register.
func (w watch) setAll() {
	w.t.Helper()
	for _, r := range []reg.Reg[uint32]{twi.Address, twi.Extended, twi.Clock, twi.Enhanced} {
		r.WriteT(w.t, w.c.Regs, 2)
	}
	w.goes("after a START", twi.START|twi.Interrupts, twi.Started)
	w.control("before the reset", twi.BusEnable|twi.Interrupts|twi.Flag, twi.Started)
}

// softReset checks that TWI_SRST ends a transfer.
func (w watch) softReset() {
	w.goes("after a START", twi.START, twi.Started)
	twi.SoftReset.WriteT(w.t, w.c.Regs, 1)
	reg.ExpectT(w.t, w.c.Regs, "TWI_STAT after the software reset", twi.StatusRegister, twi.Idle)
	reg.ExpectT(w.t, w.c.Regs, "TWI_SRST after the software reset", twi.SoftReset, 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "TWI_CNTR after the software reset", twi.ControlRegister, twi.STOP|twi.START|twi.Flag, 0)
}
