package ppc4xxi2c

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/ppc4xxi2c"
)

// registers uses the registers of the controller (PPC405GP manual, section "IIC Registers").
func registers(t *run.T, c *ppc4xxi2c.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	w := watch{t, c, line}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("buffer", w.buffer)
	t.Step("lines", w.lines)
	t.Step("lines read back", w.linesKept)
	t.Step("transfer", w.transfer)
	t.Step("chain", w.chain)
	t.Step("several bytes in one part", w.several)
	t.Step("buffer after a write", w.sent)
	t.Step("end of a STOP", w.stopped)
	t.Step("no acknowledge", w.refused)
	t.Step("cause of an error", w.cause)
	t.Step("interrupt", w.interrupt)
	t.Step("soft reset", func() {
		w.dirty(0)
		w.reset()
		w.cleared("after a soft reset")
		reg.ExpectT(t, c.Regs, "LMADR after a soft reset", ppc4xxi2c.Address, target<<1)
		reg.ExpectT(t, c.Regs, "LSADR after a soft reset", ppc4xxi2c.OwnAddress, 0x22)
		w.fill(0x99)
		w.ram("after a soft reset", 0x99)
	})
	t.Step("line after a soft reset", func() {
		w.dirty(0)
		w.reset()
		w.lowered("after a soft reset")
	})
	t.Step("reset", func() {
		w.dirty(0)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.cleared("after a reset")
	})
	t.Step("reset in a transfer", func() {
		w.dirty(ppc4xxi2c.CHT)
		t.Must(t.QEMU().SystemReset(t.Context()))
		free := ppc4xxi2c.ExtendedStatus.ReadT(t, c.Regs)
		ppc4xxi2c.ControlRegister.WriteT(t, c.Regs, ppc4xxi2c.HMT)
		if free != ppc4xxi2c.Free {
			t.Errorf("EXTSTS after a reset in a transfer = %#x, want that of a free bus, %#x", uint8(free), uint8(ppc4xxi2c.Free))
		}
	})
	t.Step("line after a reset", func() {
		w.dirty(0)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.lowered("after a reset")
	})
}

// watch is a controller with its interrupt watched.
type watch struct {
	t    *run.T
	c    *ppc4xxi2c.Controller
	line guest.Line
}

// memory is the number of the clock's first byte of RAM.
const memory = 8

func (w watch) afterReset() {
	w.t.Helper()
	for _, r := range []struct {
		name string
		reg.Reg[uint8]
	}{
		{"LMADR", ppc4xxi2c.Address}, {"HMADR", ppc4xxi2c.HighAddress}, {"LSADR", ppc4xxi2c.OwnAddress},
		{"HSADR", ppc4xxi2c.OwnHighAddress}, {"CLKDIV", ppc4xxi2c.Divider},
	} {
		reg.ExpectT(w.t, w.c.Regs, r.name+" after a reset", r.Reg, 0)
	}
	w.cleared("after a reset")
	w.line.ExpectT(w.t, "after a reset", false)
}

// cleared checks the registers that a soft reset clears, too.
func (w watch) cleared(when string) {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "CNTL "+when, ppc4xxi2c.ControlRegister, 0)
	reg.ExpectT(w.t, w.c.Regs, "MDCNTL "+when, ppc4xxi2c.ModeRegister, 0)
	reg.ExpectT(w.t, w.c.Regs, "STS "+when, ppc4xxi2c.StatusRegister, 0)
	reg.ExpectT(w.t, w.c.Regs, "EXTSTS "+when, ppc4xxi2c.ExtendedStatus, ppc4xxi2c.Free)
	reg.ExpectT(w.t, w.c.Regs, "INTRMSK "+when, ppc4xxi2c.InterruptMask, 0)
	reg.ExpectT(w.t, w.c.Regs, "XFRCNT "+when, ppc4xxi2c.Count, 0)
	reg.ExpectT(w.t, w.c.Regs, "DIRECTCNTL "+when, ppc4xxi2c.Lines, ppc4xxi2c.SDAC|ppc4xxi2c.SCC|ppc4xxi2c.MSDA|ppc4xxi2c.MSC)
}

