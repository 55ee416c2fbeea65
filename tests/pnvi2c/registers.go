package pnvi2c

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pnvi2c"
	"github.com/qgraph/qgraph/libqos/device/gpio/pca9552"
)

// registers uses the registers of the controller (hostboot, src/usr/i2c/i2c.H).
func registers(t *run.T, c *pnvi2c.Controller) {
	line, err := c.Interrupt(t.Context())
	t.Must(err)
	w := watch{t, c, line}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("interrupt mask", w.mask)
	t.Step("conditions of the bus", w.conditions)
	t.Step("bytes written", w.send)
	t.Step("byte read", w.receive)
	t.Step("several bytes read", w.several)
	t.Step("no acknowledge of an address", func() { w.refused(0) })
	t.Step("no acknowledge of an address for reading", func() { w.refused(pnvi2c.Read) })
	t.Step("transfer without a STOP", w.open)
	t.Step("interrupt", w.interrupt)
	t.Step("engine reset", w.engineReset)
	t.Step("reset", func() {
		w.half()
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.afterReset()
	})
}

// watch is a controller with its interrupt watched.
type watch struct {
	t    *run.T
	c    *pnvi2c.Controller
	line guest.Line
}

// high are the levels of the lines of a bus that nobody drives.
const high = pnvi2c.ClockHigh | pnvi2c.DataHigh

// padding are the bits of registers of 32 bits that XSCOM adds.
const padding = 1<<32 - 1

// stable are the bits of the status that these tests know. The upper threshold is not among them.
const stable = padding | pnvi2c.Errors | pnvi2c.DataRequest | pnvi2c.Complete | pnvi2c.Interrupt | high | pnvi2c.PortBusy | pnvi2c.InterfaceBusy

func (w watch) afterReset() {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "command after a reset", pnvi2c.CommandRegister, 0)
	w.idle("after a reset")
	w.line.ExpectT(w.t, "after a reset", false)
}

// idle checks the registers of an engine without a command.
func (w watch) idle(when string) {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "mode "+when, pnvi2c.ModeRegister, 0)
	reg.ExpectT(w.t, w.c.Regs, "interrupt mask "+when, pnvi2c.Mask, 0)
	reg.ExpectT(w.t, w.c.Regs, "residual length "+when, pnvi2c.ResidualRegister, 0)
	w.status(when, pnvi2c.Complete|high, 0)
	w.busy(when, false)
	if got := pnvi2c.Extended.ReadT(w.t, w.c.Regs).Size(); got != pnvi2c.Depth {
		w.t.Errorf("size of the FIFO %s = %d, want %d", when, got, pnvi2c.Depth)
	}
}

// status checks the status and the number of bytes in the FIFO.
func (w watch) status(when string, want pnvi2c.Status, entries int) {
	w.t.Helper()
	s := pnvi2c.StatusRegister.ReadT(w.t, w.c.Regs)
	if got := s & stable; got != want || s.Entries() != entries {
		w.t.Errorf("status %s = %v with %d bytes in the FIFO, want %v with %d", when, got, s.Entries(), want, entries)
	}
}

// busy checks whether the controller has the bus.
func (w watch) busy(when string, want bool) {
	w.t.Helper()
	const both = pnvi2c.BusBusy | pnvi2c.SelfBusy
	var bits pnvi2c.ExtendedStatus
	if want {
		bits = both
	}
	reg.ExpectBitsT(w.t, w.c.Regs, "extended status "+when, pnvi2c.Extended, padding|both, bits)
}

// written checks that registers keep written values.
func (w watch) written() {
	for _, v := range []pnvi2c.Mode{
		pnvi2c.Port(0x2a, 0xa5a5), pnvi2c.Port(0x15, 0x5a5a), pnvi2c.Enhanced | pnvi2c.Pacing, pnvi2c.Diagnostic | pnvi2c.Wrap, 0,
	} {
		reg.KeepsT(w.t, w.c.Regs, "mode", pnvi2c.ModeRegister, v)
	}
	for _, v := range []pnvi2c.Watermark{pnvi2c.Levels(5, 10), pnvi2c.Levels(10, 5), 0} {
		reg.KeepsT(w.t, w.c.Regs, "watermark", pnvi2c.WatermarkRegister, v)
	}
}

