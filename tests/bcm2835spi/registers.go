package bcm2835spi

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/bcm2835spi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// chip is the model of the chip on the bus.
const chip = "w25q256"

// These are the bits of CS, but for TA, that can be written, and those that tell of the FIFOs.
const (
	settings = bcm2835spi.Chip | bcm2835spi.Phase | bcm2835spi.Polarity | bcm2835spi.SelectPolarity | bcm2835spi.DMAEnable |
		bcm2835spi.InterruptDone | bcm2835spi.InterruptReceive | bcm2835spi.AutoDeselect | bcm2835spi.ReadEnable | bcm2835spi.LoSSI |
		bcm2835spi.SelectPolarity0 | bcm2835spi.SelectPolarity1 | bcm2835spi.SelectPolarity2 | bcm2835spi.DMALoSSI | bcm2835spi.LongLoSSI
	states = bcm2835spi.Done | bcm2835spi.ReceiveData | bcm2835spi.TransmitReady | bcm2835spi.ReceiveHigh | bcm2835spi.ReceiveFull
)

// empty empties both FIFOs.
const empty = bcm2835spi.ClearTransmit | bcm2835spi.ClearReceive

// high is the number of bytes from which on RXR is set, three quarters of a FIFO.
const high = bcm2835spi.Depth * 3 / 4

// registers checks the registers, transfers, the FIFOs' levels, and the interrupts.
func registers(t *run.T, p *bcm2835spi.Port) {
	line, err := p.Interrupt(t.Context(), 0)
	t.Must(err)
	s := spi{t, p, line, spinor.Named(chip).ID}
	t.Step("after the start", func() {
		s.afterReset()
		s.line.ExpectT(t, "after the start", false)
	})
	t.Step("written", s.written)
	t.Step("read-only", func() {
		s.control(states)
		s.state("with its read-only bits written", bcm2835spi.TransmitReady)
		s.control(0)
		s.state("with 0 written", bcm2835spi.TransmitReady)
	})
	t.Step("CLEAR read", func() {
		s.control(empty)
		reg.ExpectBitsT(t, p.Regs, "CS after a write of CLEAR", bcm2835spi.ControlReg, empty, 0)
	})
	t.Step("identity", func() {
		for n := range 2 {
			s.opens(0)
			s.selected(func() { same.Bytes(t, fmt.Sprintf("identity in transfer %d", n), s.asks(), s.id) })
		}
	})
	t.Step("select lines", func() {
		for n := range 2 {
			s.opens(0)
			same.Bytes(t, fmt.Sprintf("identity in transfer %d, by the master's select line", n), s.asks(), s.id)
		}
	})
	t.Step("transfer", s.transfer)
	t.Step("clearing", s.clearing)
	t.Step("levels", s.levels)
	t.Step("not active", s.notActive)
	t.Step("interrupt of a transfer's end", s.interruptDone)
	t.Step("interrupt of the receive FIFO", s.interruptReceive)
	t.Step("another reset", func() {
		s.opens(settings &^ (bcm2835spi.Chip | bcm2835spi.DMAEnable | bcm2835spi.LoSSI))
		bcm2835spi.Clock.WriteT(t, p.Regs, 2)
		bcm2835spi.Length.WriteT(t, p.Regs, 3)
		bcm2835spi.Hold.WriteT(t, p.Regs, 4)
		bcm2835spi.Thresholds.WriteT(t, p.Regs, 5)
		s.sends(1)
		t.Must(t.QEMU().SystemReset(t.Context()))
		s.afterReset()
	})
	t.Step("line after a reset", func() { s.line.ExpectT(t, "after a reset", false) })
}

// spi is the master with its interrupt watched.
type spi struct {
	t    *run.T
	p    *bcm2835spi.Port
	line guest.Line
	id   []byte // of the chip
}

func (s spi) afterReset() {
	s.t.Helper()
	reg.ExpectT(s.t, s.p.Regs, "CS after a reset", bcm2835spi.ControlReg, bcm2835spi.ControlReset)
	reg.ExpectT(s.t, s.p.Regs, "CLK after a reset", bcm2835spi.Clock, 0)
	reg.ExpectT(s.t, s.p.Regs, "DLEN after a reset", bcm2835spi.Length, 0)
	reg.ExpectT(s.t, s.p.Regs, "LTOH after a reset", bcm2835spi.Hold, bcm2835spi.HoldReset)
	reg.ExpectT(s.t, s.p.Regs, "DC after a reset", bcm2835spi.Thresholds, bcm2835spi.ThresholdsReset)
}

