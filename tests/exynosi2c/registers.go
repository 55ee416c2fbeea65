package exynosi2c

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/exynosi2c"
)

const (
	enabled   = exynosi2c.Interrupts | exynosi2c.Acks
	transmits = exynosi2c.Master | exynosi2c.Sending | exynosi2c.Output
	receives  = exynosi2c.Master | exynosi2c.Output
)

// limit is T_HIGH of the sensor, a register of two bytes.
const limit = 3

// registers uses each register (S3C2410X User's Manual, chapter 20, section "IIC-Bus Interface Special Registers").
func registers(t *run.T, c *exynosi2c.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	w := watch{t, c, line}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("status written", w.readOnly)
	t.Step("output disabled", w.disabled)
	t.Step("transfer", w.transfer)
	t.Step("first byte received", w.firstByte)
	t.Step("no acknowledge", w.refused)
	t.Step("STOP with the interrupt enabled", w.stopEnabled)
	t.Step("reset", func() {
		w.start("before the reset", target<<1, 0)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.resetValues()
	})
	t.Step("line after a reset", func() { line.ExpectT(t, "after a reset", false) })
}

// watch is a controller with its interrupt watched.
type watch struct {
	t    *run.T
	c    *exynosi2c.Controller
	line guest.Line
}

func (w watch) afterReset() {
	w.t.Helper()
	w.resetValues()
	w.line.ExpectT(w.t, "after a reset", false)
}

// resetValues checks the registers of which the manual has a value after a reset.
func (w watch) resetValues() {
	w.t.Helper()
	reg.ExpectBitsT(w.t, w.c.Regs, "IICCON after a reset", exynosi2c.ControlRegister, 0xf0, 0)
	reg.ExpectT(w.t, w.c.Regs, "IICSTAT after a reset", exynosi2c.StatusRegister, 0)
	reg.ExpectT(w.t, w.c.Regs, "IICLC after a reset", exynosi2c.LineControl, 0)
}

// written checks which bits keep written values. IICADD is written with the output disabled, IICDS with it enabled.
func (w watch) written() {
	for _, v := range []exynosi2c.Control{enabled | 0x4a, enabled | 5, exynosi2c.Interrupts, exynosi2c.Acks, 0} {
		reg.KeepsT(w.t, w.c.Regs, "IICCON", exynosi2c.ControlRegister, v)
	}
	for _, v := range []uint32{0x55, 0xaa, 0} {
		reg.KeepsT(w.t, w.c.Regs, "IICADD", exynosi2c.Address, v)
	}
	for _, v := range []uint32{5, 2, 0} {
		reg.KeepsT(w.t, w.c.Regs, "IICLC", exynosi2c.LineControl, v)
	}
	exynosi2c.StatusRegister.WriteT(w.t, w.c.Regs, exynosi2c.Output)
	for _, v := range []uint32{0x55, 0xaa} {
		reg.KeepsT(w.t, w.c.Regs, "IICDS", exynosi2c.Data, v)
	}
	reg.IgnoresT(w.t, w.c.Regs, "IICADD with the output enabled", exynosi2c.Address)
	exynosi2c.StatusRegister.WriteT(w.t, w.c.Regs, 0)
	reg.IgnoresT(w.t, w.c.Regs, "IICDS with the output disabled", exynosi2c.Data)
}

// readOnly checks that the flags of the status cannot be written.
func (w watch) readOnly() {
	exynosi2c.StatusRegister.WriteT(w.t, w.c.Regs, exynosi2c.LastBit|exynosi2c.Lost)
	got := exynosi2c.StatusRegister.ReadT(w.t, w.c.Regs)
	exynosi2c.StatusRegister.WriteT(w.t, w.c.Regs, 0)
	if got != 0 {
		w.t.Errorf("IICSTAT with its read-only bits written = %v, want 0", got)
	}
}

// disabled checks that nothing is sent with the output disabled.
func (w watch) disabled() {
	exynosi2c.ControlRegister.WriteT(w.t, w.c.Regs, enabled)
	exynosi2c.StatusRegister.WriteT(w.t, w.c.Regs, exynosi2c.Master|exynosi2c.Sending|exynosi2c.Busy)
	reg.ExpectT(w.t, w.c.Regs, "IICCON with the output disabled", exynosi2c.ControlRegister, enabled)
	w.line.ExpectT(w.t, "with the output disabled", false)
	w.stop(transmits)
}

