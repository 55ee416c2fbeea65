package sbcon

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/sbcon"
)

const (
	scl  = sbcon.SCL
	sda  = sbcon.SDA
	both = scl | sda
)

// limit is the number of the sensor's register T_HIGH, of two bytes.
const limit = 3

// lines moves the lines (ARM DUI 0225D, section "Serial bus interface") and has a look at them
// while a device pulls one low.
func lines(t *run.T, c *sbcon.Controller) {
	t.Step("set and cleared", func() { moved(t, c) })
	t.Step("bits of no line", func() { otherBits(t, c) })
	t.Step("acknowledge", func() { acknowledge(t, c) })
	t.Step("no acknowledge", func() { noAcknowledge(t, c) })
	t.Step("data of the device", func() { data(t, c) })
	t.Step("data before the pulse", func() { early(t, c) })
	t.Step("repeated START", func() { repeatedStart(t, c) })
	t.Step("START within a byte", func() { restart(t, c) })
	t.Step("STOP within a byte", func() { cut(t, c) })
}

// levels checks the levels of the lines.
func levels(t *run.T, c *sbcon.Controller, when string, want sbcon.Lines) {
	t.Helper()
	reg.ExpectT(t, c.Regs, "SB_CONTROL "+when, sbcon.Control, want)
}

// moved checks that each line is moved by its own bit, and that a zero moves nothing. Only SDA
// moves while SCL is low, so there is no START.
func moved(t *run.T, c *sbcon.Controller) {
	for _, s := range []struct {
		set, clear, want sbcon.Lines
	}{
		{set: both, want: both},
		{clear: scl, want: sda},
		{clear: sda, want: 0},
		{set: 0, want: 0},
		{set: sda, want: sda},
		{clear: 0, want: sda},
		{set: scl, want: both},
		{set: both, want: both},
		{clear: scl, want: sda},
		{clear: scl, want: sda},
		{clear: sda, want: 0},
		{set: scl, want: scl},
		{set: sda, want: both},
	} {
		when := "after SB_CONTROLS = " + s.set.String()
		if s.clear != 0 {
			when = "after SB_CONTROLC = " + s.clear.String()
			t.Must(c.Pull(t.Context(), s.clear))
		} else {
			t.Must(c.Raise(t.Context(), s.set))
		}
		levels(t, c, when, s.want)
	}
}

// otherBits writes all bits but those of the lines.
func otherBits(t *run.T, c *sbcon.Controller) {
	t.Must(c.Pull(t.Context(), ^both))
	levels(t, c, "after other bits of SB_CONTROLC", both)
	t.Must(c.Pull(t.Context(), scl))
	t.Must(c.Pull(t.Context(), sda))
	t.Must(c.Raise(t.Context(), ^both))
	levels(t, c, "after other bits of SB_CONTROLS", 0)
	t.Must(c.Raise(t.Context(), scl))
	t.Must(c.Raise(t.Context(), sda))
}

// clock moves SCL up and down, and checks the level of SDA in the pulse.
func clock(t *run.T, c *sbcon.Controller, what string, high bool) {
	t.Helper()
	want := sbcon.Lines(0)
	if high {
		want = sda
	}
	t.Must(c.Raise(t.Context(), scl))
	levels(t, c, "in the pulse of "+what, scl|want)
	t.Must(c.Pull(t.Context(), scl))
}

// bits sends the bits of a byte from the most significant one on, and returns before its
// acknowledge: SDA is let go.
func bits(t *run.T, c *sbcon.Controller, b byte, number int) {
	t.Helper()
	for n := range number {
		high := b<<n&0x80 != 0
		if high {
			t.Must(c.Raise(t.Context(), sda))
		} else {
			t.Must(c.Pull(t.Context(), sda))
		}
		clock(t, c, "a bit that is sent", high)
	}
	t.Must(c.Raise(t.Context(), sda))
}

// send sends a byte, which is to be acknowledged: the device pulls SDA low from the end of the
// eighth pulse to that of the ninth (UM10204, section 3.1.6).
func send(t *run.T, c *sbcon.Controller, b byte) {
	t.Helper()
	bits(t, c, b, 8)
	clock(t, c, "the acknowledge", false)
}

// acknowledge checks SDA around the acknowledge of an address and a byte.
func acknowledge(t *run.T, c *sbcon.Controller) {
	t.Must(c.Start(t.Context()))
	levels(t, c, "after a START", 0)
	send(t, c, byte(target)<<1)
	levels(t, c, "after the acknowledge", sda)
	send(t, c, limit)
	levels(t, c, "after the second acknowledge", sda)
	t.Must(c.Stop(t.Context()))
	levels(t, c, "after a STOP", both)
}

