package nvme

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// migrate moves the machine while completions wait for the driver, with the interrupt
// that tells of them masked, and commands for the second pass through the queues. It
// finds a controller that loses its registers, a feature, a queue, its place in one, the interrupt
// or written data on the way.
func migrate(t *run.T, d *nvme.Device, second run.Instance[*nvme.Device]) {
	ctx := t.Context()
	drive := openDrive(t)
	line, err := d.PCI.INTx(ctx)
	t.Must(err)
	t.Must(d.Enable(ctx, nvme.Setup{}))
	q, err := d.CreateQueue(ctx, nvme.QueueSetup{ID: 3, Size: 5, CQSize: 7, Interrupts: true})
	t.Must(err)
	for n := range uint64(9) {
		write(t, d, q, drive, transfer{name: "before the migration", block: 10 * n, count: 3})
	}
	nvme.INTMS.WriteT(t, d.Regs, 1)
	for range 3 {
		_, err := q.Submit(ctx, nvme.Flush(namespace))
		t.Must(err)
	}
	t.Must(q.CQ.WaitPending(ctx, 3)) // the host's disk takes real time
	for _, r := range featureRows() {
		r.write(t, d, r.set[0])
	}
	configuration := nvme.CC.ReadT(t, d.Regs)
	quiet(t, d)

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	t.Step("registers", func() {
		reg.ExpectT(t, d.Regs, "CC", nvme.CC, configuration)
		reg.ExpectBitsT(t, d.Regs, "CSTS", nvme.CSTS, nvme.StatusRDY, nvme.StatusRDY)
		reg.ExpectT(t, d.Regs, "INTMS", nvme.INTMS, 1)
	})
	t.Step("features", func() {
		for _, r := range featureRows() {
			t.Step(r.name, func() { r.expect(t, d, "after the migration", nvme.SelectCurrent, r.set[0]) })
		}
	})
	t.Step("interrupt", func() {
		if line.Raised() {
			t.Error("the vector that was masked raises the line after the migration")
		}
		nvme.INTMC.WriteT(t, d.Regs, 1)
		if !line.Raised() {
			t.Error("the completions do not raise the line once the vector is unmasked")
		}
	})
	t.Step("commands", func() {
		all, err := q.CQ.WaitTake(ctx, 3)
		t.Must(err)
		for _, c := range all {
			t.Must(c.Err())
		}
		t.Must(q.CQ.Release(ctx))
		quiet(t, d)
		if line.Raised() {
			t.Error("the line is raised after the completions are taken")
		}
		_, err = q.Submit(ctx, nvme.Flush(namespace))
		t.Must(err)
		all, err = q.CQ.WaitTake(ctx, 1)
		t.Must(err)
		t.Must(all[0].Err())
		if !line.Raised() {
			t.Error("a completion after the migration does not raise the line")
		}
		t.Must(q.CQ.Release(ctx))
		for n := range uint64(9) {
			read(t, d, q, drive, transfer{name: "after the migration", block: 10 * n, count: 3})
			write(t, d, q, drive, transfer{name: "after the migration", block: 100 + 10*n, count: 3})
		}
		t.Must(q.Delete(ctx))
		t.Must(d.Disable(ctx))
	})
}