// errorsAndData are the conditions that have a bit in the status.
const errorsAndData = pnvi2c.OnInvalidCommand | pnvi2c.OnParity | pnvi2c.OnOverrun | pnvi2c.OnAccess | pnvi2c.OnArbitration |
	pnvi2c.OnNACK | pnvi2c.OnDataRequest | pnvi2c.OnStopError

// mask checks the three ways to write the mask. An idle engine has the condition of a completed command.
func (w watch) mask() {
	reg.KeepsT(w.t, w.c.Regs, "interrupt mask", pnvi2c.Mask, errorsAndData)
	w.line.ExpectT(w.t, "with a mask without the end of a command", false)
	reg.ExpectT(w.t, w.c.Regs, "pending without the end of a command", pnvi2c.Pending, 0)
	reg.ExpectBitsT(w.t, w.c.Regs, "conditions", pnvi2c.Conditions, errorsAndData|pnvi2c.OnComplete, pnvi2c.OnComplete)
	pnvi2c.SetMask.WriteT(w.t, w.c.Regs, pnvi2c.OnComplete)
	reg.ExpectT(w.t, w.c.Regs, "interrupt mask with a bit set", pnvi2c.Mask, errorsAndData|pnvi2c.OnComplete)
	reg.ExpectT(w.t, w.c.Regs, "pending", pnvi2c.Pending, pnvi2c.OnComplete)
	w.line.ExpectT(w.t, "with a mask with the end of a command", true)
	pnvi2c.AndMask.WriteT(w.t, w.c.Regs, pnvi2c.OnNACK|pnvi2c.OnBusy)
	reg.ExpectT(w.t, w.c.Regs, "interrupt mask with bits cleared", pnvi2c.Mask, pnvi2c.OnNACK)
	w.line.ExpectT(w.t, "with the bit cleared", false)
	reg.KeepsT(w.t, w.c.Regs, "interrupt mask", pnvi2c.Mask, 0)
}

// conditions checks those of the bus, which is free: both lines are high.
func (w watch) conditions() {
	const all = padding | pnvi2c.OnBusy | pnvi2c.OnFree | pnvi2c.OnClockHigh | pnvi2c.OnClockLow | pnvi2c.OnDataHigh | pnvi2c.OnDataLow
	reg.ExpectBitsT(w.t, w.c.Regs, "conditions of a free bus", pnvi2c.Conditions, all, pnvi2c.OnFree|pnvi2c.OnClockHigh|pnvi2c.OnDataHigh)
}

// whole are the flags of a command that makes a transfer of its own.
const whole = pnvi2c.WithStart | pnvi2c.WithAddress | pnvi2c.WithStop

// begin writes a command.
func (w watch) begin(command pnvi2c.Command) {
	w.t.Helper()
	w.t.Must(w.c.Setup(w.t.Context()))
	reg.KeepsT(w.t, w.c.Regs, "command", pnvi2c.CommandRegister, command)
}

// give puts a byte into the FIFO.
func (w watch) give(b byte) {
	w.t.Helper()
	pnvi2c.FIFO.WriteT(w.t, w.c.Regs, uint64(b)<<56)
}

// left checks the residual length of a command that writes, and the status with it.
func (w watch) left(when string, n uint16) {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "residual length "+when, pnvi2c.ResidualRegister, pnvi2c.Left(n, n))
	if n > 0 {
		w.status(when, pnvi2c.DataRequest|high, 0)
		w.busy(when, true)
	}
}

