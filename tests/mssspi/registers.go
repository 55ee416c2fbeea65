package mssspi

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/mssspi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// chip is the model of the chip on the bus.
const chip = "s25sl12801"

// held are the settings with which the chip stays selected during a burst.
const held = mssspi.Master | mssspi.Hold

// kept are the bits of CONTROL that neither enable nor reset the controller.
const kept = ^(mssspi.Enable | mssspi.Reset)

// registers checks the registers, bursts of frames from the chip, the FIFOs' levels, and the interrupts.
func registers(t *run.T, c *mssspi.Controller) {
	line, err := c.Interrupt(t.Context(), 0)
	t.Must(err)
	s := spi{t, c, line, spinor.Named(chip).ID}
	t.Step("after the start", s.afterReset)
	t.Step("status in a byte", func() { reg.ExpectT(t, c.Regs, "STAT8 after the start", mssspi.Status8, mssspi.Status8Reset) })
	t.Step("written", s.written)
	t.Step("read-only", func() {
		reg.IgnoresT(t, c.Regs, "STATUS", mssspi.StatusReg)
		reg.IgnoresT(t, c.Regs, "MIS", mssspi.Masked)
		reg.IgnoresT(t, c.Regs, "RIS", mssspi.Raw)
	})
	t.Step("INT_CLEAR read", func() {
		mssspi.Clear.WriteT(t, c.Regs, mssspi.SendDone|mssspi.ReceiveReady)
		reg.ExpectT(t, c.Regs, "INT_CLEAR after a write", mssspi.Clear, 0)
	})
	t.Step("frame size of an enabled controller", s.fixedSize)
	t.Step("count of frames", s.count)
	t.Step("clearing", s.clearing)
	t.Step("selection between frames", s.selection)
	t.Step("chip not selected", s.notSelected)
	t.Step("frames of 16 bits", func() { s.wide(16) })
	t.Step("frames of 32 bits", func() { s.wide(32) })
	s.fifos()
	t.Step("not enabled", s.notEnabled)
	s.interrupts()
	t.Step("held in reset", func() {
		s.used()
		mssspi.ControlReg.WriteT(t, c.Regs, kept|mssspi.Reset)
		s.reset("in reset")
	})
	t.Step("another reset", func() {
		s.used()
		t.Must(t.QEMU().SystemReset(t.Context()))
		s.afterReset()
	})
}

// spi is the controller with its interrupt watched.
type spi struct {
	t    *run.T
	c    *mssspi.Controller
	line guest.Line
	id   []byte // of the chip
}

func (s spi) afterReset() {
	s.t.Helper()
	reg.ExpectT(s.t, s.c.Regs, "CONTROL after a reset", mssspi.ControlReg, mssspi.ControlReset)
	s.reset("after a reset")
}

// reset checks all registers but CONTROL and STAT8.
func (s spi) reset(when string) {
	s.t.Helper()
	reg.ExpectT(s.t, s.c.Regs, "TXRXDF_SIZE "+when, mssspi.FrameSize, mssspi.FrameSizeReset)
	reg.ExpectT(s.t, s.c.Regs, "STATUS "+when, mssspi.StatusReg, mssspi.StatusReset)
	reg.ExpectT(s.t, s.c.Regs, "RX_DATA "+when, mssspi.Receive, 0)
	reg.ExpectT(s.t, s.c.Regs, "CLK_GEN "+when, mssspi.ClockRate, mssspi.ClockRateReset)
	reg.ExpectT(s.t, s.c.Regs, "SLAVE_SELECT "+when, mssspi.SlaveSelect, 0)
	reg.ExpectT(s.t, s.c.Regs, "MIS "+when, mssspi.Masked, 0)
	reg.ExpectT(s.t, s.c.Regs, "RIS "+when, mssspi.Raw, 0)
	reg.ExpectT(s.t, s.c.Regs, "CONTROL2 "+when, mssspi.Control2, 0)
	reg.ExpectT(s.t, s.c.Regs, "COMMAND "+when, mssspi.CommandReg, 0)
	reg.ExpectT(s.t, s.c.Regs, "PKTSIZE "+when, mssspi.PacketSize, 0)
	reg.ExpectT(s.t, s.c.Regs, "CMD_SIZE "+when, mssspi.CommandSize, 0)
	reg.ExpectT(s.t, s.c.Regs, "HWSTATUS "+when, mssspi.SlaveStatus, 0)
	s.line.ExpectT(s.t, when, false)
}

