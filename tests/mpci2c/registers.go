package mpci2c

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/mpci2c"
)

const (
	idle   = mpci2c.MCF | mpci2c.RXAK // the status without a transfer
	sender = mpci2c.MEN | mpci2c.MSTA | mpci2c.MTX
)

// registers uses each register (MPC8544ERM, section 11.3.1 "Register Descriptions").
func registers(t *run.T, c *mpci2c.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	w := watch{t, c, line}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("disabled", w.disabled)
	t.Step("transfer", w.transfer)
	t.Step("status written", w.status)
	t.Step("no acknowledge", w.refused)
	t.Step("end of a byte without an acknowledge", w.refusedEnd)
	t.Step("interrupt", w.interrupt)
	t.Step("reset", func() {
		w.start(mpci2c.MIEN)
		w.send("before the reset", target<<1, mpci2c.MIEN)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.resetValues()
	})
	t.Step("line after a reset", func() { line.ExpectT(t, "after a reset", false) })
}

// watch is a controller with its interrupt watched.
type watch struct {
	t    *run.T
	c    *mpci2c.Controller
	line guest.Line
}

func (w watch) afterReset() {
	w.t.Helper()
	w.resetValues()
	w.line.ExpectT(w.t, "after a reset", false)
}

func (w watch) resetValues() {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "I2CADR after a reset", mpci2c.Address, 0)
	reg.ExpectT(w.t, w.c.Regs, "I2CFDR after a reset", mpci2c.Divider, 0)
	reg.ExpectT(w.t, w.c.Regs, "I2CCR after a reset", mpci2c.ControlRegister, 0)
	reg.ExpectT(w.t, w.c.Regs, "I2CSR after a reset", mpci2c.StatusRegister, idle)
	reg.ExpectT(w.t, w.c.Regs, "I2CDR after a reset", mpci2c.Data, 0)
}

// written checks which bits keep written values.
func (w watch) written() {
	for _, v := range []uint8{0xaa, 0x54, 0xfe, 0} {
		reg.KeepsT(w.t, w.c.Regs, "I2CADR", mpci2c.Address, v)
	}
	for _, v := range []uint8{0x2a, 0x15, 0x3f, 0} {
		reg.KeepsT(w.t, w.c.Regs, "I2CFDR", mpci2c.Divider, v)
	}
	for _, v := range []mpci2c.Control{mpci2c.MEN, mpci2c.MEN | mpci2c.MIEN, mpci2c.MEN | mpci2c.MTX, mpci2c.MEN | mpci2c.TXAK, mpci2c.MEN, 0} {
		reg.KeepsT(w.t, w.c.Regs, "I2CCR", mpci2c.ControlRegister, v)
	}
}

// disabled checks that a controller without MEN makes no START.
func (w watch) disabled() {
	mpci2c.ControlRegister.WriteT(w.t, w.c.Regs, 0)
	mpci2c.Data.WriteT(w.t, w.c.Regs, target<<1)
	reg.ExpectBitsT(w.t, w.c.Regs, "I2CSR", mpci2c.StatusRegister, mpci2c.MIF|mpci2c.MBB|mpci2c.MAL, 0)
}

// start makes a START.
func (w watch) start(more mpci2c.Control) {
	w.t.Helper()
	mpci2c.ControlRegister.WriteT(w.t, w.c.Regs, mpci2c.MEN|more)
	mpci2c.StatusRegister.WriteT(w.t, w.c.Regs, 0)
	reg.KeepsT(w.t, w.c.Regs, "I2CCR", mpci2c.ControlRegister, sender|more)
	reg.ExpectBitsT(w.t, w.c.Regs, "I2CSR after a START", mpci2c.StatusRegister, mpci2c.MBB|mpci2c.MIF|mpci2c.MAL, mpci2c.MBB)
	w.line.ExpectT(w.t, "after a START", false)
}

// send sends a byte that is acknowledged.
func (w watch) send(what string, b uint8, more mpci2c.Control) {
	w.t.Helper()
	const all = mpci2c.MCF | mpci2c.MIF | mpci2c.MAL | mpci2c.RXAK
	mpci2c.Data.WriteT(w.t, w.c.Regs, b)
	reg.ExpectBitsT(w.t, w.c.Regs, "I2CSR "+what, mpci2c.StatusRegister, all, mpci2c.MCF|mpci2c.MIF)
	w.line.ExpectT(w.t, what, more&mpci2c.MIEN != 0)
}