// noAcknowledge sends an address without a device: SDA stays high.
func noAcknowledge(t *run.T, c *sbcon.Controller) {
	for _, address := range []byte{byte(absent) << 1, byte(absent)<<1 | 1} {
		t.Must(c.Start(t.Context()))
		bits(t, c, address, 8)
		clock(t, c, "an acknowledge that nobody gives", true)
		t.Must(c.Stop(t.Context()))
		levels(t, c, "after the STOP", both)
	}
}

// writeLimit sets the register. Its four low bits are zero.
func writeLimit(t *run.T, c *sbcon.Controller, high, low byte) {
	t.Helper()
	t.Must(c.Transfer(t.Context(), target, []byte{limit, high, low}, nil))
}

// expectLimit reads the register.
func expectLimit(t *run.T, c *sbcon.Controller, high, low byte) {
	t.Helper()
	var got [2]byte
	t.Must(c.Transfer(t.Context(), target, []byte{limit}, got[:]))
	if want := [2]byte{high, low}; got != want {
		t.Errorf("register %d of the sensor = % x, want % x", limit, got, want)
	}
}

// receive takes a byte, bit by bit, and acknowledges it or not.
func receive(t *run.T, c *sbcon.Controller, want byte, ack bool) {
	t.Helper()
	for n := range 8 {
		clock(t, c, "a bit of the device", want<<n&0x80 != 0)
	}
	if ack {
		t.Must(c.Pull(t.Context(), sda))
	}
	clock(t, c, "the master's acknowledge", !ack)
	t.Must(c.Raise(t.Context(), sda))
}

// data reads two bytes of the sensor, whose bits are on SDA from one fall of SCL to the next. After
// the last byte, which is not acknowledged, the device lets SDA go.
func data(t *run.T, c *sbcon.Controller) {
	writeLimit(t, c, 0x5a, 0xa0)
	t.Must(c.Start(t.Context()))
	send(t, c, byte(target)<<1|1)
	receive(t, c, 0x5a, true)
	receive(t, c, 0xa0, false)
	levels(t, c, "after the last byte", sda)
	t.Must(c.Stop(t.Context()))
	levels(t, c, "after the STOP", both)
}

// early checks that SDA has its level before the pulse: it changes only while SCL is low (UM10204,
// section 3.1.3 "Data validity").
func early(t *run.T, c *sbcon.Controller) {
	writeLimit(t, c, 0x5a, 0xa0)
	t.Must(c.Start(t.Context()))
	bits(t, c, byte(target)<<1|1, 8)
	levels(t, c, "before the pulse of the acknowledge", 0)
	clock(t, c, "the acknowledge", false)
	for n := range 8 {
		want := sbcon.Lines(0)
		if 0x5a<<n&0x80 != 0 {
			want = sda
		}
		levels(t, c, "before the pulse of a bit of the device", want)
		clock(t, c, "a bit of the device", want != 0)
	}
	clock(t, c, "the master's acknowledge", true)
	t.Must(c.Stop(t.Context()))
}

// repeatedStart changes the direction without a STOP.
func repeatedStart(t *run.T, c *sbcon.Controller) {
	writeLimit(t, c, 0xc3, 0x30)
	t.Must(c.Start(t.Context()))
	send(t, c, byte(target)<<1)
	send(t, c, limit)
	t.Must(c.Start(t.Context()))
	levels(t, c, "after a repeated START", 0)
	send(t, c, byte(target)<<1|1)
	receive(t, c, 0xc3, false)
	t.Must(c.Stop(t.Context()))
}

// restart makes a START after some bits of a byte: what came before it has no meaning (UM10204,
// section 3.1.10, note 4: a device resets its bus logic on a START).
func restart(t *run.T, c *sbcon.Controller) {
	writeLimit(t, c, 0x12, 0x30)
	for number := range 8 {
		t.Must(c.Start(t.Context()))
		bits(t, c, byte(absent)<<1, number)
		t.Must(c.Start(t.Context()))
		send(t, c, byte(target)<<1)
		send(t, c, limit)
		send(t, c, byte(0x40+number))
		send(t, c, 0x50)
		t.Must(c.Stop(t.Context()))
		expectLimit(t, c, byte(0x40+number), 0x50)
	}
}

// cut makes a STOP after some bits of a byte, which the device then has not got. The bus is free
// after it.
func cut(t *run.T, c *sbcon.Controller) {
	writeLimit(t, c, 0x34, 0x50)
	for number := range 8 {
		t.Must(c.Start(t.Context()))
		send(t, c, byte(target)<<1)
		send(t, c, limit)
		bits(t, c, 0x81, number)
		t.Must(c.Stop(t.Context()))
		levels(t, c, "after the STOP", both)
		expectLimit(t, c, 0x34, 0x50)
	}
}
