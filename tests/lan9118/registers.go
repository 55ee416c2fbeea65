package lan9118

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/lan9118"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// registers checks the registers, those of the MAC and of the PHY, the timers and the interrupts.
func registers(t *run.T, d *lan9118.Device) {
	t.Step("after a reset", func() {
		reg.ExpectT(t, d.Regs, "IRQ_CFG after power on", lan9118.IRQ, 0)
		t.Must(d.Reset(t.Context()))
		resetValues(t, d)
	})
	t.Step("written", func() { written(t, d) })
	t.Step("MAC", func() { mac(t, d) })
	t.Step("PHY", func() { transceiver(t, d) })
	t.Step("free-running counter", func() {
		const tick = 40 * time.Nanosecond
		before := lan9118.FreeRun.ReadT(t, d.Regs)
		const ticks = 1001
		d.Machine.StepT(t, ticks*tick)
		if got := lan9118.FreeRun.ReadT(t, d.Regs) - before; got != ticks {
			t.Errorf("FREE_RUN went %d ticks ahead in %d of 40 ns", got, ticks)
		}
	})
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{t, d, line}
	t.Step("timer", w.timer)
	t.Step("software interrupt", w.software)
	t.Step("interrupts of frames", w.traffic)
	t.Step("software reset", func() {
		_ = start(t, d, 0)
		lan9118.Enabled.WriteT(t, d.Regs, lan9118.TimerOver)
		lan9118.IRQ.WriteT(t, d.Regs, through)
		t.Must(d.Reset(t.Context()))
		resetValues(t, d)
		reg.ExpectT(t, d.Regs, "IRQ_CFG after a software reset, which leaves two bits", lan9118.IRQ, through&^lan9118.LineEnabled)
	})
	t.Step("reset", func() {
		_ = start(t, d, 0)
		lan9118.Enabled.WriteT(t, d.Regs, lan9118.TimerOver)
		t.Must(t.QEMU().SystemReset(t.Context()))
		resetValues(t, d)
	})
	t.Step("IRQ_CFG after a reset", func() {
		lan9118.IRQ.WriteT(t, d.Regs, through)
		t.Must(t.QEMU().SystemReset(t.Context()))
		reg.ExpectT(t, d.Regs, "IRQ_CFG", lan9118.IRQ, 0)
	})
}

// resetValues checks the registers after a reset (section 5.3, table 5.2 "LAN9118 Direct Address Register Map").
func resetValues(t *run.T, d *lan9118.Device) {
	t.Helper()
	if id := lan9118.Chip.ReadT(t, d.Regs); id>>16 != lan9118.ID {
		t.Errorf("ID_REV = %#08x, want %#x in the upper half", id, lan9118.ID)
	}
	reg.ExpectT(t, d.Regs, "BYTE_TEST", lan9118.ByteTest, lan9118.TestPattern)
	reg.ExpectT(t, d.Regs, "INT_EN after a reset", lan9118.Enabled, 0)
	reg.ExpectT(t, d.Regs, "FIFO_INT after a reset", lan9118.Levels, 0x4800_0000)
	reg.ExpectT(t, d.Regs, "RX_CFG after a reset", lan9118.ReceiveConfig, 0)
	reg.ExpectT(t, d.Regs, "TX_CFG after a reset", lan9118.TransmitConfig, 0)
	reg.ExpectT(t, d.Regs, "HW_CFG after a reset", lan9118.Hardware, lan9118.FIFODefault|lan9118.WordBus)
	reg.ExpectT(t, d.Regs, "RX_FIFO_INF after a reset", lan9118.ReceiveUsed, 0)
	reg.ExpectT(t, d.Regs, "TX_FIFO_INF after a reset", lan9118.TransmitFree, 4608)
	reg.ExpectT(t, d.Regs, "GPT_CFG after a reset", lan9118.TimerConfig, lan9118.TimerLoad)
	reg.ExpectT(t, d.Regs, "GPT_CNT after a reset", lan9118.TimerCount, 0xffff)
	reg.ExpectT(t, d.Regs, "WORD_SWAP after a reset", lan9118.Swap, 0)
	reg.ExpectT(t, d.Regs, "RX_DROP after a reset", lan9118.Dropped, 0)
	reg.ExpectT(t, d.Regs, "AFC_CFG after a reset", lan9118.FlowControl, 0)
}

