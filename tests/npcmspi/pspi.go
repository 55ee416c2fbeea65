package npcmspi

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/npcmpspi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// pspiChip is the model of the chip on the bus.
const pspiChip = "w25q256"

// pspiBits are those of PSPI_CTL1.
const pspiBits = npcmpspi.Enable | npcmpspi.Words | npcmpspi.InterruptRead | npcmpspi.InterruptWrite |
	npcmpspi.ClockMode | npcmpspi.ClockIdle | npcmpspi.Divisor

// pspiRegisters checks the registers, transfers of 8 and 16 bits, and the interrupts.
func pspiRegisters(t *run.T, c *npcmpspi.Controller) {
	line, err := c.Interrupt(t.Context(), 0)
	t.Must(err)
	p := pspi{t, c, line, spinor.Named(pspiChip).ID}
	t.Step("after the start", p.afterReset)
	t.Step("written", func() { reg.KeepsBitsT(t, c.Regs, "PSPI_CTL1", npcmpspi.ControlReg, pspiBits) })
	t.Step("read-only", func() { reg.IgnoresT(t, c.Regs, "PSPI_STAT", npcmpspi.StatusReg) })
	t.Step("bytes", p.bytes)
	t.Step("words", p.words)
	t.Step("buffer full", p.full)
	t.Step("idle after a transfer", p.idle)
	t.Step("read interrupt", p.readInterrupt)
	t.Step("write interrupt", p.writeInterrupt)
	t.Step("not enabled", p.notEnabled)
	t.Step("another reset", func() {
		p.control(npcmpspi.Enable | npcmpspi.Words | npcmpspi.InterruptRead | npcmpspi.Divisor)
		p.sends(0x1234)
		t.Must(t.QEMU().SystemReset(t.Context()))
		p.afterReset()
	})
}

// pspi is the controller with its interrupt watched.
type pspi struct {
	t    *run.T
	c    *npcmpspi.Controller
	line guest.Line
	id   []byte // of the chip
}

func (p pspi) afterReset() {
	reg.ExpectT(p.t, p.c.Regs, "PSPI_CTL1 after a reset", npcmpspi.ControlReg, 0)
	reg.ExpectT(p.t, p.c.Regs, "PSPI_STAT after a reset", npcmpspi.StatusReg, 0)
	p.line.ExpectT(p.t, "after a reset", false)
}

func (p pspi) control(v npcmpspi.Config) {
	p.t.Helper()
	npcmpspi.ControlReg.WriteT(p.t, p.c.Regs, v)
}

// selected calls use with the chip selected.
func (p pspi) selected(use func()) {
	p.t.Helper()
	p.t.Must(p.c.Select(p.t.Context(), false)) // after the start it may be selected
	p.t.Must(p.c.Select(p.t.Context(), true))
	use()
	p.t.Must(p.c.Select(p.t.Context(), false))
}

// sends begins a transfer and waits for its end.
func (p pspi) sends(v uint16) {
	p.t.Helper()
	npcmpspi.Data.WriteT(p.t, p.c.Regs, v)
	p.t.Must(p.c.Machine.Wait(p.t.Context(), "the end of a transfer (PSPI_STAT.RBF)", func(ctx context.Context) (bool, error) {
		s, err := npcmpspi.StatusReg.Read(ctx, p.c.Regs)
		return s&npcmpspi.Full != 0, err
	}))
}

// exchanges sends a byte or a word and returns what was received.
func (p pspi) exchanges(v uint16) uint16 {
	p.t.Helper()
	p.sends(v)
	return npcmpspi.Data.ReadT(p.t, p.c.Regs)
}

// bytes reads the identity of the chip by bytes.
func (p pspi) bytes() {
	p.control(npcmpspi.Enable)
	p.selected(func() {
		p.exchanges(uint16(spinor.ReadIdentification))
		for n, want := range p.id {
			if got := p.exchanges(0); got != uint16(want) {
				p.t.Errorf("byte %d of the identity = %#x, want %#x", n, got, want)
			}
		}
	})
}