// send writes more bytes than the FIFO holds, and checks the registers after each of them: all registers of the chip that can
// be written. It finds a controller that counts wrong, or ends early.
func (w watch) send() {
	const bytes = pnvi2c.Depth + 1
	w.begin(whole.To(hotplug, bytes))
	w.left("at the beginning", bytes)
	w.give(byte(pca9552.Prescale0) | pca9552.AutoIncrement)
	w.left("after the number of the register", bytes-1)
	for n := range bytes - 1 {
		w.give(0x50 | byte(n))
		w.left("after a byte", uint16(bytes-2-n))
	}
	w.status("at the end", pnvi2c.Complete|high, 0)
	w.busy("at the end", false)
	for n := range bytes - 1 {
		if got, want := w.register(pca9552.Prescale0+reg.Reg[uint8](n)), 0x50|uint8(n); got != want {
			w.t.Errorf("register %d of those written = %#02x, want %#02x as sent byte by byte", n, got, want)
		}
	}
}

// register reads a register of the chip.
func (w watch) register(r reg.Reg[uint8]) uint8 {
	w.t.Helper()
	got := make([]byte, 1)
	w.t.Must(w.c.Transfer(w.t.Context(), hotplug, []byte{byte(r)}, got))
	return got[0]
}

// receive reads a byte, and checks the registers before and after it is taken from the FIFO.
func (w watch) receive() {
	w.t.Must(w.c.Transfer(w.t.Context(), hotplug, []byte{byte(pca9552.Prescale1), 0x5a}, nil))
	w.t.Must(w.c.Transfer(w.t.Context(), hotplug, []byte{byte(pca9552.Prescale1)}, nil))
	w.begin((whole | pnvi2c.Read).To(hotplug, 1))
	w.status("with a byte received", pnvi2c.DataRequest|high, 1)
	reg.ExpectT(w.t, w.c.Regs, "residual length with a byte received", pnvi2c.ResidualRegister, pnvi2c.Left(0, 1))
	if got := pnvi2c.FIFO.ReadT(w.t, w.c.Regs); got != 0x5a<<56 {
		w.t.Errorf("FIFO = %#x, want %#x", got, uint64(0x5a)<<56)
	}
	w.status("with the byte taken", pnvi2c.Complete|high, 0)
	w.busy("with the byte taken", false)
	reg.ExpectT(w.t, w.c.Regs, "residual length with the byte taken", pnvi2c.ResidualRegister, 0)
}

// several reads four registers in one transfer.
func (w watch) several() {
	values := []byte{0x11, 0x22, 0x33, 0x44}
	number := byte(pca9552.Prescale0) | pca9552.AutoIncrement
	w.t.Must(w.c.Transfer(w.t.Context(), hotplug, append([]byte{number}, values...), nil))
	w.t.Must(w.c.Transfer(w.t.Context(), hotplug, []byte{number}, nil))
	w.begin((whole | pnvi2c.Read).To(hotplug, len(values)))
	var got []byte
	for len(got) < len(values) {
		n := pnvi2c.StatusRegister.ReadT(w.t, w.c.Regs).Entries()
		if n == 0 {
			break
		}
		for range n {
			got = append(got, byte(pnvi2c.FIFO.ReadT(w.t, w.c.Regs)>>56))
		}
	}
	end := pnvi2c.StatusRegister.ReadT(w.t, w.c.Regs)
	w.t.Must(w.c.Recover(w.t.Context()))
	if string(got) != string(values) || end&pnvi2c.Complete == 0 {
		w.t.Errorf("bytes read = % x, and the status then %v, want % x and CMD_COMP", got, end, values)
	}
}

// refused checks the status after an address that nobody acknowledges, and that a write of the extended status clears it.
func (w watch) refused(direction pnvi2c.Command) {
	const bytes = 2
	w.begin((whole | direction).To(absent, bytes))
	w.status("after an address that nobody acknowledges", pnvi2c.NACK|pnvi2c.Complete|high, 0)
	reg.ExpectT(w.t, w.c.Regs, "residual length", pnvi2c.ResidualRegister, pnvi2c.Left(bytes, bytes))
	w.busy("after an address that nobody acknowledges", false)
	pnvi2c.ResetErrors.WriteT(w.t, w.c.Regs, 0)
	w.status("with the errors reset", pnvi2c.Complete|high, 0)
	reg.ExpectT(w.t, w.c.Regs, "residual length with the errors reset", pnvi2c.ResidualRegister, 0)
}