// clear clears the flag of a byte.
func (w watch) clear(what string) {
	w.t.Helper()
	mpci2c.StatusRegister.WriteT(w.t, w.c.Regs, 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "I2CSR with its flag cleared, "+what, mpci2c.StatusRegister, mpci2c.MIF, 0)
	w.line.ExpectT(w.t, "with its flag cleared, "+what, false)
}

// status checks that a written 0 clears MIF, and changes no other bit, and that a written 1 changes none.
func (w watch) status() {
	w.start(0)
	w.send("after a byte", target<<1, 0)
	mpci2c.StatusRegister.WriteT(w.t, w.c.Regs, mpci2c.MIF|mpci2c.MAL)
	ones := mpci2c.StatusRegister.ReadT(w.t, w.c.Regs)
	mpci2c.StatusRegister.WriteT(w.t, w.c.Regs, 0)
	zeros := mpci2c.StatusRegister.ReadT(w.t, w.c.Regs)
	w.stop()
	if want := mpci2c.MCF | mpci2c.MBB; ones != want|mpci2c.MIF || zeros != want {
		w.t.Errorf("I2CSR with ones written = %v, with zeros %v, want %v and %v", ones, zeros, want|mpci2c.MIF, want)
	}
}

// stop makes a STOP.
func (w watch) stop() {
	w.t.Helper()
	mpci2c.ControlRegister.WriteT(w.t, w.c.Regs, mpci2c.MEN)
	reg.ExpectBitsT(w.t, w.c.Regs, "I2CSR after a STOP", mpci2c.StatusRegister, mpci2c.MBB|mpci2c.MAL, 0)
	mpci2c.StatusRegister.WriteT(w.t, w.c.Regs, 0)
}

// transfer checks the status after each byte: two bytes of the clock's RAM are written and read.
func (w watch) transfer() {
	const memory = 8
	w.start(0)
	for _, b := range []uint8{target << 1, memory, 0x5a, 0xa0} {
		w.send("after a byte", b, 0)
		w.clear("after a byte")
	}
	mpci2c.ControlRegister.WriteT(w.t, w.c.Regs, sender|mpci2c.RSTA)
	reg.ExpectT(w.t, w.c.Regs, "I2CCR after a repeated START", mpci2c.ControlRegister, sender)
	w.send("after the address again", target<<1, 0)
	w.clear("after the address again")
	w.send("after the number", memory, 0)
	w.stop()
	got := make([]byte, 2)
	w.t.Must(w.c.Transfer(w.t.Context(), target, nil, got))
	if want := [2]byte{0x5a, 0xa0}; [2]byte(got) != want {
		w.t.Errorf("the RAM from %d on = % x, want % x as sent byte by byte", memory, got, want)
	}
}

// refused checks that RXAK tells of an address that nobody acknowledges, and that the bus is busy until the STOP.
func (w watch) refused() {
	w.start(0)
	mpci2c.Data.WriteT(w.t, w.c.Regs, absent<<1)
	reg.ExpectBitsT(w.t, w.c.Regs, "I2CSR", mpci2c.StatusRegister, mpci2c.RXAK|mpci2c.MBB|mpci2c.MAL, mpci2c.RXAK|mpci2c.MBB)
	w.stop()
}

// refusedEnd checks that such an address ends like any byte.
func (w watch) refusedEnd() {
	w.start(mpci2c.MIEN)
	mpci2c.Data.WriteT(w.t, w.c.Regs, absent<<1)
	s := mpci2c.StatusRegister.ReadT(w.t, w.c.Regs)
	raised := w.line.Raised()
	w.stop()
	if want := mpci2c.MCF | mpci2c.MBB | mpci2c.MIF | mpci2c.RXAK; s != want || !raised {
		w.t.Errorf("I2CSR = %v with the line raised: %t, want %v with it raised", s, raised, want)
	}
}

// interrupt checks that the end of a byte interrupts if MIEN is set.
func (w watch) interrupt() {
	w.start(mpci2c.MIEN)
	w.send("with MIEN", target<<1, mpci2c.MIEN)
	w.clear("with MIEN")
	w.stop()
}