// written checks that registers keep written values.
func (w watch) written() {
	for _, v := range []uint8{0xa5, 0x5a, 0xff, 0} {
		reg.KeepsT(w.t, w.c.Regs, "LMADR", ppc4xxi2c.Address, v)
		reg.KeepsT(w.t, w.c.Regs, "HMADR", ppc4xxi2c.HighAddress, ^v)
		reg.KeepsT(w.t, w.c.Regs, "LSADR", ppc4xxi2c.OwnAddress, v)
		reg.KeepsT(w.t, w.c.Regs, "HSADR", ppc4xxi2c.OwnHighAddress, ^v)
		reg.KeepsT(w.t, w.c.Regs, "CLKDIV", ppc4xxi2c.Divider, v)
		reg.KeepsT(w.t, w.c.Regs, "INTRMSK", ppc4xxi2c.InterruptMask, ppc4xxi2c.Enables(v))
	}
	const kept = ppc4xxi2c.HSCL | ppc4xxi2c.EINT | ppc4xxi2c.ESM | ppc4xxi2c.FSM | ppc4xxi2c.EGC
	for _, v := range []ppc4xxi2c.Mode{ppc4xxi2c.EINT, ppc4xxi2c.ESM, ppc4xxi2c.FSM, ppc4xxi2c.EGC, kept, 0} {
		ppc4xxi2c.ModeRegister.WriteT(w.t, w.c.Regs, v)
		reg.ExpectT(w.t, w.c.Regs, "MDCNTL after a write", ppc4xxi2c.ModeRegister, v)
	}
	ppc4xxi2c.ModeRegister.WriteT(w.t, w.c.Regs, ppc4xxi2c.FMDB|ppc4xxi2c.FSDB)
	reg.ExpectT(w.t, w.c.Regs, "MDCNTL after the buffers were emptied", ppc4xxi2c.ModeRegister, 0)
}

// full is the status of a buffer with n bytes.
func full(n int) ppc4xxi2c.Status {
	switch n {
	case 0:
		return 0
	case ppc4xxi2c.BufferSize:
		return ppc4xxi2c.MDBS | ppc4xxi2c.MDBF
	}
	return ppc4xxi2c.MDBS
}

// stored checks the status of a buffer with n bytes.
func (w watch) stored(when string, n int) {
	w.t.Helper()
	reg.ExpectBitsT(w.t, w.c.Regs, "STS "+when, ppc4xxi2c.StatusRegister, ppc4xxi2c.MDBS|ppc4xxi2c.MDBF, full(n))
}

// buffer fills the buffer and empties it by FMDB.
func (w watch) buffer() {
	for n := range ppc4xxi2c.BufferSize {
		w.stored("with bytes written to the buffer", n)
		ppc4xxi2c.Buffer.WriteT(w.t, w.c.Regs, 0x11)
	}
	w.stored("with a full buffer", ppc4xxi2c.BufferSize)
	ppc4xxi2c.ModeRegister.WriteT(w.t, w.c.Regs, ppc4xxi2c.FMDB)
	w.stored("with the buffer emptied", 0)
}

// lines drives each line low, and reads their levels.
func (w watch) lines() {
	const levels = ppc4xxi2c.MSDA | ppc4xxi2c.MSC
	for _, v := range []struct{ written, want ppc4xxi2c.Direct }{
		{ppc4xxi2c.SCC, ppc4xxi2c.MSC}, {0, 0}, {ppc4xxi2c.SDAC, ppc4xxi2c.MSDA}, {ppc4xxi2c.SDAC | ppc4xxi2c.SCC, levels},
	} {
		ppc4xxi2c.Lines.WriteT(w.t, w.c.Regs, v.written)
		reg.ExpectBitsT(w.t, w.c.Regs, "levels in DIRECTCNTL", ppc4xxi2c.Lines, levels, v.want)
	}
}