// written checks which bits keep what is written.
func written(t *run.T, d *lan9118.Device) {
	for _, c := range []lan9118.Cause{
		lan9118.ReceiveLevel, lan9118.ReceiveFull, lan9118.ReceiveDropped, lan9118.TransmitLevel, lan9118.TransmitFull, lan9118.Available,
		lan9118.Overrun, lan9118.TransmitError, lan9118.ReceiveError, lan9118.PHYEvent, lan9118.TimerOver, lan9118.ReceiveDone,
		lan9118.SentOnRequest, lan9118.ReceiveStopped, lan9118.Stopped, 0,
	} {
		reg.KeepsT(t, d.Regs, "INT_EN", lan9118.Enabled, c)
	}
	reg.KeepsBitsT(t, d.Regs, "FIFO_INT", lan9118.Levels, 0xffff_00ff) // RSFL, and TSFL and TDFA
	lan9118.Levels.WriteT(t, d.Regs, 0x4800_0000)
	reg.KeepsBitsT(t, d.Regs, "AFC_CFG", lan9118.FlowControl, 0xff_ffff)
	for _, v := range []lan9118.Line{lan9118.PushPull, lan9118.LineEnabled, lan9118.PushPull | lan9118.ActiveHigh, 0} {
		lan9118.IRQ.WriteT(t, d.Regs, v)
		reg.ExpectBitsT(t, d.Regs, "IRQ_CFG", lan9118.IRQ, ^lan9118.Interrupting, v)
	}
	for _, v := range []uint32{0x1f00, 0xa00, 0x8000_0000, 0x4000_0000, 0} {
		reg.KeepsT(t, d.Regs, "RX_CFG", lan9118.ReceiveConfig, v)
	}
	reg.IgnoresT(t, d.Regs, "ID_REV", lan9118.Chip)
	reg.IgnoresT(t, d.Regs, "BYTE_TEST", lan9118.ByteTest)
}

// mac checks the registers of the MAC (section 5.4, table 5.8 "MAC CSR Register Map").
func mac(t *run.T, d *lan9118.Device) {
	t.Must(d.Reset(t.Context()))
	expect := func(when string, n int, want uint32) {
		t.Helper()
		got, err := d.ReadMAC(t.Context(), n)
		t.Must(err)
		reg.ExpectT(t, d.Regs, "MAC_CSR_CMD after a read", lan9118.MACCommand, lan9118.ReadMAC|lan9118.Access(n))
		if got != want {
			t.Errorf("register %d of the MAC %s = %#08x, want %#08x", n, when, got, want)
		}
	}
	for _, r := range []struct {
		n    int
		bits uint32
	}{
		{lan9118.AddressHigh, 0xffff}, {lan9118.AddressLow, 0xffff_ffff}, {lan9118.HashHigh, 0xffff_ffff}, {lan9118.HashLow, 0xffff_ffff},
	} {
		for _, v := range []uint32{0xffff_ffff, 0xa5a5_a5a5, 0x5a5a_5a5a, 0x1234_5678, 0} {
			t.Must(d.WriteMAC(t.Context(), r.n, v&r.bits))
			expect("after a write", r.n, v&r.bits)
		}
	}
	for _, m := range []lan9118.MAC{
		lan9118.StripPad, lan9118.NoBroadcast, lan9118.HashPerfect, lan9118.HashOnly, lan9118.Inverse, lan9118.Promiscuous, lan9118.AllGroups,
		lan9118.FullDuplex, lan9118.Loopback, lan9118.ReceiveAll, 0,
	} {
		t.Must(d.WriteMAC(t.Context(), lan9118.MACControl, uint32(m)))
		expect(fmt.Sprintf("after %v", m), lan9118.MACControl, uint32(m))
	}
}

