package ufs

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/tests/suite/scsisuite"
)

// manyQueues is the number of queues of the test with circular queues.
const manyQueues = 3

// queued transfers by circular queues.
func queued(t *run.T, d *ufs.Device) {
	drive := openDisk(t)
	t.Step("queue registers", func() { queueRegisters(t, d, manyQueues) })
	withQueue(t, d, ufs.QueueSetup{Number: 0, Entries: 32}, func(q *ufs.Queue) {
		initDevice(t, d, q)
		bothReady(t, d, q)
		t.Step("well-known units", func() { wellKnownUnits(t, d, q, []uint64{0, 1}) })
		t.Step("units that are not there", func() { absentUnits(t, d, q) })
		t.Step("units", func() { units(t, d, q, drive) })
		t.Step("data longer than its table", func() { shortTable(t, d, q, drive) })
		t.Step("interrupts", func() { queueInterrupts(t, d, q) })
		t.Step("CQIE", func() { reg.KeepsT(t, d.Regs, "CQIE", q.Completions.Interrupts().Enable(), ufs.TailEntryPush) })
	})
	t.Step("pointers after a reset", func() { pointersAfterReset(t, d) })
	t.Step("several queues", func() { severalQueues(t, d, drive) })
	// The written data is there after a reset, for another queue.
	t.Step("after a reset", func() {
		withQueue(t, d, ufs.QueueSetup{Number: manyQueues - 1, Entries: 8}, func(q *ufs.Queue) {
			scsisuite.Read(t, unit(d, q, 1), drive, scsi.Read10(0, 64, blockSize), 0)
			t.Must(drive.Check())
		})
	})
}

// withQueue calls use with a queue of a controller whose link is up.
func withQueue(t *run.T, d *ufs.Device, s ufs.QueueSetup, use func(q *ufs.Queue)) {
	t.Helper()
	linked(t, d, func() {
		t.Must(d.ChooseQueues(t.Context()))
		q, err := d.OpenQueue(t.Context(), s)
		t.Must(err)
		use(q)
		t.Must(q.Close(t.Context()))
	})
}

// pointersAfterReset uses a queue and resets the controller: the queue then begins at its
// first entry (UFSHCI, section 5.3.4 "Offset 34h: HCE – Host Controller Enable").
func pointersAfterReset(t *run.T, d *ufs.Device) {
	var doorbells ufs.Doorbells
	withQueue(t, d, ufs.QueueSetup{Number: 1, Entries: 4}, func(q *ufs.Queue) {
		doorbells = q.Doorbells()
		for doorbells.Tail().ReadT(t, d.Regs) == 0 {
			t.Must(ufs.Ping(t.Context(), q))
		}
	})
	t.Must(d.Enable(t.Context()))
	reg.ExpectT(t, d.Regs, "SQTP after a reset", doorbells.Tail(), 0)
	reg.ExpectT(t, d.Regs, "SQHP after a reset", doorbells.Head(), 0)
	t.Must(d.Disable(t.Context()))
}

// queueRegisters checks the registers of circular queues after a reset, and that
// their offsets lead to separate registers.
func queueRegisters(t *run.T, d *ufs.Device, queues int) {
	caps := ufs.CAP.ReadT(t, d.Regs)
	if caps&ufs.CapMCQS == 0 {
		t.Errorf("CAP = %v, want MCQS set", caps)
	}
	mcq := ufs.MCQCAP.ReadT(t, d.Regs)
	if got := mcq.Queues(); got != queues {
		t.Errorf("MCQCAP = %#x: %d queues, want %d", uint32(mcq), got, queues)
	}
	const size = 8 << 10 // of the BAR
	used := map[uint64]string{}
	claim := func(what string, at uint64, words int) {
		t.Helper()
		for i := range words {
			word := at + uint64(4*i)
			if owner, taken := used[word]; taken || word+4 > size || word%4 != 0 {
				t.Errorf("%s is at %#x, want a separate place (used by: %s)", what, word, owner)
			}
			used[word] = what
		}
	}
	for n := range uint8(queues) {
		r := mcq.Registers(n)
		values(t, d, "after power-on",
			is("SQATTR", r.SQATTR(), 0), is("SQLBA", r.SQLBA(), 0), is("SQUBA", r.SQUBA(), 0),
			is("CQATTR", r.CQATTR(), 0), is("CQLBA", r.CQLBA(), 0), is("CQUBA", r.CQUBA(), 0))
		claim("queue configuration", uint64(r), 16)
		claim("SQ doorbells", uint64(r.SQDAO().ReadT(t, d.Regs)), 5)
		claim("SQ interrupts", uint64(r.SQISAO().ReadT(t, d.Regs)), 2)
		claim("CQ doorbells", uint64(r.CQDAO().ReadT(t, d.Regs)), 2)
		claim("CQ interrupts", uint64(r.CQISAO().ReadT(t, d.Regs)), 3)
	}
}