func (s spi) control(v bcm2835spi.Control) {
	s.t.Helper()
	bcm2835spi.ControlReg.WriteT(s.t, s.p.Regs, v)
}

// state checks the bits of CS that tell of the FIFOs.
func (s spi) state(when string, want bcm2835spi.Control) {
	s.t.Helper()
	reg.ExpectBitsT(s.t, s.p.Regs, "CS "+when, bcm2835spi.ControlReg, states, want)
}

// written checks that each bit is kept.
func (s spi) written() {
	for bit := bcm2835spi.Control(1); bit <= bcm2835spi.LongLoSSI; bit <<= 1 {
		if bit&settings != 0 {
			s.control(bit)
			reg.ExpectBitsT(s.t, s.p.Regs, "settings in CS after a write", bcm2835spi.ControlReg, settings, bit)
		}
	}
	s.control(settings)
	reg.ExpectBitsT(s.t, s.p.Regs, "all settings in CS after a write", bcm2835spi.ControlReg, settings, settings)
	s.control(0)
	reg.KeepsBitsT(s.t, s.p.Regs, "CLK", bcm2835spi.Clock, 0xfffe) // odd divisors are rounded down
	reg.KeepsBitsT(s.t, s.p.Regs, "DLEN", bcm2835spi.Length, 0xffff)
	reg.KeepsBitsT(s.t, s.p.Regs, "LTOH", bcm2835spi.Hold, 0xf)
	reg.KeepsBitsT(s.t, s.p.Regs, "DC", bcm2835spi.Thresholds, ^uint32(0))
}

// opens begins another transfer, with empty FIFOs.
func (s spi) opens(how bcm2835spi.Control) {
	s.t.Helper()
	s.control(empty)
	s.control(how | bcm2835spi.Active)
}

// sends puts bytes into the transmit FIFO and waits until all of them were sent.
func (s spi) sends(p ...byte) {
	s.t.Helper()
	s.writes(p...)
	s.t.Must(s.p.Machine.Wait(s.t.Context(), "the end of a transfer (CS.DONE)", func(ctx context.Context) (bool, error) {
		v, err := bcm2835spi.ControlReg.Read(ctx, s.p.Regs)
		return v&bcm2835spi.Done != 0, err
	}))
}

// writes puts bytes into the transmit FIFO.
func (s spi) writes(p ...byte) {
	s.t.Helper()
	for _, b := range p {
		bcm2835spi.Data.WriteT(s.t, s.p.Regs, uint32(b))
	}
}

// takes reads bytes from the receive FIFO.
func (s spi) takes(n int) []byte {
	s.t.Helper()
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(bcm2835spi.Data.ReadT(s.t, s.p.Regs))
	}
	return p
}

// asks sends the command for the chip's identity, and returns the bytes received behind it.
func (s spi) asks() []byte {
	s.t.Helper()
	s.sends(append([]byte{byte(spinor.ReadIdentification)}, make([]byte, len(s.id))...)...)
	return s.takes(len(s.id) + 1)[1:]
}

// selected calls use with the chip selected by its pin.
func (s spi) selected(use func()) {
	s.t.Helper()
	s.t.Must(s.p.Select(s.t.Context(), false)) // after the start it may be selected
	s.t.Must(s.p.Select(s.t.Context(), true))
	use()
	s.t.Must(s.p.Select(s.t.Context(), false))
}

// transfer checks the states before, during and after a transfer.
func (s spi) transfer() {
	const ready = bcm2835spi.TransmitReady
	s.opens(0)
	s.sends(0, 0)
	s.state("with two bytes received", ready|bcm2835spi.Done|bcm2835spi.ReceiveData)
	s.takes(1)
	s.state("with one byte left", ready|bcm2835spi.Done|bcm2835spi.ReceiveData)
	s.takes(1)
	s.state("with none left", ready|bcm2835spi.Done)
	s.control(0)
	s.state("after the transfer", ready)
}

// clearing checks that CLEAR empties the receive FIFO, or leaves it.
func (s spi) clearing() {
	s.opens(0)
	s.sends(0, 0, 0)
	s.control(bcm2835spi.Active | bcm2835spi.ClearTransmit)
	reg.ExpectBitsT(s.t, s.p.Regs, "CS with the transmit FIFO cleared", bcm2835spi.ControlReg, bcm2835spi.ReceiveData, bcm2835spi.ReceiveData)
	s.control(bcm2835spi.Active | bcm2835spi.ClearReceive)
	reg.ExpectBitsT(s.t, s.p.Regs, "CS with the receive FIFO cleared", bcm2835spi.ControlReg, bcm2835spi.ReceiveData, 0)
	s.sends(0)
	s.takes(1)
	reg.ExpectBitsT(s.t, s.p.Regs, "CS with the next byte taken", bcm2835spi.ControlReg, bcm2835spi.ReceiveData, 0)
}