// transceiver checks the PHY (section 5.5 "PHY Registers"; IEEE 802.3-2022, section 22.2.4).
func transceiver(t *run.T, d *lan9118.Device) {
	read := func(n int) uint16 {
		t.Helper()
		v, err := d.ReadPHY(t.Context(), n)
		t.Must(err)
		return v
	}
	const (
		status    = 1
		linkUp    = 1 << 2
		advertise = 4
	)
	if id := uint32(read(2))<<16 | uint32(read(3)); id>>4 != 0x0007_c0d {
		t.Errorf("identifier of the PHY = %#08x, want 0007c0d in the upper 28 bits", id)
	}
	if got := read(status); got&linkUp == 0 {
		t.Errorf("status register of the PHY = %#x, want the bit %#x", got, linkUp)
	}
	advertises := func(values ...uint16) {
		t.Helper()
		for _, v := range values {
			t.Must(d.WritePHY(t.Context(), advertise, v))
			if got := read(advertise); got != v {
				t.Errorf("advertisement register of the PHY = %#x after a write of %#x", got, v)
			}
		}
	}
	t.Step("10BASE-T alone", func() { advertises(0x0061) })
	advertises(0x0181, 0x00a1, 0x01e1)
}

// tick is that of the general purpose timer (section 3.10 "General Purpose Timer (GP Timer)").
const tick = 100 * time.Microsecond

// timer checks that the general purpose timer counts to its interrupt, and on from FFFFh.
func (w watch) timer() {
	w.t.Must(w.d.Reset(w.t.Context()))
	lan9118.IRQ.WriteT(w.t, w.d.Regs, through)
	lan9118.Pending.WriteT(w.t, w.d.Regs, lan9118.TimerOver)
	lan9118.Enabled.WriteT(w.t, w.d.Regs, lan9118.TimerOver)
	counts := func(count uint32, over lan9118.Cause) {
		w.t.Helper()
		reg.ExpectT(w.t, w.d.Regs, "GPT_CNT", lan9118.TimerCount, count)
		reg.ExpectBitsT(w.t, w.d.Regs, fmt.Sprintf("INT_STS with GPT_CNT at %d", count), lan9118.Pending, lan9118.TimerOver, over)
	}
	lan9118.TimerConfig.WriteT(w.t, w.d.Regs, lan9118.TimerOn|5)
	for n := uint32(5); n > 1; n-- {
		counts(n, 0)
		w.line.ExpectT(w.t, "while the timer runs", false)
		w.d.Machine.StepT(w.t, tick)
	}
	w.t.Step("end of the timer", func() {
		counts(1, 0)
		w.d.Machine.StepT(w.t, tick)
		counts(0, 0)
		w.d.Machine.StepT(w.t, tick)
		counts(0xffff, lan9118.TimerOver)
	})
	w.line.ExpectT(w.t, "once the timer is over", true)
	lan9118.TimerConfig.WriteT(w.t, w.d.Regs, lan9118.TimerLoad)
	lan9118.Pending.WriteT(w.t, w.d.Regs, lan9118.TimerOver)
	counts(0xffff, 0)
	w.line.ExpectT(w.t, "cleared", false)
	lan9118.Enabled.WriteT(w.t, w.d.Regs, 0)
}

// watch is a controller with its interrupt watched.
type watch struct {
	t    *run.T
	d    *lan9118.Device
	line guest.Line
}

// through lets interrupts through to the line, high while there is one.
const through = lan9118.LineEnabled | lan9118.ActiveHigh | lan9118.PushPull

