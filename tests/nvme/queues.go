package nvme

import (
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// queueErrors checks that invalid queues are not created, and that only existing
// queues that are not in use are deleted (sections 5.3 to 5.6).
func queueErrors(t *run.T, d *nvme.Device) {
	enabled(t, d, func() {
		withBuffer(t, d, 4096, nvme.Layout{}, func(b *nvme.Buffer) {
			page := b.PRP1
			withQueue(t, d, nvme.QueueSetup{ID: 1, Size: 4}, func(*nvme.Queue) {
				for _, row := range []struct {
					name string
					cmd  nvme.Command
					want nvme.Code
				}{
					{"completion queue 0", nvme.CreateCQ{ID: 0, Entries: 4, Address: page}.Command(), nvme.InvalidQueueIdentifier},
					{"completion queue 1 once more", nvme.CreateCQ{ID: 1, Entries: 4, Address: page}.Command(), nvme.InvalidQueueIdentifier},
					{"completion queue 65", nvme.CreateCQ{ID: 65, Entries: 4, Address: page}.Command(), nvme.InvalidQueueIdentifier},
					{"completion queue of one entry", nvme.CreateCQ{ID: 2, Entries: 1, Address: page}.Command(), nvme.InvalidQueueSize},
					{"completion queue of 2049 entries", nvme.CreateCQ{ID: 2, Entries: 2049, Address: page}.Command(), nvme.InvalidQueueSize},
					{"completion queue at no page", nvme.CreateCQ{ID: 2, Entries: 4, Address: page + 8}.Command(), nvme.InvalidPRPOffset},
					{"completion queue of vector 65", nvme.CreateCQ{ID: 2, Entries: 4, Address: page, Interrupts: true, Vector: nvme.Vectors}.Command(), nvme.InvalidVector},
					{"submission queue 0", nvme.CreateSQ{ID: 0, Entries: 4, Address: page, CQ: 1}.Command(), nvme.InvalidQueueIdentifier},
					{"submission queue 1 once more", nvme.CreateSQ{ID: 1, Entries: 4, Address: page, CQ: 1}.Command(), nvme.InvalidQueueIdentifier},
					{"submission queue 65", nvme.CreateSQ{ID: 65, Entries: 4, Address: page, CQ: 1}.Command(), nvme.InvalidQueueIdentifier},
					{"submission queue of one entry", nvme.CreateSQ{ID: 2, Entries: 1, Address: page, CQ: 1}.Command(), nvme.InvalidQueueSize},
					{"submission queue of 2049 entries", nvme.CreateSQ{ID: 2, Entries: 2049, Address: page, CQ: 1}.Command(), nvme.InvalidQueueSize},
					{"submission queue at no page", nvme.CreateSQ{ID: 2, Entries: 4, Address: page + 8, CQ: 1}.Command(), nvme.InvalidPRPOffset},
					{"submission queue without a completion queue", nvme.CreateSQ{ID: 2, Entries: 4, Address: page, CQ: 2}.Command(), nvme.InvalidCQ},
					{"delete completion queue 1, which is in use", nvme.DeleteQueue(nvme.AdminDeleteCQ, 1), nvme.InvalidQueueDeletion},
					{"delete submission queue 2", nvme.DeleteQueue(nvme.AdminDeleteSQ, 2), nvme.InvalidQueueIdentifier},
					{"delete the admin submission queue", nvme.DeleteQueue(nvme.AdminDeleteSQ, 0), nvme.InvalidQueueIdentifier},
				} {
					refused(t, d.Admin, row.name, row.cmd, row.want)
				}
			})
		})
		sameIdentity(t, d)
	})
}

// absentQueue deletes a completion queue that does not exist (section 5.5 "Delete I/O
// Completion Queue command").
func absentQueue(t *run.T, d *nvme.Device) {
	enabled(t, d, func() {
		refused(t, d.Admin, "delete completion queue 2", nvme.DeleteQueue(nvme.AdminDeleteCQ, 2), nvme.InvalidQueueIdentifier)
	})
}

// wrapAround checks that queues of all lengths wrap, and that the Phase Tag
// changes with them, with as many commands at a time as fit.
func wrapAround(t *run.T, d *nvme.Device) {
	ctx := t.Context()
	enabled(t, d, func() {
		for _, s := range []nvme.QueueSetup{
			{ID: 1, Size: 2, CQSize: 2},
			{ID: 2, Size: 3, CQSize: 5},
			{ID: 3, Size: 7, CQSize: 3},
			{ID: 64, Size: 64, CQSize: 64},
		} {
			withQueue(t, d, s, func(q *nvme.Queue) {
				batch := min(q.SQ.Size(), q.CQ.Size()) - 1
				phases := 0
				for done := 0; done <= 3*q.CQ.Size(); done += batch {
					phase := q.CQ.Phase()
					_, err := q.SQ.PushAll(ctx, slices.Repeat([]nvme.Command{nvme.Flush(namespace)}, batch)...)
					t.Must(err)
					t.Must(q.SQ.Ring(ctx))
					all, err := q.CQ.WaitTake(ctx, batch)
					t.Must(err)
					for _, c := range all {
						t.Must(c.Err())
					}
					t.Must(q.CQ.Release(ctx))
					if q.CQ.Phase() != phase {
						phases++
					}
				}
				if phases < 2 {
					t.Errorf("queue %d: got %d phase changes, want at least one", s.ID, phases)
				}
				if n := q.SQ.Outstanding(); n != 0 {
					t.Errorf("queue %d: got %d commands without a completion, want 0", s.ID, n)
				}
			})
		}
	})
}

// fullCompletionQueue checks that the controller leaves one entry of a completion
// queue free until the head moves on (section 4.1.2 "Full Queue").
func fullCompletionQueue(t *run.T, d *nvme.Device) {
	ctx := t.Context()
	enabled(t, d, func() {
		withQueue(t, d, nvme.QueueSetup{ID: 1, Size: 8, CQSize: 3}, func(q *nvme.Queue) {
			const commands = 6
			_, err := q.SQ.PushAll(ctx, slices.Repeat([]nvme.Command{nvme.Flush(namespace)}, commands)...)
			t.Must(err)
			t.Must(q.SQ.Ring(ctx))
			for done := 0; done < commands; {
				all, err := q.CQ.WaitTake(ctx, q.CQ.Size()-1)
				t.Must(err)
				done += len(all)
				quiet(t, d)
				if _, found, err := q.CQ.Take(ctx); found || err != nil {
					t.Fatalf("after %d completions: completion in a full queue: %t (%v), want false", done, found, err)
				}
				t.Must(q.CQ.Release(ctx))
			}
		})
	})
}

// sharedCompletionQueue checks that two submission queues may share one
// completion queue, and that it stays when one of them is deleted.
func sharedCompletionQueue(t *run.T, d *nvme.Device) {
	ctx := t.Context()
	enabled(t, d, func() {
		withQueue(t, d, nvme.QueueSetup{ID: 3, Size: 4, CQSize: 16}, func(q *nvme.Queue) {
			second, err := d.AddSQ(ctx, 5, 8, q.CQ)
			t.Must(err)
			for range 10 {
				_, err := q.Submit(ctx, nvme.Flush(namespace))
				t.Must(err)
				_, err = second.Submit(ctx, nvme.Flush(namespace))
				t.Must(err)
				seen := map[uint16]int{}
				for range 2 {
					c, err := q.CQ.Next(ctx)
					t.Must(err)
					t.Must(c.Err())
					seen[c.SQID]++
				}
				if seen[3] != 1 || seen[5] != 1 {
					t.Errorf("completions by submission queue: %v, want one of 3 and one of 5", seen)
				}
			}
			refused(t, d.Admin, "delete a completion queue that two queues use", nvme.DeleteQueue(nvme.AdminDeleteCQ, 3), nvme.InvalidQueueDeletion)
			t.Must(second.DeleteSQ(ctx))
			_, err = q.Do(ctx, nvme.Flush(namespace))
			t.Must(err)
		})
	})
}
