package nvme

import (
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// vectors checks that a completion interrupts only by its queue's vector, that a masked
// vector pends, and that a queue without interrupts is silent (section 7.5
// "Interrupts"). On machines without messages for devices there is nothing to check.
func vectors(t *run.T, d *nvme.Device) {
	if !d.PCI.Bus().HasMessages() {
		return
	}
	ctx := t.Context()
	x, err := d.PCI.MSIX(ctx)
	t.Must(err)
	used := []int{0, 1, 7, nvme.Vectors - 1}
	for _, v := range used {
		t.Must(x.Configure(ctx, v))
	}
	t.Must(x.Enable(ctx))
	enabled(t, d, func() {
		sameIdentity(t, d)
		fires(t, x, used, "admin commands", 0)
		for i, v := range used {
			withQueue(t, d, nvme.QueueSetup{ID: uint16(i + 1), Size: 4, Interrupts: true, Vector: uint16(v)}, func(q *nvme.Queue) {
				fires(t, x, used, "creating a queue", 0)
				interrupts(t, x, q, used, v)
			})
			fires(t, x, used, "deleting a queue", 0)
		}
		withQueue(t, d, nvme.QueueSetup{ID: 1, Size: 4, Vector: 1}, func(q *nvme.Queue) {
			fires(t, x, used, "creating a queue", 0)
			_, err := q.Do(ctx, nvme.Flush(namespace))
			t.Must(err)
			fires(t, x, used, "a command of a queue without interrupts")
		})
	})
	t.Must(x.Disable(ctx))
}

// interrupts checks the interrupts of one queue.
func interrupts(t *run.T, x *pci.MSIX, q *nvme.Queue, used []int, vector int) {
	ctx := t.Context()
	for i := range 5 {
		_, err := q.Submit(ctx, nvme.Flush(namespace))
		t.Must(err)
		if err := x.Wait(ctx, vector); err != nil {
			t.Fatalf("command %d: %v", i, err)
		}
		c, found, err := q.CQ.Take(ctx)
		if err != nil || !found || c.Err() != nil {
			t.Fatalf("vector %d fired; completion queue has an entry: %t (%v, %v), want true", vector, found, c.Status, err)
		}
		t.Must(q.CQ.Release(ctx))
		fires(t, x, used, fmt.Sprintf("after a command of vector %d", vector))
	}
	t.Must(x.Mask(ctx, vector))
	_, err := q.Do(ctx, nvme.Flush(namespace))
	t.Must(err)
	fires(t, x, used, fmt.Sprintf("a command of vector %d, masked", vector))
	if pending, err := x.Pending(ctx, vector); err != nil || !pending {
		t.Errorf("vector %d, masked: pending = %t (%v), want true", vector, pending, err)
	}
	t.Must(x.Unmask(ctx, vector))
	fires(t, x, used, fmt.Sprintf("vector %d unmasked", vector), vector)
	t.Must(x.MaskAll(ctx, true))
	_, err = q.Do(ctx, nvme.Flush(namespace))
	t.Must(err)
	fires(t, x, used, fmt.Sprintf("a command of vector %d, with all masked", vector))
	pending, err := x.AllPending(ctx)
	if err != nil || !slices.Equal(pending, []int{vector}) {
		t.Errorf("pending with all masked: vectors %v (%v), want %d alone", pending, err, vector)
	}
	t.Must(x.MaskAll(ctx, false))
	fires(t, x, used, fmt.Sprintf("vector %d, with none masked", vector), vector)
	if pending, err := x.AllPending(ctx); err != nil || len(pending) != 0 {
		t.Errorf("pending with none masked: vectors %v (%v), want none", pending, err)
	}
}

// fires checks which of the used vectors have fired.
func fires(t *run.T, x *pci.MSIX, used []int, what string, want ...int) {
	t.Helper()
	expected := map[int]bool{}
	for _, v := range want {
		expected[v] = true
	}
	for _, v := range used {
		fired, err := x.Fired(t.Context(), v)
		t.Must(err)
		if fired != expected[v] {
			t.Errorf("%s: vector %d fired = %t, want %t", what, v, fired, expected[v])
		}
	}
}

// interruptPin checks that without MSI-X the pin is asserted while a completion
// queue holds an unreleased entry and INTMS does not mask its vector (section 7.5.1
// "Pin Based, Single MSI, and Multiple MSI Behavior").
func interruptPin(t *run.T, d *nvme.Device) {
	ctx := t.Context()
	line, err := d.PCI.INTx(ctx)
	t.Must(err)
	level := func(what string, want bool) {
		t.Helper()
		quiet(t, d)
		line.ExpectT(t, what, want)
	}
	enabled(t, d, func() {
		level("enabled", false)
		withQueue(t, d, nvme.QueueSetup{ID: 1, Size: 4, Interrupts: true}, func(q *nvme.Queue) {
			level("no command", false)
			for range 2 {
				_, err := q.Submit(ctx, nvme.Flush(namespace))
				t.Must(err)
			}
			t.Must(line.Await(ctx, true))
			_, err := q.CQ.WaitTake(ctx, 2)
			t.Must(err)
			level("entries taken", true)
			nvme.INTMS.WriteT(t, d.Regs, 1)
			level("vector masked", false)
			nvme.INTMC.WriteT(t, d.Regs, 1)
			level("vector unmasked", true)
			t.Must(q.CQ.Release(ctx))
			level("entries released", false)
		})
		level("queue deleted", false)
	})
}