// software checks the interrupt that INT_EN makes, and the mask and the enable of the line.
func (w watch) software() {
	w.t.Must(w.d.Reset(w.t.Context()))
	lan9118.Pending.WriteT(w.t, w.d.Regs, ^lan9118.Cause(0))
	lan9118.IRQ.WriteT(w.t, w.d.Regs, through)
	w.line.ExpectT(w.t, "at first", false)
	lan9118.Enabled.WriteT(w.t, w.d.Regs, lan9118.Software)
	reg.ExpectBitsT(w.t, w.d.Regs, "INT_STS", lan9118.Pending, lan9118.Software, lan9118.Software)
	w.line.ExpectT(w.t, "of software", true)
	reg.ExpectT(w.t, w.d.Regs, "IRQ_CFG", lan9118.IRQ, through|lan9118.Interrupting)
	lan9118.IRQ.WriteT(w.t, w.d.Regs, through&^lan9118.LineEnabled)
	w.line.ExpectT(w.t, "with IRQ_EN cleared", false)
	lan9118.IRQ.WriteT(w.t, w.d.Regs, through)
	w.line.ExpectT(w.t, "with IRQ_EN set", true)
	lan9118.Pending.WriteT(w.t, w.d.Regs, lan9118.Software)
	reg.ExpectBitsT(w.t, w.d.Regs, "INT_STS, cleared", lan9118.Pending, lan9118.Software, 0)
	w.line.ExpectT(w.t, "cleared", false)
	lan9118.Enabled.WriteT(w.t, w.d.Regs, 0)
}

// traffic checks the interrupts of sent and received frames: each cause with its enable, and by its level.
func (w watch) traffic() {
	peer, err := ethernet.AttachTo(w.t.Env, lan9118.FarEnd)
	w.t.Must(err)
	s := ethersuite.Suite{Device: rig{d: w.d}, Machine: w.d.Machine, Peer: peer, Address: own()}
	p := start(w.t, w.d, 0)
	lan9118.Levels.WriteT(w.t, w.d.Regs, 0x4800_0000)
	for _, row := range []struct {
		name  string
		cause lan9118.Cause
		send  bool
	}{
		{"TIOC", lan9118.SentOnRequest, true}, {"TSFL", lan9118.TransmitLevel, true}, {"RSFL", lan9118.ReceiveLevel, false},
	} {
		w.t.Step(row.name, func() {
			lan9118.IRQ.WriteT(w.t, w.d.Regs, through)
			lan9118.Enabled.WriteT(w.t, w.d.Regs, lan9118.TimerOver|lan9118.TransmitError|lan9118.ReceiveError|lan9118.Stopped)
			lan9118.Pending.WriteT(w.t, w.d.Regs, ^lan9118.Cause(0))
			w.line.ExpectT(w.t, "before the frame", false)
			take := func() error { return p.Sent(w.t.Context()) }
			if row.send {
				w.t.Must(p.Post(w.t.Context(), s.Out(100, 1)))
				s.Arrives(w.t, "a frame", s.Out(100, 1))
			} else {
				w.t.Must(s.Peer.Send(w.t.Context(), s.In(100, 1)))
				w.t.Must(w.d.Machine.Wait(w.t.Context(), "a frame", p.Pending))
				take = func() error { _, err := p.Receive(w.t.Context()); return err }
			}
			reg.ExpectBitsT(w.t, w.d.Regs, "INT_STS", lan9118.Pending, row.cause, row.cause)
			w.line.ExpectT(w.t, "not enabled", false)
			lan9118.Enabled.WriteT(w.t, w.d.Regs, row.cause)
			w.line.ExpectT(w.t, "enabled", true)
			w.t.Must(take())
			lan9118.Pending.WriteT(w.t, w.d.Regs, row.cause)
			reg.ExpectBitsT(w.t, w.d.Regs, "INT_STS, cleared", lan9118.Pending, row.cause, 0)
			w.line.ExpectT(w.t, "cleared", false)
			lan9118.Enabled.WriteT(w.t, w.d.Regs, 0)
		})
	}
	w.t.Must(p.Close(w.t.Context()))
}