// moved checks the end of a byte: the flag, the line and the status.
func (w watch) moved(when string, mode, nack exynosi2c.Status) {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "IICCON "+when, exynosi2c.ControlRegister, enabled|exynosi2c.Pending)
	reg.ExpectT(w.t, w.c.Regs, "IICSTAT "+when, exynosi2c.StatusRegister, mode|exynosi2c.Busy|nack)
	w.line.ExpectT(w.t, when, true)
}

// start makes a START and sends an address, with which nack is set.
func (w watch) start(when string, address uint32, nack exynosi2c.Status) {
	w.t.Helper()
	mode := transmits
	if address&1 != 0 {
		mode = receives
	}
	if exynosi2c.StatusRegister.ReadT(w.t, w.c.Regs)&exynosi2c.Busy == 0 {
		exynosi2c.ControlRegister.WriteT(w.t, w.c.Regs, enabled)
		exynosi2c.StatusRegister.WriteT(w.t, w.c.Regs, mode)
		w.line.ExpectT(w.t, "before the START", false)
	}
	exynosi2c.Data.WriteT(w.t, w.c.Regs, address)
	exynosi2c.StatusRegister.WriteT(w.t, w.c.Regs, mode|exynosi2c.Busy)
	w.moved(when, mode, nack)
}

// sends sends a byte.
func (w watch) sends(b uint32) {
	w.t.Helper()
	exynosi2c.Data.WriteT(w.t, w.c.Regs, b)
	w.moved("before the flag is cleared", transmits, 0)
	exynosi2c.ControlRegister.WriteT(w.t, w.c.Regs, enabled)
	w.moved("after a byte", transmits, 0)
}

// stop makes a STOP, and clears the flag with the interrupt disabled.
func (w watch) stop(mode exynosi2c.Status) {
	w.t.Helper()
	exynosi2c.StatusRegister.WriteT(w.t, w.c.Regs, mode)
	exynosi2c.ControlRegister.WriteT(w.t, w.c.Regs, 0)
	reg.ExpectT(w.t, w.c.Regs, "IICCON after the STOP", exynosi2c.ControlRegister, 0)
	reg.ExpectT(w.t, w.c.Regs, "IICSTAT after the STOP", exynosi2c.StatusRegister, mode)
	w.line.ExpectT(w.t, "after the STOP", false)
	exynosi2c.StatusRegister.WriteT(w.t, w.c.Regs, 0)
}

// transfer checks the status after each byte of a register that is written, and then read by the library.
func (w watch) transfer() {
	w.start("after the address", target<<1, 0)
	for _, b := range []uint32{limit, 0x5a, 0xa0} {
		w.sends(b)
	}
	w.stop(transmits)
	w.start("after the address", target<<1, 0)
	w.sends(limit)
	w.start("after a repeated START", target<<1|1, 0)
	w.stop(receives)
	got := make([]byte, 2)
	w.t.Must(w.c.Transfer(w.t.Context(), target, []byte{limit}, got))
	if got[0] != 0x5a || got[1] != 0xa0 {
		w.t.Errorf("the sensor's T_HIGH is %#x, want 0x5aa0", got)
	}
}

// firstByte checks that the first byte is received once the flag of the address is cleared.
func (w watch) firstByte() {
	w.t.Must(w.c.Transfer(w.t.Context(), target, []byte{limit, 0x5a, 0xa0}, nil))
	w.start("after the address", target<<1|1, 0)
	exynosi2c.Data.ReadT(w.t, w.c.Regs)
	exynosi2c.ControlRegister.WriteT(w.t, w.c.Regs, enabled)
	got := exynosi2c.Data.ReadT(w.t, w.c.Regs)
	w.stop(receives)
	if got != 0x5a {
		w.t.Errorf("IICDS with the flag of the address cleared = %#x, want 0x5a", got)
	}
}

// refused checks that an address that nobody acknowledges sets the last bit, which the next START clears.
func (w watch) refused() {
	w.start("after an address without a device", absent<<1, exynosi2c.LastBit)
	w.stop(transmits)
	w.start("after an address", target<<1, 0)
	w.stop(transmits)
}

// stopEnabled checks a STOP that leaves the interrupt enabled.
func (w watch) stopEnabled() {
	w.start("after the address", target<<1, 0)
	exynosi2c.StatusRegister.WriteT(w.t, w.c.Regs, transmits)
	exynosi2c.ControlRegister.WriteT(w.t, w.c.Regs, enabled)
	control, status := exynosi2c.ControlRegister.ReadT(w.t, w.c.Regs), exynosi2c.StatusRegister.ReadT(w.t, w.c.Regs)
	w.stop(transmits)
	if control != enabled || status != transmits {
		w.t.Errorf("IICCON and IICSTAT after the STOP = %v and %v, want %v and %v", control, status, enabled, transmits)
	}
}