// linesKept checks that DIRECTCNTL tells which lines are driven.
func (w watch) linesKept() {
	for _, v := range []ppc4xxi2c.Direct{ppc4xxi2c.SCC, ppc4xxi2c.SDAC, 0, ppc4xxi2c.SDAC | ppc4xxi2c.SCC} {
		ppc4xxi2c.Lines.WriteT(w.t, w.c.Regs, v)
		reg.ExpectBitsT(w.t, w.c.Regs, "DIRECTCNTL", ppc4xxi2c.Lines, ppc4xxi2c.SDAC|ppc4xxi2c.SCC, v)
	}
}

// begin fills the buffer and writes CNTL, and checks that the transfer is complete and has moved n bytes.
func (w watch) begin(control ppc4xxi2c.Control, n int, bytes ...byte) {
	w.t.Helper()
	ppc4xxi2c.ModeRegister.WriteT(w.t, w.c.Regs, ppc4xxi2c.ModeRegister.ReadT(w.t, w.c.Regs)|ppc4xxi2c.FMDB)
	for _, b := range bytes {
		ppc4xxi2c.Buffer.WriteT(w.t, w.c.Regs, b)
	}
	ppc4xxi2c.ControlRegister.WriteT(w.t, w.c.Regs, control|ppc4xxi2c.PT)
	reg.ExpectBitsT(w.t, w.c.Regs, "CNTL", ppc4xxi2c.ControlRegister, ppc4xxi2c.RW|ppc4xxi2c.PT, control&ppc4xxi2c.RW)
	reg.ExpectBitsT(w.t, w.c.Regs, "STS", ppc4xxi2c.StatusRegister, ppc4xxi2c.Pending, 0)
	reg.ExpectT(w.t, w.c.Regs, "XFRCNT", ppc4xxi2c.Count, uint8(n))
}

// to sets the address.
func (w watch) to(address uint8) {
	w.t.Helper()
	ppc4xxi2c.Address.WriteT(w.t, w.c.Regs, address<<1)
}

// bus checks whether the bus is free.
func (w watch) bus(when string, free bool) {
	w.t.Helper()
	if got := ppc4xxi2c.ExtendedStatus.ReadT(w.t, w.c.Regs) & ppc4xxi2c.BCS; got == ppc4xxi2c.Free != free {
		w.t.Errorf("EXTSTS.BCS %s = %#x, want that of a free bus, %#x: %t", when, uint8(got), uint8(ppc4xxi2c.Free), free)
	}
}

// ram checks bytes of the clock's RAM from its beginning on.
func (w watch) ram(when string, want ...byte) {
	w.t.Helper()
	got := make([]byte, len(want))
	w.t.Must(w.c.Transfer(w.t.Context(), target, []byte{memory}, got))
	if string(got) != string(want) {
		w.t.Errorf("RAM of the clock %s = % x, want % x", when, got, want)
	}
}

// fill writes bytes to the clock's RAM.
func (w watch) fill(bytes ...byte) {
	w.t.Helper()
	w.t.Must(w.c.Transfer(w.t.Context(), target, append([]byte{memory}, bytes...), nil))
}

// transfer writes the number of a register and reads a byte after a repeated START.
func (w watch) transfer() {
	w.fill(0x5a)
	w.to(target)
	w.begin(ppc4xxi2c.RPST, 1, memory)
	w.begin(ppc4xxi2c.RW, 1)
	w.stored("with a byte received", 1)
	w.bus("after the transfer", true)
	if got := ppc4xxi2c.Buffer.ReadT(w.t, w.c.Regs); got != 0x5a {
		w.t.Errorf("byte received = %#02x, want 0x5a", got)
	}
	w.stored("with the byte taken", 0)
}