// levels fills both FIFOs: a full receive FIFO stops the transfer, and none of its bytes is lost. The chip's identity is at the
// begin.
func (s spi) levels() {
	const (
		ready    = bcm2835spi.TransmitReady
		received = ready | bcm2835spi.Done | bcm2835spi.ReceiveData
		depth    = bcm2835spi.Depth
	)
	s.opens(0)
	s.selected(func() { s.sends(append([]byte{byte(spinor.ReadIdentification)}, make([]byte, high-2)...)...) })
	s.state(fmt.Sprintf("with %d bytes received", high-1), received)
	s.sends(0)
	s.state(fmt.Sprintf("with %d bytes received", high), received|bcm2835spi.ReceiveHigh)
	s.sends(make([]byte, depth-1-high)...)
	s.state(fmt.Sprintf("with %d bytes received", depth-1), received|bcm2835spi.ReceiveHigh)
	s.sends(0)
	const full = bcm2835spi.ReceiveHigh | bcm2835spi.ReceiveFull
	reg.ExpectBitsT(s.t, s.p.Regs, "CS with a full receive FIFO", bcm2835spi.ControlReg, full|ready, full|ready)
	s.writes(make([]byte, depth-1)...)
	reg.ExpectBitsT(s.t, s.p.Regs, "CS with room for a byte to send", bcm2835spi.ControlReg, full|ready|bcm2835spi.Done, full|ready)
	s.writes(0)
	reg.ExpectBitsT(s.t, s.p.Regs, "CS with both FIFOs full", bcm2835spi.ControlReg, full|ready|bcm2835spi.Done, full)
	same.Bytes(s.t, "identity at the begin of the full FIFO", s.takes(len(s.id) + 1)[1:], s.id)
	s.takes(2*depth - high - len(s.id) - 1)
	s.state(fmt.Sprintf("with %d bytes left", high), received|bcm2835spi.ReceiveHigh)
	s.takes(1)
	s.state(fmt.Sprintf("with %d bytes left", high-1), received)
	s.takes(high - 1)
	s.state("with none left", ready|bcm2835spi.Done)
}

// notActive writes a command while no transfer is active.
func (s spi) notActive() {
	s.control(empty)
	s.selected(func() { s.writes(byte(spinor.WriteEnable)) })
	s.state("with a byte written while not active", bcm2835spi.TransmitReady)
	s.opens(0)
	s.selected(func() { s.sends(byte(spinor.ReadStatus), 0) })
	if status := spinor.Status(s.takes(2)[1]); status&spinor.Latch != 0 {
		s.t.Errorf("status of the chip = %v, want no %v: Write Enable was written while no transfer was active", status, spinor.Latch)
	}
}

// interruptDone checks that INTD lets DONE interrupt.
func (s spi) interruptDone() {
	s.opens(0)
	s.sends(0)
	s.line.ExpectT(s.t, "after a byte, without INTD", false)
	s.control(bcm2835spi.Active | bcm2835spi.InterruptDone)
	s.line.ExpectT(s.t, "with INTD", true)
	s.control(bcm2835spi.Active)
	s.line.ExpectT(s.t, "without INTD again", false)
	s.control(bcm2835spi.Active | bcm2835spi.InterruptReceive)
	s.line.ExpectT(s.t, "with INTR, and one byte received", false)
	s.opens(bcm2835spi.InterruptDone)
	s.sends(0)
	s.line.ExpectT(s.t, "after a byte, with INTD", true)
	s.control(bcm2835spi.InterruptDone)
	s.line.ExpectT(s.t, "with the transfer not active any more", false)
}

// interruptReceive checks that INTR lets RXR interrupt.
func (s spi) interruptReceive() {
	s.opens(bcm2835spi.InterruptReceive)
	s.sends(make([]byte, high-1)...)
	s.line.ExpectT(s.t, fmt.Sprintf("with %d bytes received", high-1), false)
	s.sends(0)
	s.line.ExpectT(s.t, fmt.Sprintf("with %d bytes received", high), true)
	s.control(bcm2835spi.Active)
	s.line.ExpectT(s.t, "without INTR", false)
	s.control(bcm2835spi.Active | bcm2835spi.InterruptReceive)
	s.line.ExpectT(s.t, "with INTR again", true)
	s.takes(1)
	s.line.ExpectT(s.t, "with a byte taken", false)
}
