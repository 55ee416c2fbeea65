package npcmsmbus

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/npcmsmbus"
)

// registers uses the registers of the controller without its FIFOs (CP3BT26 Reference Manual, chapter "ACCESS.bus Interface").
func registers(t *run.T, c *npcmsmbus.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	w := watch{t, c, line}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("single mode", w.single)
	t.Step("no acknowledge of an address", func() { w.refused(absent << 1) })
	t.Step("no acknowledge of an address for reading", func() { w.refused(absent<<1 | 1) })
	t.Step("interrupt", w.interrupt)
	t.Step("interrupt disabled", w.masked)
	t.Step("off in a transfer", w.off)
	t.Step("disabled", w.disabled)
	t.Step("reset", func() {
		w.start()
		npcmsmbus.Address1.WriteT(t, c.Regs, 0x5a)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.afterReset()
	})
}

// watch is a controller with its interrupt watched.
type watch struct {
	t    *run.T
	c    *npcmsmbus.Controller
	line guest.Line
}

func (w watch) afterReset() {
	w.t.Helper()
	w.status("after a reset", 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "SMBCST after a reset", npcmsmbus.BusStatus, npcmsmbus.Busy|npcmsmbus.BusBusy, 0)
	reg.ExpectT(w.t, w.c.Regs, "SMBCTL1 after a reset", npcmsmbus.ControlRegister, 0)
	for _, r := range []struct {
		name string
		reg.Reg[uint8]
	}{{"SMBCTL2", npcmsmbus.Enable}, {"SMBADDR1", npcmsmbus.Address1}, {"SMBADDR2", npcmsmbus.Address2}} {
		reg.ExpectT(w.t, w.c.Regs, r.name+" after a reset", r.Reg, 0)
	}
	w.line.ExpectT(w.t, "after a reset", false)
}

// written checks that registers keep written values.
func (w watch) written() {
	npcmsmbus.Enable.WriteT(w.t, w.c.Regs, npcmsmbus.EnableBit)
	for bit := range 8 {
		reg.KeepsT(w.t, w.c.Regs, "SMBADDR1", npcmsmbus.Address1, 1<<bit)
		reg.KeepsT(w.t, w.c.Regs, "SMBADDR2", npcmsmbus.Address2, 1<<bit)
	}
	for _, v := range []uint8{0x55, 0xaa | npcmsmbus.EnableBit, 0xff, npcmsmbus.EnableBit} {
		reg.KeepsT(w.t, w.c.Regs, "SMBCTL2", npcmsmbus.Enable, v)
	}
	for _, v := range []npcmsmbus.Control{npcmsmbus.Interrupts, npcmsmbus.EndOfBusy, npcmsmbus.GlobalCall, npcmsmbus.NewMatch, npcmsmbus.Stall, 0} {
		reg.KeepsT(w.t, w.c.Regs, "SMBCTL1", npcmsmbus.ControlRegister, v)
	}
}

// disabled checks that a controller that is not enabled makes no START.
func (w watch) disabled() {
	npcmsmbus.Enable.WriteT(w.t, w.c.Regs, 0)
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, npcmsmbus.START)
	w.status("of a controller that is not enabled", 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "SMBCST of a controller that is not enabled", npcmsmbus.BusStatus, npcmsmbus.BusBusy, 0)
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, npcmsmbus.STOP)
}

// status checks the status, and the line with it.
func (w watch) status(when string, want npcmsmbus.Status) {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "SMBST "+when, npcmsmbus.StatusRegister, want)
}

const sending = npcmsmbus.MasterMode | npcmsmbus.Transmit

// start makes a START.
func (w watch) start() {
	w.t.Helper()
	npcmsmbus.Enable.WriteT(w.t, w.c.Regs, npcmsmbus.EnableBit)
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, npcmsmbus.START|npcmsmbus.Stall)
	w.status("after a START", sending|npcmsmbus.DataReady)
	reg.ExpectBitsT(w.t, w.c.Regs, "SMBCST after a START", npcmsmbus.BusStatus, npcmsmbus.BusBusy, npcmsmbus.BusBusy)
}

