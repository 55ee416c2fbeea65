package ahci

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/ahci"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// failing is a disk that fails once at each of these sectors, and once to flush.
var failing = graph.NewHandle("failing-disk")

const (
	failsRead = 1 + iota
	failsWrite
	failsPIORead
	failsPIOWrite
	failsQueuedRead
	failsQueuedWrite

	failingPort = 1
	failingSize = 2048 * ata.SectorSize
)

// withFailing plugs the disk in. The machine stops when it fails.
func withFailing() []graph.TestOption {
	return []graph.TestOption{
		graph.Define(failing, block.Failing(
			failingSize, block.Fault{Operation: block.Flush},
			block.Fault{Operation: block.Read, Sector: failsRead}, block.Fault{Operation: block.Write, Sector: failsWrite},
			block.Fault{Operation: block.Read, Sector: failsPIORead}, block.Fault{Operation: block.Write, Sector: failsPIOWrite},
			block.Fault{Operation: block.Read, Sector: failsQueuedRead}, block.Fault{Operation: block.Write, Sector: failsQueuedWrite},
		)),
		graph.After(graph.Option{Flag: "-device", Type: "ide-hd", Props: []graph.Prop{
			{Name: "bus", Value: graph.DeviceID(".1")}, {Name: "drive", Value: graph.Ref(failing)},
			graph.P("rerror", "stop"), graph.P("werror", "stop"),
		}}),
	}
}

// request is a command on the failing disk, in a slot, with its sector in memory.
type request struct {
	name   string
	task   ata.Task
	slot   int
	sector uint64
	way    ahci.Direction
	queued bool
	addr   uint64
}

// requests are the commands that fail.
func requests() []request {
	const slot, read, write = 3, ahci.ToMemory, ahci.FromMemory
	return []request{
		{"read", ata.AtExt(ata.ReadDMAExt, failsRead, 1), 0, failsRead, read, false, 0},
		{"write", ata.AtExt(ata.WriteDMAExt, failsWrite, 1), slot, failsWrite, write, false, 0},
		{"queued read", queuedTask(readQueued, failsQueuedRead, slot), slot, failsQueuedRead, read, true, 0},
		{"queued write", queuedTask(writeQueued, failsQueuedWrite, 0), 0, failsQueuedWrite, write, true, 0},
		{"PIO read", ata.At(ata.ReadSectors, failsPIORead, 1), slot, failsPIORead, read, false, 0},
		{"PIO write", ata.At(ata.WriteSectors, failsPIOWrite, 1), 0, failsPIOWrite, write, false, 0},
	}
}

// flushing is a flush of the failing disk.
var flushing = request{name: "flush", task: ata.Task{Command: ata.FlushCacheExt}}

// retry checks that a command which fails on the host, and stops the machine, has not ended for the
// guest, and that it is executed again and ends when the machine goes on (qemu(1), "-drive", werror
// and rerror).
func retry(r *rig) {
	r.withFailing(func(p *ahci.Port, image *block.Image) {
		// A machine that stops flushes its drives, so the flush that fails comes first.
		r.Step("flush", func() {
			r.dirty(p, image)
			q := flushing
			r.pauses(p, image, &q)
			r.Must(block.Continue(r.Context(), r.Machine.Monitor))
			r.ends(p, image, q)
		})
		for _, q := range requests() {
			r.Step(q.name, func() {
				r.pauses(p, image, &q)
				r.Must(block.Continue(r.Context(), r.Machine.Monitor))
				r.ends(p, image, q)
			})
		}
		r.Step("contents", func() {
			r.does("a flush without a fault", p, flushing.task, 0)
			r.Must(image.Check())
		})
	})
}

// halted moves the machine while it is stopped and a command waits. The drive of the second
// QEMU fails once, too, but for a flush: that QEMU has nothing written yet that it would have to
// flush.
func halted(q request) func(t *run.T, a *ahci.Adapter, second run.Instance[*ahci.Adapter]) {
	return func(t *run.T, a *ahci.Adapter, second run.Instance[*ahci.Adapter]) {
		with(func(r *rig) {
			r.withFailing(func(p *ahci.Port, image *block.Image) {
				r.dirty(p, image)
				r.pauses(p, image, &q)

				t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

				r.waits(p, q)
				goOn := func() error { return block.Continue(t.Context(), r.Machine.Monitor) }
				if q.sector != 0 {
					t.Must(block.Pause(t.Context(), r.Machine.Monitor, goOn))
					r.waits(p, q)
				}
				t.Must(goOn())
				r.ends(p, image, q)
				r.does("a flush", p, flushing.task, 0)
				t.Must(image.Check())
			})
		})(t, a)
	}
}

