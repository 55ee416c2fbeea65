package pl011

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// migrate moves the machine while the FIFO of received characters is half full, from its
// middle on, and its interrupt is masked. It finds a device that loses a character, its
// place in the FIFO, a setting, the interrupt or its mask on the way.
func migrate(t *run.T, d *pl011.Device, second run.Instance[*pl011.Device]) {
	ctx := t.Context()
	peer, err := chardev.Attach(t.Env, uart.FarEnd)
	t.Must(err)
	line, err := d.Interrupt(ctx)
	t.Must(err)
	t.Must(d.Start(ctx, pl011.FIFOs))
	read := func(n int, seed uint32) {
		t.Helper()
		for i := range uint32(n) {
			t.Must(d.AwaitFlags(ctx, pl011.ReceiveEmpty, 0))
			reg.ExpectT(t, d.Regs, "data", pl011.Data, seed+i)
		}
	}
	t.Must(peer.Send(ctx, all()[:12]))
	read(12, 0)
	pl011.Clear.WriteT(t, d.Regs, pl011.NoModem)
	pl011.FIFOLevels.WriteT(t, d.Regs, 0x12)
	pl011.IntegerDivisor.WriteT(t, d.Regs, 0x123)
	pl011.FractionDivisor.WriteT(t, d.Regs, 0x15)
	control := reg.HoldsT(t, d.Regs, "control", pl011.ControlRegister)
	t.Must(peer.Send(ctx, all()[0xa0:0xa8]))
	t.Must(d.Machine.Await(ctx, "the receive interrupt", func(ctx context.Context) (bool, error) {
		v, err := pl011.Raw.Read(ctx, d.Regs)
		return v&pl011.Received != 0, err
	}))

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	reg.ExpectT(t, d.Regs, "integer divisor", pl011.IntegerDivisor, 0x123)
	reg.ExpectT(t, d.Regs, "fraction of the divisor", pl011.FractionDivisor, 0x15)
	reg.ExpectT(t, d.Regs, "FIFO levels", pl011.FIFOLevels, 0x12)
	reg.ExpectT(t, d.Regs, "line control", pl011.LineControl, pl011.EightBit|pl011.FIFOs)
	control(t, "after the migration")
	if line.Raised() {
		t.Error("the interrupt that was masked raises the line after the migration")
	}
	pl011.Mask.WriteT(t, d.Regs, pl011.Received)
	if !line.Raised() {
		t.Error("the interrupt that was pending does not raise the line once it is let through")
	}
	t.Must(peer.Send(ctx, all()[0xa8:0xb8]))
	read(24, 0xa0)
	if line.Raised() {
		t.Error("the line is raised after all characters are read")
	}
	pl011.Data.WriteT(t, d.Regs, 0x5a)
	got, err := peer.Receive(ctx, 1)
	t.Must(err)
	if got[0] != 0x5a {
		t.Errorf("the far end got %#x, want 0x5a", got[0])
	}
}
