package pl011

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// all returns each character of eight bits once.
func all() []byte {
	b := make([]byte, 256)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

// transmit checks that the characters written to the data register come out of the
// line, in order (section 2.4.3 "UART operation").
func transmit(t *run.T, d *pl011.Device) {
	ctx := t.Context()
	peer, err := chardev.Attach(t.Env, uart.FarEnd)
	t.Must(err)
	for _, mode := range modes() {
		t.Step(mode.name, func() {
			t.Must(d.Start(ctx, mode.line))
			for _, c := range all() {
				t.Must(d.AwaitFlags(ctx, pl011.TransmitFull, 0))
				pl011.Data.WriteT(t, d.Regs, uint32(c))
			}
			got, err := peer.Receive(ctx, 256)
			t.Must(err)
			if !bytes.Equal(got, all()) {
				t.Errorf("the far end got % x, want % x", got, all())
			}
			t.Must(d.AwaitFlags(ctx, pl011.FIFOFlags, pl011.ReceiveEmpty|pl011.TransmitEmpty))
		})
	}
}

// receive checks that characters from the line are read from the data register, in
// order, and that the flags and the interrupt tell of them.
func receive(t *run.T, d *pl011.Device) {
	ctx := t.Context()
	peer, err := chardev.Attach(t.Env, uart.FarEnd)
	t.Must(err)
	for _, mode := range modes() {
		t.Step(mode.name, func() {
			t.Must(d.Start(ctx, mode.line))
			t.Must(peer.Send(ctx, all()))
			for _, want := range all() {
				t.Must(d.AwaitFlags(ctx, pl011.ReceiveEmpty, 0))
				if got := pl011.Data.ReadT(t, d.Regs); got != uint32(want) {
					t.Fatalf("received %#x, want %#x without an error flag", got, want)
				}
			}
			t.Must(d.AwaitFlags(ctx, pl011.FIFOFlags, pl011.ReceiveEmpty|pl011.TransmitEmpty))
		})
	}
	t.Step("interrupt", func() { receiveInterrupt(t, d, peer) })
	t.Step("loopback", func() { loopback(t, d) })
	t.Step("full", func() { full(t, d, peer) })
}

// receiveInterrupt checks that one character interrupts where there are no FIFOs, and
// that reading it ends the interrupt (section 2.8.2 "UARTRXINTR").
func receiveInterrupt(t *run.T, d *pl011.Device, peer *chardev.Peer) {
	ctx := t.Context()
	line, err := d.Interrupt(ctx)
	t.Must(err)
	t.Must(d.Start(ctx, 0))
	pl011.Mask.WriteT(t, d.Regs, pl011.Received)
	if line.Raised() {
		t.Error("the interrupt line is raised before a character has come")
	}
	t.Must(peer.Send(ctx, []byte{0x5a}))
	t.Must(line.Await(ctx, true))
	if got := pl011.Masked.ReadT(t, d.Regs); got != pl011.Received {
		t.Errorf("masked interrupts = %v, want %v", got, pl011.Received)
	}
	pl011.Mask.WriteT(t, d.Regs, 0)
	if line.Raised() {
		t.Error("the interrupt line is raised with all interrupts masked")
	}
	pl011.Mask.WriteT(t, d.Regs, pl011.Received)
	if !line.Raised() {
		t.Error("the interrupt line is not raised with the interrupt let through again")
	}
	if got := pl011.Data.ReadT(t, d.Regs); got != 0x5a {
		t.Errorf("received %#x, want 0x5a", got)
	}
	if line.Raised() {
		t.Error("the interrupt line is raised after the character was read")
	}
}

// full checks the flags of the receiver's FIFO: it is full with one character where there
// are no FIFOs, and with fewer than 40 where there are, and empty once all are read (section
// 3.3.3 "Flag Register, UARTFR"). What is too much waits at the far end.
func full(t *run.T, d *pl011.Device, peer *chardev.Peer) {
	ctx := t.Context()
	for _, row := range []struct {
		line pl011.Line
		n    int
	}{{0, 1}, {pl011.FIFOs, 40}} {
		t.Must(d.Start(ctx, row.line))
		reg.ExpectBitsT(t, d.Regs, "flags at first", pl011.Flags, pl011.FIFOFlags, pl011.ReceiveEmpty|pl011.TransmitEmpty)
		t.Must(peer.Send(ctx, all()[:row.n]))
		t.Must(d.AwaitFlags(ctx, pl011.FIFOFlags, pl011.ReceiveFull|pl011.TransmitEmpty))
		for i := range row.n {
			t.Must(d.AwaitFlags(ctx, pl011.ReceiveEmpty, 0))
			reg.ExpectT(t, d.Regs, "a character", pl011.Data, uint32(i))
		}
		reg.ExpectBitsT(t, d.Regs, "flags at the end", pl011.Flags, pl011.FIFOFlags, pl011.ReceiveEmpty|pl011.TransmitEmpty)
	}
}

// loopback checks that with LBE the device receives the characters that it sends (section 3.3.8
// "Control Register, UARTCR").
func loopback(t *run.T, d *pl011.Device) {
	ctx := t.Context()
	t.Must(d.Start(ctx, pl011.FIFOs, pl011.Loopback))
	for _, c := range []uint32{0x00, 0xa5, 0xff} {
		pl011.Data.WriteT(t, d.Regs, c)
		t.Must(d.AwaitFlags(ctx, pl011.ReceiveEmpty, 0))
		if got := pl011.Data.ReadT(t, d.Regs); got != c {
			t.Errorf("received %#x, want %#x", got, c)
		}
	}
}

// mode is a way in which characters go.
type mode struct {
	name string
	line pl011.Line
}

func modes() []mode { return []mode{{"with FIFOs", pl011.FIFOs}, {"without FIFOs", 0}} }