// open checks that a command without a STOP keeps the bus, for a repeated START or for a STOP alone.
func (w watch) open() {
	w.begin((pnvi2c.WithStart | pnvi2c.WithAddress).To(hotplug, 1))
	w.give(byte(pca9552.Prescale0))
	w.status("without a STOP", pnvi2c.Complete|high, 0)
	w.busy("without a STOP", true)
	pnvi2c.CommandRegister.WriteT(w.t, w.c.Regs, (whole|pnvi2c.Read).To(hotplug, 1))
	w.status("after a repeated START", pnvi2c.DataRequest|high, 1)
	pnvi2c.FIFO.ReadT(w.t, w.c.Regs)
	w.busy("after the transfer", false)

	w.begin((pnvi2c.WithStart | pnvi2c.WithAddress).To(hotplug, 1))
	w.give(byte(pca9552.Prescale0))
	w.busy("without a STOP", true)
	pnvi2c.CommandRegister.WriteT(w.t, w.c.Regs, pnvi2c.WithStop)
	w.status("after a STOP alone", pnvi2c.Complete|high, 0)
	w.busy("after a STOP alone", false)
}

// interrupt checks which moments of a transfer raise the line.
func (w watch) interrupt() {
	w.t.Must(w.c.Setup(w.t.Context()))
	pnvi2c.Mask.WriteT(w.t, w.c.Regs, pnvi2c.OnDataRequest)
	w.line.ExpectT(w.t, "before a command", false)
	w.begin(whole.To(hotplug, 2))
	w.line.ExpectT(w.t, "with a byte requested", true)
	reg.ExpectT(w.t, w.c.Regs, "pending", pnvi2c.Pending, pnvi2c.OnDataRequest)
	w.give(byte(pca9552.Prescale0))
	w.line.ExpectT(w.t, "with another byte requested", true)
	w.give(0)
	w.line.ExpectT(w.t, "with no more byte requested", false)
	pnvi2c.Mask.WriteT(w.t, w.c.Regs, pnvi2c.OnNACK)
	w.begin(whole.To(absent, 1))
	w.line.ExpectT(w.t, "with an address that nobody acknowledges", true)
	reg.ExpectT(w.t, w.c.Regs, "pending", pnvi2c.Pending, pnvi2c.OnNACK)
	pnvi2c.ResetErrors.WriteT(w.t, w.c.Regs, 0)
	w.line.ExpectT(w.t, "with the errors reset", false)
	pnvi2c.Mask.WriteT(w.t, w.c.Regs, 0)
}

// half begins a transfer and leaves it.
func (w watch) half() {
	w.t.Helper()
	w.begin(whole.To(hotplug, 3))
	pnvi2c.Mask.WriteT(w.t, w.c.Regs, pnvi2c.OnDataRequest)
	w.give(byte(pca9552.Prescale0))
	w.line.ExpectT(w.t, "in a transfer", true)
}

// engineReset resets the engine in a transfer, ends that by a STOP, and makes another one.
func (w watch) engineReset() {
	w.half()
	pnvi2c.ResetEngine.WriteT(w.t, w.c.Regs, 0)
	w.idle("after a reset of the engine")
	w.line.ExpectT(w.t, "after a reset of the engine", false)
	w.t.Must(w.c.Recover(w.t.Context()))
	w.t.Must(w.c.Transfer(w.t.Context(), hotplug, []byte{byte(pca9552.Prescale0), 0x77}, nil))
	if got := w.register(pca9552.Prescale0); got != 0x77 {
		w.t.Errorf("PSC0 = %#02x, want 0x77 as sent after a reset of the engine", got)
	}
}