// queueInterrupts checks the Tail Entry Push Status of a completion queue, with IS.CQES
// and the interrupt line, and without.
func queueInterrupts(t *run.T, d *ufs.Device, q *ufs.Queue) {
	ctx := t.Context()
	line, err := d.PCI.INTx(ctx)
	t.Must(err)
	i := q.Completions.Interrupts()
	acknowledge := func() {
		i.Status().WriteT(t, d.Regs, ufs.TailEntryPush)
		ufs.IS.WriteT(t, d.Regs, ufs.InterruptCQES)
	}
	submit := func() {
		t.Must(q.Push(ctx, ufs.Request{UPIU: ufs.Nop()}))
		t.Must(q.Ring(ctx))
	}
	take := func() {
		done, err := q.Completions.Next(ctx)
		t.Must(err)
		t.Must(done.Err())
	}
	acknowledge()
	i.Enable().WriteT(t, d.Regs, ufs.TailEntryPush)
	ufs.IE.WriteT(t, d.Regs, ufs.InterruptCQES)
	for range 3 {
		before := line.Count()
		submit()
		t.Must(line.Await(ctx, true))
		values(t, d, "a completion", is("CQIS", i.Status(), ufs.TailEntryPush), is("IS", ufs.IS, ufs.InterruptCQES))
		take()
		acknowledge()
		values(t, d, "acknowledged", is("CQIS", i.Status(), 0), is("IS", ufs.IS, 0))
		t.Must(line.Wait(ctx, false))
		if got := line.Count() - before; got != 1 {
			t.Errorf("completion: interrupt line raised %d times, want 1", got)
		}
	}
	ufs.IE.WriteT(t, d.Regs, 0)
	submit()
	take()
	quiet(t, d)
	if line.Raised() {
		t.Error("the interrupt line is raised by a completion without IE.CQEE")
	}
	acknowledge()
	i.Enable().WriteT(t, d.Regs, 0)
}

// severalQueues has requests under way in all queues at a time. Two queues share a
// completion queue.
func severalQueues(t *run.T, d *ufs.Device, drive *block.Image) {
	ctx := t.Context()
	linked(t, d, func() {
		t.Must(d.ChooseQueues(ctx))
		open := func(s ufs.QueueSetup) *ufs.Queue {
			q, err := d.OpenQueue(ctx, s)
			t.Must(err)
			return q
		}
		own := open(ufs.QueueSetup{Number: 0, Entries: 32})
		shared := open(ufs.QueueSetup{Number: 1, Entries: 16})
		guest := open(ufs.QueueSetup{Number: 2, Entries: 8, Completion: shared})
		queues := []*ufs.Queue{own, shared, guest}
		for round := range 10 {
			inQueues(t, d, queues, drive, uint64(200+30*round))
		}
		t.Must(guest.Close(ctx))
		t.Must(ufs.Ping(ctx, shared))
		t.Must(shared.Close(ctx))
		t.Must(own.Close(ctx))
	})
}

// inQueues has one write in every queue at a time, then one read.
func inQueues(t *run.T, d *ufs.Device, queues []*ufs.Queue, drive *block.Image, first uint64) {
	t.Helper()
	ctx := t.Context()
	for _, dir := range []scsi.Direction{scsi.ToTarget, scsi.FromTarget} {
		var buffers []*ufs.Data
		for i, q := range queues {
			r := transfer(t, d, drive, dir, first+uint64(i), 1)
			t.Must(q.Push(ctx, r))
			buffers = append(buffers, r.Data)
		}
		for _, q := range queues {
			t.Must(q.Ring(ctx))
		}
		for _, q := range queues {
			done, err := q.Completions.Next(ctx)
			t.Must(err)
			if done.Err() != nil || done.UPIU.Status() != scsi.Good {
				t.Errorf("request of queue %d: %v, %v", q.Number(), done.OCS, done.UPIU.Status())
			}
		}
		for i, b := range buffers {
			got, err := b.Get(ctx)
			t.Must(err)
			if err := drive.Compare(first+uint64(i), got); err != nil {
				t.Errorf("queue %d: %v", queues[i].Number(), err)
			}
			t.Must(b.Free())
		}
	}
	t.Must(drive.Check())
}
