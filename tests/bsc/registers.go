package bsc

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/bsc"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// idle is the status of a controller without a message.
const idle = bsc.Room | bsc.Empty

// limit is the number of the sensor's register T_HIGH.
const limit = 3

// registers uses each register (BCM2835 ARM Peripherals, section 3.2 "Register View").
func registers(t *run.T, c *bsc.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	w := watch{t, c, line}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("enabled", w.enabled)
	t.Step("FIFO cleared", w.cleared)
	t.Step("write", w.write)
	t.Step("read", w.read)
	t.Step("no acknowledge", w.refused)
	t.Step("end of a message without an acknowledge", w.refusedEnd)
	t.Step("interrupts of a write", w.interruptWrite)
	t.Step("interrupts of a read", w.interruptRead)
	t.Step("interrupt cleared", w.interruptCleared)
	t.Step("reset", func() {
		w.begin(target, bsc.InterruptTransmit, 2)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.resetValues()
	})
	t.Step("line after a reset", func() { line.ExpectT(t, "after a reset", false) })
}

// watch is a controller with its interrupt watched.
type watch struct {
	t    *run.T
	c    *bsc.Controller
	line guest.Line
}

func (w watch) afterReset() {
	w.t.Helper()
	w.resetValues()
	w.line.ExpectT(w.t, "after a reset", false)
}

func (w watch) resetValues() {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "C after a reset", bsc.ControlRegister, 0)
	reg.ExpectT(w.t, w.c.Regs, "S after a reset", bsc.StatusRegister, idle)
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		want uint32
	}{
		{"DLEN", bsc.Length, 0}, {"A", bsc.Address, 0}, {"DIV", bsc.Divider, 0x5dc}, {"DEL", bsc.Delay, 0x0030_0030}, {"CLKT", bsc.Stretch, 0x40},
	} {
		reg.ExpectT(w.t, w.c.Regs, r.name+" after a reset", r.Reg, r.want)
	}
}

// written checks which bits keep written values.
func (w watch) written() {
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		bits int
	}{{"DLEN", bsc.Length, 16}, {"A", bsc.Address, 7}, {"DEL", bsc.Delay, 32}, {"CLKT", bsc.Stretch, 16}} {
		for bit := range r.bits {
			reg.KeepsT(w.t, w.c.Regs, r.name, r.Reg, 1<<bit)
		}
		reg.KeepsT(w.t, w.c.Regs, r.name, r.Reg, 0)
	}
	for bit := 1; bit < 16; bit++ {
		reg.KeepsT(w.t, w.c.Regs, "DIV", bsc.Divider, 1<<bit)
	}
	for _, c := range []bsc.Control{bsc.Read, bsc.Enable, 0} {
		reg.KeepsT(w.t, w.c.Regs, "C", bsc.ControlRegister, c)
	}
	bsc.StatusRegister.WriteT(w.t, w.c.Regs, ^bsc.Status(0))
	reg.ExpectT(w.t, w.c.Regs, "S with ones written", bsc.StatusRegister, idle)
}

// enabled checks that there is no message without ST.
func (w watch) enabled() {
	bsc.Length.WriteT(w.t, w.c.Regs, 1)
	bsc.ControlRegister.WriteT(w.t, w.c.Regs, bsc.Enable)
	s := bsc.StatusRegister.ReadT(w.t, w.c.Regs)
	bsc.ControlRegister.WriteT(w.t, w.c.Regs, 0)
	bsc.StatusRegister.WriteT(w.t, w.c.Regs, bsc.Flags)
	if s != idle {
		w.t.Errorf("S of a controller that is enabled = %v, want %v", s, idle)
	}
}

// cleared checks that CLEAR reads as zero.
func (w watch) cleared() {
	bsc.ControlRegister.WriteT(w.t, w.c.Regs, bsc.ClearFIFO)
	c := bsc.ControlRegister.ReadT(w.t, w.c.Regs)
	bsc.ControlRegister.WriteT(w.t, w.c.Regs, 0)
	if c != 0 {
		w.t.Errorf("C after the FIFO is cleared = %v, want 0", c)
	}
}

// begin begins a message.
func (w watch) begin(addr i2c.Address, more bsc.Control, n int) {
	w.t.Helper()
	w.t.Must(w.c.Begin(w.t.Context(), addr, more, n))
	reg.ExpectBitsT(w.t, w.c.Regs, "C of a message", bsc.ControlRegister, ^bsc.ClearFIFO, bsc.Enable|more)
}

// status checks bits of the status, and the number of bytes left.
func (w watch) status(when string, mask, want bsc.Status, left uint32) {
	w.t.Helper()
	reg.ExpectBitsT(w.t, w.c.Regs, "S "+when, bsc.StatusRegister, mask, want)
	reg.ExpectT(w.t, w.c.Regs, "DLEN "+when, bsc.Length, left)
}