// used leaves no register as a reset does, frames in the receive FIFO, and an interrupt.
func (s spi) used() {
	s.t.Helper()
	s.opens(held|mssspi.BigFIFO|mssspi.ReceiveInterrupt|mssspi.SendInterrupt, 2)
	mssspi.ClockRate.WriteT(s.t, s.c.Regs, 3)
	mssspi.Control2.WriteT(s.t, s.c.Regs, 1)
	mssspi.PacketSize.WriteT(s.t, s.c.Regs, 2)
	s.sends(uint32(spinor.ReadIdentification), 0)
}

// written checks that each bit is kept, and each size of a frame.
func (s spi) written() {
	reg.KeepsBitsT(s.t, s.c.Regs, "CONTROL", mssspi.ControlReg, kept)
	for bits := uint32(4); bits <= 32; bits++ {
		reg.KeepsT(s.t, s.c.Regs, "TXRXDF_SIZE", mssspi.FrameSize, bits)
	}
	reg.KeepsBitsT(s.t, s.c.Regs, "CLK_GEN", mssspi.ClockRate, 0xff)
	reg.KeepsBitsT(s.t, s.c.Regs, "SLAVE_SELECT", mssspi.SlaveSelect, 0xff)
	reg.KeepsBitsT(s.t, s.c.Regs, "CONTROL2", mssspi.Control2, 0x37)
	reg.KeepsBitsT(s.t, s.c.Regs, "PKTSIZE", mssspi.PacketSize, 0xff)
}

// opens resets the controller and has it ready for bursts of n bytes.
func (s spi) opens(how mssspi.Config, n int) {
	s.t.Helper()
	s.t.Must(s.c.Open(s.t.Context(), how, 8, n))
}

// sends puts frames into the transmit FIFO.
func (s spi) sends(frames ...uint32) {
	s.t.Helper()
	for _, f := range frames {
		mssspi.Transmit.WriteT(s.t, s.c.Regs, f)
	}
}

// asks sends the command for the chip's identity, and returns the bytes received behind it.
func (s spi) asks() []byte {
	s.t.Helper()
	got := make([]byte, len(s.id)+1)
	for n := range got {
		var sent uint32
		if n == 0 {
			sent = uint32(spinor.ReadIdentification)
		}
		v, err := s.c.Exchange(s.t.Context(), sent)
		s.t.Must(err)
		got[n] = byte(v)
	}
	return got[1:]
}

// fixedSize writes another size while the controller is enabled.
func (s spi) fixedSize() {
	s.opens(held, 1)
	for _, bits := range []uint32{4, 9, 32} {
		mssspi.FrameSize.WriteT(s.t, s.c.Regs, bits)
		reg.ExpectT(s.t, s.c.Regs, fmt.Sprintf("TXRXDF_SIZE after %d was written", bits), mssspi.FrameSize, 8)
	}
}

// state checks RIS and the bits of STATUS that tell of a burst's end.
func (s spi) state(when string, raw mssspi.Interrupt, status mssspi.Status) {
	s.t.Helper()
	reg.ExpectT(s.t, s.c.Regs, "RIS "+when, mssspi.Raw, raw)
	reg.ExpectBitsT(s.t, s.c.Regs, "STATUS "+when, mssspi.StatusReg, mssspi.Sent|mssspi.Received, status)
}

// done are the interrupts at the end of a burst, and ended its bits of STATUS.
const (
	done  = mssspi.SendDone | mssspi.ReceiveReady
	ended = mssspi.Sent | mssspi.Received
)

// count checks that a burst ends with as many frames as CONTROL counts, and not before. The next burst begins by itself, and with
// another count.
func (s spi) count() {
	for _, n := range []int{1, 2, 5} {
		s.opens(held|mssspi.BigFIFO, n)
		for burst := range 2 {
			for frame := 1; frame < n; frame++ {
				s.sends(0)
				s.state(fmt.Sprintf("after frame %d of %d, burst %d", frame, n, burst), 0, 0)
			}
			s.sends(0)
			s.state(fmt.Sprintf("after all of %d frames, burst %d", n, burst), done, ended)
			mssspi.Clear.WriteT(s.t, s.c.Regs, done)
		}
	}
	s.opens(held|mssspi.BigFIFO, 0x101)
	for range mssspi.Depth(8, mssspi.BigFIFO) {
		s.sends(0)
	}
	s.state("after 32 frames of 257", 0, 0)
}