// stop makes a STOP.
func (w watch) stop() {
	w.t.Helper()
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, npcmsmbus.STOP)
	w.status("after a STOP", 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "SMBCST after a STOP", npcmsmbus.BusStatus, npcmsmbus.BusBusy, 0)
}

// single checks the status after each byte of a transfer: T_HIGH of the sensor is written and read.
func (w watch) single() {
	const limit = 3
	w.start()
	npcmsmbus.Data.WriteT(w.t, w.c.Regs, target<<1)
	reg.ExpectBitsT(w.t, w.c.Regs, "SMBST after the address", npcmsmbus.StatusRegister, ^npcmsmbus.DataReady, sending|npcmsmbus.AfterStart)
	npcmsmbus.StatusRegister.WriteT(w.t, w.c.Regs, npcmsmbus.AfterStart)
	w.status("with the flag of the address cleared", sending|npcmsmbus.DataReady)
	for _, b := range []uint8{limit, 0x5a, 0xa0} {
		npcmsmbus.Data.WriteT(w.t, w.c.Regs, b)
		w.status("after a byte", sending|npcmsmbus.DataReady)
	}
	w.stop()
	got := make([]byte, 2)
	w.t.Must(w.c.Transfer(w.t.Context(), target, []byte{limit}, got))
	if want := [2]byte{0x5a, 0xa0}; [2]byte(got) != want {
		w.t.Errorf("register %d of the sensor = % x, want % x as sent byte by byte", limit, got, want)
	}
	w.status("after a transfer", 0)
}

// refused checks the status after an address that nobody acknowledges, and that a written 1 clears its flag.
func (w watch) refused(address uint8) {
	w.start()
	npcmsmbus.Data.WriteT(w.t, w.c.Regs, address)
	reg.ExpectBitsT(w.t, w.c.Regs, "SMBST after an address that nobody acknowledges", npcmsmbus.StatusRegister,
		npcmsmbus.NoAck|npcmsmbus.AfterStart|npcmsmbus.MasterMode, npcmsmbus.NoAck|npcmsmbus.MasterMode)
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, npcmsmbus.STOP)
	reg.ExpectBitsT(w.t, w.c.Regs, "SMBST after the STOP", npcmsmbus.StatusRegister, npcmsmbus.NoAck, npcmsmbus.NoAck)
	npcmsmbus.StatusRegister.WriteT(w.t, w.c.Regs, npcmsmbus.NoAck)
	w.status("with the flag cleared", 0)
}

// interrupt checks that the flags interrupt if INTEN is set.
func (w watch) interrupt() {
	const on = npcmsmbus.Interrupts | npcmsmbus.Stall
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, on)
	w.line.ExpectT(w.t, "without a transfer", false)
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, on|npcmsmbus.START)
	w.line.ExpectT(w.t, "after a START", true)
	npcmsmbus.Data.WriteT(w.t, w.c.Regs, target<<1)
	w.line.ExpectT(w.t, "after the address", true)
	npcmsmbus.StatusRegister.WriteT(w.t, w.c.Regs, npcmsmbus.AfterStart)
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, npcmsmbus.Interrupts|npcmsmbus.STOP)
	w.line.ExpectT(w.t, "after the STOP", false)
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, 0)
}

// masked checks that a pending interrupt can be disabled.
func (w watch) masked() {
	w.start()
	w.line.ExpectT(w.t, "without INTEN", false)
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, npcmsmbus.Interrupts)
	enabled := w.line.Raised()
	npcmsmbus.ControlRegister.WriteT(w.t, w.c.Regs, 0)
	disabled := w.line.Raised()
	npcmsmbus.Enable.WriteT(w.t, w.c.Regs, 0)
	if !enabled || disabled {
		w.t.Errorf("the line is raised with INTEN: %t, and without it again: %t, want true and false", enabled, disabled)
	}
}

// off checks that a controller that is disabled in a transfer lets the bus go.
func (w watch) off() {
	w.start()
	npcmsmbus.Enable.WriteT(w.t, w.c.Regs, 0)
	w.status("disabled in a transfer", 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "SMBCST disabled in a transfer", npcmsmbus.BusStatus, npcmsmbus.BusBusy, 0)
	reg.ExpectT(w.t, w.c.Regs, "SMBCTL1 disabled in a transfer", npcmsmbus.ControlRegister, 0)
}