// words reads it by words, whose first byte is in the high half.
func (p pspi) words() {
	p.control(npcmpspi.Enable | npcmpspi.Words)
	p.selected(func() {
		if got := p.exchanges(uint16(spinor.ReadIdentification)<<8) & 0xff; got != uint16(p.id[0]) {
			p.t.Errorf("low byte received with the command = %#x, want %#x", got, p.id[0])
		}
		if got, want := p.exchanges(0), uint16(p.id[1])<<8|uint16(p.id[2]); got != want {
			p.t.Errorf("word of the identity = %#x, want %#x", got, want)
		}
	})
}

// status checks PSPI_STAT.RBF and the line.
func (p pspi) status(when string, want npcmpspi.Status, raised bool) {
	p.t.Helper()
	reg.ExpectBitsT(p.t, p.c.Regs, "PSPI_STAT.RBF "+when, npcmpspi.StatusReg, npcmpspi.Full, want)
	p.line.ExpectT(p.t, when, raised)
}

// full checks that a received word waits until it is read.
func (p pspi) full() {
	p.control(npcmpspi.Enable)
	for n := range 2 {
		p.sends(0)
		p.status(fmt.Sprintf("after transfer %d", n), npcmpspi.Full, false)
		npcmpspi.Data.ReadT(p.t, p.c.Regs)
		p.status(fmt.Sprintf("after transfer %d was read", n), 0, false)
	}
}

// idle checks that a controller whose transfer is over is not busy, though nobody has read what it received.
func (p pspi) idle() {
	p.control(npcmpspi.Enable)
	p.sends(0)
	reg.ExpectT(p.t, p.c.Regs, "PSPI_STAT after a transfer", npcmpspi.StatusReg, npcmpspi.Full)
	npcmpspi.Data.ReadT(p.t, p.c.Regs)
}

// readInterrupt checks that EIR lets RBF interrupt.
func (p pspi) readInterrupt() {
	const on = npcmpspi.Enable | npcmpspi.InterruptRead
	p.control(on)
	p.status("with EIR, before a transfer", 0, false)
	p.sends(0)
	p.status("with EIR, after a transfer", npcmpspi.Full, true)
	p.control(npcmpspi.Enable)
	p.status("without EIR", npcmpspi.Full, false)
	p.control(on)
	p.status("with EIR again", npcmpspi.Full, true)
	npcmpspi.Data.ReadT(p.t, p.c.Regs)
	p.status("with the data read", 0, false)
	p.control(0)
}

// writeInterrupt checks that EIW lets a controller that is not busy interrupt.
func (p pspi) writeInterrupt() {
	const on = npcmpspi.Enable | npcmpspi.InterruptWrite
	p.control(on)
	p.status("with EIW, not busy", 0, true)
	p.control(npcmpspi.Enable)
	p.status("without EIW", 0, false)
	p.control(on)
	p.status("with EIW again", 0, true)
	p.control(npcmpspi.InterruptWrite)
	p.status("with EIW, not enabled", 0, false)
	p.control(0)
}

// notEnabled writes a command while the controller is not enabled.
func (p pspi) notEnabled() {
	p.control(0)
	p.selected(func() { npcmpspi.Data.WriteT(p.t, p.c.Regs, uint16(spinor.WriteEnable)) })
	p.status("of a controller that is not enabled", 0, false)
	npcmpspi.Data.ReadT(p.t, p.c.Regs)
	p.control(npcmpspi.Enable)
	p.selected(func() {
		p.exchanges(uint16(spinor.ReadStatus))
		if got := spinor.Status(p.exchanges(0)); got&spinor.Latch != 0 {
			p.t.Errorf("status of the chip = %v, want no %v: Write Enable was written while the controller was not enabled", got, spinor.Latch)
		}
	})
}
