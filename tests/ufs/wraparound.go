package ufs

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/tests/suite/scsisuite"
)

// wrapAround checks that submission and completion queues wrap repeatedly, with as
// many requests at a time as fit, and that no entry is lost, doubled or overwritten.
func wrapAround(t *run.T, d *ufs.Device) {
	drive := openDisk(t)
	t.Step("queue registers", func() { queueRegisters(t, d, 1) })
	ready := false                               // the unit has reported its power-on
	for _, entries := range []int{2, 3, 8, 32} { // never shorter than the previous one, see ufs.OpenQueue
		t.Step(fmt.Sprintf("%d entries", entries), func() {
			withQueue(t, d, ufs.QueueSetup{Entries: entries}, func(q *ufs.Queue) {
				ctx := t.Context()
				for atATime := 1; atATime < entries; atATime = 2*atATime + 1 {
					for done := 0; done <= 2*entries; done += atATime {
						atOnce(t, d, q, atATime)
					}
				}
				// The data must arrive, too.
				u := unit(d, q, 1)
				if !ready {
					scsisuite.Ready(t, u)
					ready = true
				}
				for i := range entries + 1 { // a write and a read each
					at := uint32(7 * i % 400)
					t.Must(scsi.Write(ctx, u, at, blockSize, drive.Data(uint64(at), 1)))
					scsisuite.Read(t, u, drive, scsi.Read10(at, 1, blockSize), uint64(at))
				}
				t.Must(drive.Check())
				postponed(t, d, q)
			})
		})
	}
}

// atOnce has n requests under way and takes their completions. It compares the
// doorbell registers with the positions of the queues.
func atOnce(t *run.T, d *ufs.Device, q *ufs.Queue, n int) {
	t.Helper()
	ctx := t.Context()
	pushed := map[uint8]bool{}
	for i := range n {
		pushed[uint8((q.Tail()+i)%q.Entries())] = true // the task tag is the number of the entry
	}
	t.Must(q.Push(ctx, nops(n)...))
	t.Must(q.Ring(ctx))
	all, err := q.Completions.WaitTake(ctx, n)
	t.Must(err)
	for _, done := range all {
		t.Must(done.Err())
		if tag := done.UPIU.Tag(); !pushed[tag] {
			t.Fatalf("got a completion with task tag %d, want the tag of a pending request", tag)
		}
		delete(pushed, done.UPIU.Tag())
	}
	t.Must(q.Completions.Release(ctx))
	const entry = 32 // bytes, of both kinds of queue
	sq, cq := q.Doorbells(), q.Completions.Doorbells()
	tail := uint32(entry * q.Tail())
	head := uint32(entry * q.Completions.Head())
	values(t, d, "all completions taken",
		is("SQTP", sq.Tail(), tail), is("SQHP", sq.Head(), tail),
		is("CQTP", cq.Tail(), head), is("CQHP", cq.Head(), head))
}

// nops returns n requests that do nothing.
func nops(n int) []ufs.Request {
	var all []ufs.Request
	for range n {
		all = append(all, ufs.Request{UPIU: ufs.Nop()})
	}
	return all
}

// postponed submits more requests than the completion queue holds before it releases
// any: those that do not fit wait.
func postponed(t *run.T, d *ufs.Device, q *ufs.Queue) {
	t.Helper()
	ctx := t.Context()
	room := q.Entries() - 1
	t.Must(q.Push(ctx, nops(room)...))
	t.Must(q.Ring(ctx))
	_, err := q.Completions.WaitTake(ctx, room)
	t.Must(err)
	// To the controller the completion queue is full, and the submission queue is
	// empty.
	t.Must(q.Push(ctx, nops(1)...))
	t.Must(q.Ring(ctx))
	quiet(t, d)
	if more, err := q.Completions.Take(ctx, q.Entries()); len(more) != 0 || err != nil {
		t.Fatalf("completion queue of %d entries, %d unreleased: got %d more completions, want 0: %v", q.Entries(), room, len(more), err)
	}
	t.Must(q.Completions.Release(ctx))
	done, err := q.Completions.Next(ctx)
	t.Must(err)
	t.Must(done.Err())
}