// migrate moves the machine while an interrupt of a port is pending, and executes commands after it.
func migrate(t *run.T, a *ahci.Adapter, second run.Instance[*ahci.Adapter]) {
	with(func(r *rig) {
		line, err := r.PCI.INTx(t.Context())
		t.Must(err)
		r.port(ahci.DiskPort, func(p *ahci.Port) {
			ahci.GlobalHost.WriteT(t, r.Regs, ahci.AHCIEnable|ahci.InterruptEnable)
			ahci.PortInterrupts.WriteT(t, p.Regs, ^ahci.Event(0))
			ahci.PortEnable.WriteT(t, p.Regs, ahci.RegisterFIS)
			r.does("a command", p, ata.Task{Command: ata.CheckPowerMode}, 0)
			line.ExpectT(t, "before the migration", true)
			registers := []reg.Reg[uint32]{
				ahci.PortList, ahci.PortFIS, reg.Reg[uint32](ahci.PortEnable), reg.Reg[uint32](ahci.PortInterrupts),
				reg.Reg[uint32](ahci.PortCommand), ahci.PortSignature, ahci.PortTaskFile, ahci.PortStatus,
			}
			want := make([]uint32, len(registers))
			for i, at := range registers {
				want[i] = at.ReadT(t, p.Regs)
			}

			t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

			t.Step("registers", func() {
				for i, at := range registers {
					reg.ExpectT(t, p.Regs, "a register after the migration", at, want[i])
				}
				reg.ExpectT(t, r.Regs, "GHC after the migration", ahci.GlobalHost, ahci.AHCIEnable|ahci.InterruptEnable)
			})
			t.Step("interrupt", func() {
				line.ExpectT(t, "after the migration", true)
				ahci.PortInterrupts.WriteT(t, p.Regs, ahci.RegisterFIS)
				ahci.Interrupts.WriteT(t, r.Regs, ^uint32(0))
				line.ExpectT(t, "after its event is cleared", false)
			})
			ahci.PortEnable.WriteT(t, p.Regs, 0)
			t.Step("commands", func() {
				r.transfers(p, transfer{task(ata.AtExt, ata.ReadDMAExt), task(ata.AtExt, ata.WriteDMAExt), "48 bits"})
			})
		})
		t.Step("queued commands", func() { queued(r) })
	})(t, a)
}

// withFailing starts the port of the failing disk.
func (r *rig) withFailing(use func(p *ahci.Port, image *block.Image)) {
	r.Helper()
	image, err := block.OpenImage(r.Env, failing, ata.SectorSize)
	r.Must(err)
	r.port(failingPort, func(p *ahci.Port) { use(p, image) })
}

// dirty writes a sector of the failing disk: QEMU asks the host to flush only if something has been
// written.
func (r *rig) dirty(p *ahci.Port, image *block.Image) {
	r.Helper()
	buffer := r.buffer(ata.SectorSize)
	r.Must(r.Machine.WriteMemory(r.Context(), buffer, image.Data(0, 1)))
	r.does("a write", p, ata.AtExt(ata.WriteDMAExt, 0, 1), ahci.FromMemory, ahci.Region{Addr: buffer, Size: ata.SectorSize})
	r.free(buffer)
}

// pauses issues a command that stops the machine, and checks that it waits.
func (r *rig) pauses(p *ahci.Port, image *block.Image, q *request) {
	r.Helper()
	var regions []ahci.Region
	if q.sector != 0 {
		q.addr = r.buffer(2*ata.SectorSize) + ata.SectorSize/2
		regions = []ahci.Region{{Addr: q.addr, Size: ata.SectorSize}}
		data := image.Data(q.sector, 1)
		if q.way == ahci.FromMemory {
			r.Must(r.Machine.WriteMemory(r.Context(), q.addr, data))
		} else {
			r.Must(image.Fill())
		}
	}
	r.Must(p.Prepare(r.Context(), q.slot, q.task, q.way, nil, regions...))
	ahci.PortInterrupts.WriteT(r, p.Regs, ^ahci.Event(0))
	r.Must(block.Pause(r.Context(), r.Machine.Monitor, func() error {
		var err error
		if q.queued {
			err = ahci.PortActive.Write(r.Context(), p.Regs, 1<<q.slot)
		}
		return errors.Join(err, p.Issue(r.Context(), 1<<q.slot))
	}))
	r.waits(p, *q)
}

// waits checks that a command has not ended: its bit of PxCI is set, or of PxSACT if it is queued, and
// no event tells of an end or of an error (section 3.3.14 "PxCI", 3.3.13 "PxSACT").
func (r *rig) waits(p *ahci.Port, q request) {
	r.Helper()
	at := ahci.PortIssue
	if q.queued {
		at = ahci.PortActive
	}
	reg.ExpectT(r, p.Regs, q.name+" that has failed on the host: slots in use", at, 1<<q.slot)
	ended := ahci.RegisterFIS | ahci.DeviceBits | ahci.TaskFileError
	reg.ExpectBitsT(r, p.Regs, q.name+" that has failed on the host: events", ahci.PortInterrupts, ended, 0)
}

// ends waits for the end of a command that is executed again, and checks it and its data.
func (r *rig) ends(p *ahci.Port, image *block.Image, q request) {
	r.Helper()
	if q.queued {
		r.Must(r.Machine.Wait(r.Context(), "a queued command that is executed again", func(ctx context.Context) (bool, error) {
			v, err := ahci.PortActive.Read(ctx, p.Regs)
			return v&(1<<q.slot) == 0, err
		}))
	}
	got, err := p.Await(r.Context(), 1<<q.slot)
	r.Must(err)
	if got.Status&(ata.Busy|ata.Request|ata.Failed|ata.Fault|ata.Ready) != ata.Ready {
		r.Errorf("%s that is executed again: %v, want READY and no failure", q.name, got)
	}
	reg.ExpectBitsT(r, p.Regs, q.name+" that is executed again: events", ahci.PortInterrupts, ahci.TaskFileError, 0)
	reg.ExpectT(r, p.Regs, q.name+" that is executed again: PxCI", ahci.PortIssue, 0)
	reg.ExpectT(r, p.Regs, q.name+" that is executed again: PxSACT", ahci.PortActive, 0)
	if q.sector != 0 {
		r.memory(q.name+" that is executed again", q.addr, image.Want(q.sector, 1))
		r.free(q.addr - ata.SectorSize/2)
	}
}
