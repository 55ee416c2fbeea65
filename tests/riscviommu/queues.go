package riscviommu

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/riscviommu"
)

// initQueues sets the IOMMU up as an operating system does (section 7.2 "Guidelines
// for initialization"): the three queues, then the directory. It finds an IOMMU that
// executes commands wrongly or not at all, continues past an unknown one, or
// translates by invalidated entries.
func initQueues(t *run.T, d *riscviommu.Device) {
	vectors := openVectors(t, d)
	var opened []*riscviommu.Queue
	for _, k := range kinds() {
		q, err := d.Open(t.Context(), k, 8)
		t.Must(err)
		opened = append(opened, q)
		reg.ExpectT(t, d.Regs, "the control and status register of the "+k.Name+" once it is enabled", k.CSR,
			riscviommu.Enable|riscviommu.InterruptEnable|riscviommu.On)
		reg.ExpectT(t, d.Regs, "the IOMMU's index of the "+k.Name+" once it is enabled", k.Other, 0)
	}
	commands := opened[0]

	for _, k := range kinds()[1:] { // the IOMMU reads the other one
		t.Step("index of the "+k.Name, func() { indices(t, d, k, opened[1].Entries) })
	}
	t.Step("fences", func() { fences(t, d, commands) })
	t.Step("reserved command", func() { illegal(t, d, commands, vectors) })
	t.Step("translation", func() { translation(t, d, commands) })

	for _, q := range opened {
		t.Must(q.Close(t.Context()))
	}
	t.Must(vectors.Disable(t.Context()))
}

// The vectors of the causes of interrupts.
const (
	commandVector = 1
	faultVector   = 2
	pageVector    = 3
)

// openVectors gives each queue's interrupt a vector of its own (section 6.27).
func openVectors(t *run.T, d *riscviommu.Device) *pci.MSIX {
	t.Helper()
	x, err := d.PCI.MSIX(t.Context())
	t.Must(err)
	for v := range x.Vectors() {
		t.Must(x.Configure(t.Context(), v))
	}
	t.Must(x.Enable(t.Context()))
	const causes = commandVector | faultVector<<4 | pageVector<<12
	sticks(t, d, "icvec", riscviommu.VectorOfKind, causes, causes)
	return x
}

// word is a word of guest memory that fences write to.
type word struct {
	d    *riscviommu.Device
	addr uint64
}

func newWord(t *run.T, d *riscviommu.Device) word {
	t.Helper()
	addr, err := d.Machine.AllocZeroed(t.Context(), 8, 8)
	t.Must(err)
	return word{d, addr}
}

func (w word) free(t *run.T) { t.Must(w.d.Machine.Alloc.Free(w.addr)) }

// holds checks the word, and that the word behind it is unchanged.
func (w word) holds(t *run.T, when string, want uint32) {
	t.Helper()
	var p [8]byte
	t.Must(w.d.Machine.ReadMemory(t.Context(), w.addr, p[:]))
	if got := binary.LittleEndian.Uint32(p[:]); got != want {
		t.Errorf("%s: the fence's word = %#x, want %#x", when, got, want)
	}
	if got := binary.LittleEndian.Uint32(p[4:]); got != 0 {
		t.Errorf("%s: the word behind the fence's = %#x, want 0", when, got)
	}
}

// fences has the IOMMU write its mark more often than the queue has entries, so
// that its index wraps (section 4.1.2).
func fences(t *run.T, d *riscviommu.Device, q *riscviommu.Queue) {
	w := newWord(t, d)
	defer w.free(t)
	for i := range 2*q.Entries + 3 {
		mark := 0xfe4ce000 | i
		t.Must(q.Do(t.Context(), riscviommu.Fence(w.addr, mark)))
		w.holds(t, "after a command", mark)
		reg.ExpectT(t, d.Regs, "cqh after a command", riscviommu.CommandHead, (i+1)%q.Entries)
	}
	for i := range q.Entries - 1 { // the queue's capacity
		t.Must(q.Submit(t.Context(), riscviommu.Fence(w.addr, 0xb1000000|i)))
	}
	t.Must(q.Drain(t.Context()))
	w.holds(t, "after a full queue", 0xb1000000|(q.Entries-2))
	reg.ExpectT(t, d.Regs, "ipsr after commands", riscviommu.Pending, 0)
}

// illegal checks that the IOMMU stops at an unknown command and reports it, and
// that it continues with the commands behind it once the command is replaced
// (section 6.15, "cmd_ill").
func illegal(t *run.T, d *riscviommu.Device, q *riscviommu.Queue, vectors *pci.MSIX) {
	w := newWord(t, d)
	defer w.free(t)
	at := q.Next()
	t.Must(q.Submit(t.Context(), riscviommu.Reserved()))
	t.Must(q.Submit(t.Context(), riscviommu.Fence(w.addr, 1)))
	t.Must(d.Machine.Wait(t.Context(), "cqcsr.cmd_ill to be set", func(ctx context.Context) (bool, error) {
		v, err := riscviommu.CommandCSR.Read(ctx, d.Regs)
		return v&riscviommu.Illegal != 0, err
	}))
	reg.ExpectT(t, d.Regs, "cqh at a reserved command", riscviommu.CommandHead, at)
	reg.ExpectT(t, d.Regs, "ipsr at a reserved command", riscviommu.Pending, riscviommu.CommandInterrupt)
	t.Must(vectors.Wait(t.Context(), commandVector))
	w.holds(t, "behind a reserved command", 0)

	t.Must(q.Replace(t.Context(), at, riscviommu.Fence(w.addr, 2)))
	riscviommu.Pending.WriteT(t, d.Regs, riscviommu.CommandInterrupt)
	riscviommu.CommandCSR.WriteT(t, d.Regs, riscviommu.Enable|riscviommu.InterruptEnable|riscviommu.Illegal)
	t.Must(q.Drain(t.Context()))
	w.holds(t, "after the command was replaced", 1)
	reg.ExpectT(t, d.Regs, "cqcsr after the command was replaced", riscviommu.CommandCSR,
		riscviommu.Enable|riscviommu.InterruptEnable|riscviommu.On)
	reg.ExpectT(t, d.Regs, "ipsr after the command was replaced", riscviommu.Pending, 0)
	for v := range vectors.Vectors() {
		fired, err := vectors.Fired(t.Context(), v)
		t.Must(err)
		if fired {
			t.Errorf("vector %d fired again", v)
		}
	}
}
