package edu

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// migrate moves the machine while a cause is pending and a transfer from the buffer is
// under way, with values in the registers. It finds a device that loses one of them on
// the way.
func migrate(t *run.T, d *edu.Device, second run.Instance[*edu.Device]) {
	ctx := t.Context()
	line, err := d.PCI.INTx(ctx)
	t.Must(err)
	want := pattern(0x31, edu.BufferSize-1)
	store(t, d, 0, want)
	_, err = d.Factorial(ctx, 7)
	t.Must(err)
	edu.Liveness.WriteT(t, d.Regs, 0x12345678)
	edu.Status.WriteT(t, d.Regs, edu.InterruptOnDone)
	edu.InterruptRaise.WriteT(t, d.Regs, 0x11)
	addr, err := d.Machine.AllocZeroed(ctx, uint64(len(want)), 4096)
	t.Must(err)
	edu.DMASource.WriteT(t, d.Regs, edu.Buffer)
	edu.DMADestination.WriteT(t, d.Regs, addr)
	edu.DMACount.WriteT(t, d.Regs, uint64(len(want)))
	edu.DMACommand.WriteT(t, d.Regs, edu.DMAStart|edu.DMAToRAM|edu.DMAInterrupt)

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	t.Step("registers", func() {
		reg.ExpectT(t, d.Regs, "liveness", edu.Liveness, ^uint32(0x12345678))
		reg.ExpectT(t, d.Regs, "factorial", edu.Factorial, 5040)
		reg.ExpectT(t, d.Regs, "status", edu.Status, edu.InterruptOnDone)
		reg.ExpectT(t, d.Regs, "count of the transfer", edu.DMACount, uint64(len(want)))
	})
	t.Step("cause", func() { interrupts(t, d, line, "after the migration", 0x11) })
	t.Step("transfer", func() {
		t.Must(d.Machine.Pass(ctx, edu.TransferTime))
		interrupts(t, d, line, "after the transfer", 0x11|edu.DMADone)
		got := make([]byte, len(want))
		t.Must(d.Machine.ReadMemory(ctx, addr, got))
		if !bytes.Equal(got, want) {
			t.Errorf("the transfer wrote % x…, want % x…", got[:8], want[:8])
		}
	})
	t.Must(d.Machine.Alloc.Free(addr))
}