// chain sends a full buffer with CHT, which keeps the bus, and halts the transfer; then receives one.
func (w watch) chain() {
	w.fill(0, 0, 0, 0x44)
	w.to(target)
	w.begin(ppc4xxi2c.CHT|ppc4xxi2c.Bytes(4), 4, memory, 0x11, 0x22, 0x33)
	w.bus("in a chain", false)
	ppc4xxi2c.ControlRegister.WriteT(w.t, w.c.Regs, ppc4xxi2c.HMT)
	w.bus("halted", true)
	w.ram("after a chain", 0x11, 0x22, 0x33, 0x44)
	w.begin(ppc4xxi2c.RPST, 1, memory)
	w.begin(ppc4xxi2c.RW|ppc4xxi2c.CHT|ppc4xxi2c.Bytes(4), 4)
	w.stored("with four bytes received", ppc4xxi2c.BufferSize)
	for n, want := range []uint8{0x11, 0x22, 0x33, 0x44} {
		if got := ppc4xxi2c.Buffer.ReadT(w.t, w.c.Regs); got != want {
			w.t.Errorf("byte %d received = %#02x, want %#02x", n, got, want)
		}
		left := ppc4xxi2c.BufferSize - 1 - n
		w.stored("with bytes taken", left)
	}
	ppc4xxi2c.ControlRegister.WriteT(w.t, w.c.Regs, ppc4xxi2c.HMT)
	w.bus("halted again", true)
}

// several sends bytes in one part with a STOP.
func (w watch) several() {
	w.fill(0, 0, 0)
	w.to(target)
	w.begin(ppc4xxi2c.Bytes(4), 4, memory, 0x66, 0x77, 0x88)
	w.ram("after four bytes", 0x66, 0x77, 0x88)
}

// sent checks that the buffer is empty after a transfer that sent its byte.
func (w watch) sent() {
	w.to(target)
	w.begin(0, 1, memory)
	w.stored("with the byte sent", 0)
}

// stopped checks the flag of a STOP, and that a written 1 clears it.
func (w watch) stopped() {
	w.to(target)
	ppc4xxi2c.StatusRegister.WriteT(w.t, w.c.Regs, ppc4xxi2c.SCMP)
	w.begin(0, 1, memory)
	reg.ExpectBitsT(w.t, w.c.Regs, "STS after a STOP", ppc4xxi2c.StatusRegister, ppc4xxi2c.SCMP, ppc4xxi2c.SCMP)
	ppc4xxi2c.StatusRegister.WriteT(w.t, w.c.Regs, ppc4xxi2c.SCMP)
	reg.ExpectBitsT(w.t, w.c.Regs, "STS with SCMP cleared", ppc4xxi2c.StatusRegister, ppc4xxi2c.SCMP, 0)
}

// refused checks the status after an address that nobody acknowledges, and after the next transfer.
func (w watch) refused() {
	w.to(absent)
	w.begin(0, 0, memory)
	reg.ExpectBitsT(w.t, w.c.Regs, "STS", ppc4xxi2c.StatusRegister, ppc4xxi2c.ERR, ppc4xxi2c.ERR)
	w.bus("after an address that nobody acknowledges", true)
	w.begin(ppc4xxi2c.RW, 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "STS of a read", ppc4xxi2c.StatusRegister, ppc4xxi2c.ERR|ppc4xxi2c.MDBS, ppc4xxi2c.ERR)
	ppc4xxi2c.ExtendedStatus.WriteT(w.t, w.c.Regs, ppc4xxi2c.Errors)
	w.to(target)
	w.begin(0, 1, memory)
	reg.ExpectBitsT(w.t, w.c.Regs, "STS after the next transfer", ppc4xxi2c.StatusRegister, ppc4xxi2c.ERR, 0)
}