// clearing checks that INT_CLEAR clears each interrupt in RIS by itself.
func (s spi) clearing() {
	s.opens(held, 1)
	for _, i := range []mssspi.Interrupt{mssspi.SendDone, mssspi.ReceiveReady} {
		s.sends(0)
		reg.ExpectT(s.t, s.c.Regs, "RIS after a frame", mssspi.Raw, done)
		mssspi.Clear.WriteT(s.t, s.c.Regs, 0)
		reg.ExpectT(s.t, s.c.Regs, "RIS with 0 written into INT_CLEAR", mssspi.Raw, done)
		mssspi.Clear.WriteT(s.t, s.c.Regs, i)
		reg.ExpectT(s.t, s.c.Regs, fmt.Sprintf("RIS with %v cleared", i), mssspi.Raw, done&^i)
	}
}

// selection asks the chip for its identity with the select line held during a burst, and with one that rises between the frames.
func (s spi) selection() {
	all := len(s.id) + 1
	for range 2 {
		s.opens(held, all)
		same.Bytes(s.t, "identity in a burst", s.asks(), s.id)
		same.Bytes(s.t, "identity in the next burst", s.asks(), s.id)
	}
	s.opens(mssspi.Master, all)
	if got := s.asks(); bytes.Equal(got, s.id) {
		s.t.Errorf("received %x, the identity, want none: in mode 0 the chip is not selected between the frames", got)
	}
	s.opens(held, 1)
	s.sends(uint32(spinor.ReadIdentification), 0)
	mssspi.Receive.ReadT(s.t, s.c.Regs)
	if got := mssspi.Receive.ReadT(s.t, s.c.Regs); got == uint32(s.id[0]) {
		s.t.Errorf("received %#x, of the identity, in the burst behind the command's", got)
	}
	s.t.Step("mode 3", func() {
		s.opens(mssspi.Master|mssspi.Polarity|mssspi.Phase, all)
		same.Bytes(s.t, "identity in a burst of mode 3, without SPS", s.asks(), s.id)
	})
}

// notSelected asks with no bit of SLAVE_SELECT set.
func (s spi) notSelected() {
	s.opens(held, len(s.id)+1)
	mssspi.SlaveSelect.WriteT(s.t, s.c.Regs, 0)
	if got := s.asks(); bytes.Equal(got, s.id) {
		s.t.Errorf("received %x, the identity, want none: no chip is selected", got)
	}
}

// wide asks in frames of 16 or 32 bits, whose first byte is the highest.
func (s spi) wide(bits uint32) {
	s.t.Must(s.c.Open(s.t.Context(), held, bits, 2))
	first := bits - 8
	var got []byte
	for _, sent := range []uint32{uint32(spinor.ReadIdentification) << first, 0} {
		v, err := s.c.Exchange(s.t.Context(), sent)
		s.t.Must(err)
		for shift := int(first); shift >= 0; shift -= 8 {
			got = append(got, byte(v>>shift))
		}
	}
	n := min(len(s.id), len(got)-1)
	same.Bytes(s.t, fmt.Sprintf("identity in frames of %d bits", bits), got[1:n+1], s.id[:n])
}

// notEnabled writes a command while the controller is not enabled.
func (s spi) notEnabled() {
	s.opens(held, 1)
	mssspi.ControlReg.WriteT(s.t, s.c.Regs, held|mssspi.Frames(1))
	s.sends(uint32(spinor.WriteEnable))
	reg.ExpectBitsT(s.t, s.c.Regs, "STATUS of a controller that is not enabled", mssspi.StatusReg, mssspi.ReceiveEmpty|ended, mssspi.ReceiveEmpty)
	reg.ExpectT(s.t, s.c.Regs, "RIS of a controller that is not enabled", mssspi.Raw, 0)
	s.opens(held, 2)
	_, err := s.c.Exchange(s.t.Context(), uint32(spinor.ReadStatus))
	s.t.Must(err)
	got, err := s.c.Exchange(s.t.Context(), 0)
	s.t.Must(err)
	if status := spinor.Status(got); status&spinor.Latch != 0 {
		s.t.Errorf("status of the chip = %v, want no %v: Write Enable was written while the controller was not enabled", status, spinor.Latch)
	}
}