const moving = bsc.Active | bsc.Done | bsc.NoAck | bsc.Timeout

// done checks the end of a message, and that a written 1 clears its flag and a 0 does not.
// DLEN has what was written to it then.
func (w watch) done(written uint32) {
	w.t.Helper()
	w.status("after the last byte", moving, bsc.Done, 0)
	bsc.StatusRegister.WriteT(w.t, w.c.Regs, 0)
	w.status("with zeros written", moving, bsc.Done, 0)
	bsc.StatusRegister.WriteT(w.t, w.c.Regs, bsc.Done)
	w.status("with its flag cleared", moving, 0, written)
	bsc.ControlRegister.WriteT(w.t, w.c.Regs, 0)
}

// write checks a message to the sensor, byte by byte.
func (w watch) write() {
	w.begin(target, 0, 3)
	w.status("without a byte", moving|bsc.NeedsBytes|bsc.Room, bsc.Active|bsc.NeedsBytes|bsc.Room, 3)
	for _, b := range []uint32{limit, 0x5a, 0xa0} {
		bsc.FIFO.WriteT(w.t, w.c.Regs, b)
	}
	w.done(3)
}

// read checks a message of the sensor.
func (w watch) read() {
	w.t.Must(w.c.Transfer(w.t.Context(), target, []byte{limit, 0x12, 0x30}, nil))
	w.t.Must(w.c.Transfer(w.t.Context(), target, []byte{limit}, nil))
	w.begin(target, bsc.Read, 2)
	for _, want := range []uint32{0x12, 0x30} {
		reg.ExpectBitsT(w.t, w.c.Regs, "S of a read", bsc.StatusRegister, bsc.HasByte|bsc.NoAck, bsc.HasByte)
		reg.ExpectT(w.t, w.c.Regs, "FIFO", bsc.FIFO, want)
	}
	reg.ExpectBitsT(w.t, w.c.Regs, "S of an empty FIFO", bsc.StatusRegister, bsc.HasByte, 0)
	w.done(2)
}

// refused checks that ERR tells of an address that nobody acknowledges, until it is cleared.
func (w watch) refused() {
	for _, direction := range []bsc.Control{0, bsc.Read} {
		w.begin(absent, direction, 1)
		reg.ExpectBitsT(w.t, w.c.Regs, "S", bsc.StatusRegister, bsc.NoAck, bsc.NoAck)
		bsc.ControlRegister.WriteT(w.t, w.c.Regs, bsc.ClearFIFO)
		bsc.StatusRegister.WriteT(w.t, w.c.Regs, bsc.Flags)
		reg.ExpectBitsT(w.t, w.c.Regs, "S with its flag cleared", bsc.StatusRegister, bsc.NoAck, 0)
	}
}

// refusedEnd checks that such a message is at its end.
func (w watch) refusedEnd() {
	w.begin(absent, 0, 1)
	s := bsc.StatusRegister.ReadT(w.t, w.c.Regs)
	bsc.ControlRegister.WriteT(w.t, w.c.Regs, bsc.ClearFIFO)
	bsc.StatusRegister.WriteT(w.t, w.c.Regs, bsc.Flags)
	if s&bsc.Active != 0 {
		w.t.Errorf("S after an address that nobody acknowledges = %v, want no message that is active", s)
	}
}

// interruptWrite checks the interrupts of a FIFO that needs bytes, and of the end.
func (w watch) interruptWrite() {
	w.begin(target, bsc.InterruptTransmit|bsc.InterruptDone, 1)
	w.line.ExpectT(w.t, "of a FIFO that needs bytes", true)
	bsc.FIFO.WriteT(w.t, w.c.Regs, limit)
	w.line.ExpectT(w.t, "of the end", true)
	w.done(1)
	w.begin(target, 0, 1)
	w.line.ExpectT(w.t, "of a FIFO whose interrupt is not enabled", false)
	bsc.FIFO.WriteT(w.t, w.c.Regs, limit)
	w.line.ExpectT(w.t, "of an end whose interrupt is not enabled", false)
	w.done(1)
}

// interruptRead checks the interrupt of the end of a read.
func (w watch) interruptRead() {
	w.begin(target, bsc.Read|bsc.InterruptDone, 2)
	for range 2 {
		bsc.FIFO.ReadT(w.t, w.c.Regs)
	}
	w.line.ExpectT(w.t, "of the end", true)
	w.done(2)
}

// interruptCleared checks that the interrupt of the end is cleared with its flag.
func (w watch) interruptCleared() {
	w.begin(target, bsc.InterruptDone, 1)
	bsc.FIFO.WriteT(w.t, w.c.Regs, limit)
	bsc.StatusRegister.WriteT(w.t, w.c.Regs, bsc.Done)
	raised := w.line.Raised()
	bsc.ControlRegister.WriteT(w.t, w.c.Regs, 0)
	if raised {
		w.t.Error("the line is raised after DONE is cleared")
	}
}