// cause checks that EXTSTS tells of such an address, and that ERR goes with its bit.
func (w watch) cause() {
	w.to(absent)
	w.begin(0, 0, memory)
	cause := ppc4xxi2c.ExtendedStatus.ReadT(w.t, w.c.Regs) & ppc4xxi2c.Errors
	ppc4xxi2c.ExtendedStatus.WriteT(w.t, w.c.Regs, ppc4xxi2c.Errors)
	left := ppc4xxi2c.StatusRegister.ReadT(w.t, w.c.Regs) & ppc4xxi2c.ERR
	w.to(target)
	w.begin(0, 1, memory)
	if cause&ppc4xxi2c.XFRA == 0 || left != 0 {
		w.t.Errorf("errors in EXTSTS = %v, and in STS with them cleared %v, want %v and 0", cause, left, ppc4xxi2c.XFRA)
	}
}

// interrupt checks that the end of a transfer interrupts if EINT and EIMTC are set, until IRQA is cleared.
func (w watch) interrupt() {
	w.to(target)
	for _, tc := range []struct {
		when string
		mode ppc4xxi2c.Mode
		mask ppc4xxi2c.Enables
		want bool
	}{
		{"without EINT", 0, ppc4xxi2c.EIMTC, false},
		{"without EIMTC", ppc4xxi2c.EINT, 0, false},
		{"with both", ppc4xxi2c.EINT, ppc4xxi2c.EIMTC, true},
	} {
		ppc4xxi2c.ModeRegister.WriteT(w.t, w.c.Regs, tc.mode)
		ppc4xxi2c.InterruptMask.WriteT(w.t, w.c.Regs, tc.mask)
		w.line.ExpectT(w.t, "before the transfer, "+tc.when, false)
		w.begin(0, 1, memory)
		var flag ppc4xxi2c.Status
		if tc.want {
			flag = ppc4xxi2c.IRQA
		}
		reg.ExpectBitsT(w.t, w.c.Regs, "STS "+tc.when, ppc4xxi2c.StatusRegister, ppc4xxi2c.IRQA, flag)
		w.line.ExpectT(w.t, tc.when, tc.want)
	}
	ppc4xxi2c.StatusRegister.WriteT(w.t, w.c.Regs, ppc4xxi2c.IRQA)
	reg.ExpectBitsT(w.t, w.c.Regs, "STS with IRQA cleared", ppc4xxi2c.StatusRegister, ppc4xxi2c.IRQA, 0)
	w.line.ExpectT(w.t, "with IRQA cleared", false)
	ppc4xxi2c.InterruptMask.WriteT(w.t, w.c.Regs, 0)
	ppc4xxi2c.ModeRegister.WriteT(w.t, w.c.Regs, 0)
}

// dirty changes the registers that a reset has to change back, makes a transfer, and leaves its interrupt pending. The transfer
// stays open with CHT.
func (w watch) dirty(more ppc4xxi2c.Control) {
	w.t.Helper()
	ppc4xxi2c.OwnAddress.WriteT(w.t, w.c.Regs, 0x22)
	ppc4xxi2c.ModeRegister.WriteT(w.t, w.c.Regs, ppc4xxi2c.EINT|ppc4xxi2c.FSM)
	ppc4xxi2c.InterruptMask.WriteT(w.t, w.c.Regs, ppc4xxi2c.EIMTC)
	w.to(target)
	w.begin(more, 1, memory)
	ppc4xxi2c.Lines.WriteT(w.t, w.c.Regs, 0)
	w.line.ExpectT(w.t, "before a reset", true)
}

// reset resets the interface.
func (w watch) reset() {
	w.t.Helper()
	ppc4xxi2c.ExtendedControl.WriteT(w.t, w.c.Regs, ppc4xxi2c.SRST)
	ppc4xxi2c.ExtendedControl.WriteT(w.t, w.c.Regs, 0)
}

// lowered checks the line after a reset, and lowers it by IRQA if it is still raised.
func (w watch) lowered(when string) {
	w.t.Helper()
	got := w.line.Raised()
	ppc4xxi2c.StatusRegister.WriteT(w.t, w.c.Regs, ppc4xxi2c.IRQA)
	if got {
		w.t.Errorf("%s: the interrupt line is raised: true, want false", when)
	}
}
