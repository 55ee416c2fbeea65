package ide

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// failing is a disk that fails once at each of these sectors, and once to flush.
var failing = graph.NewHandle("failing-disk")

const (
	failsPIORead = 1 + iota
	failsPIOWrite
	failsDMARead
	failsDMAWrite
)

// withFailing plugs the disk in, as the second device of the second channel. The machine stops when
// it fails.
func withFailing() []graph.TestOption {
	return []graph.TestOption{
		graph.Define(failing, block.Failing(
			ata.OtherDiskSize, block.Fault{Operation: block.Flush},
			block.Fault{Operation: block.Read, Sector: failsPIORead}, block.Fault{Operation: block.Write, Sector: failsPIOWrite},
			block.Fault{Operation: block.Read, Sector: failsDMARead}, block.Fault{Operation: block.Write, Sector: failsDMAWrite},
		)),
		graph.After(graph.Option{Flag: "-device", Type: "ide-hd", Props: []graph.Prop{
			graph.P("bus", "ide.1"), graph.P("unit", "1"), {Name: "drive", Value: graph.Ref(failing)},
			graph.P("rerror", "stop"), graph.P("werror", "stop"),
		}}),
	}
}

// retry checks that a command which fails on the host, and stops the machine, has not ended for the
// guest: the device is busy, and when the machine goes on, the command is executed again and ends as
// if nothing had happened (qemu(1), "-drive", werror and rerror).
func retry(r *rig) {
	image, err := block.OpenImage(r.Env, failing, ata.SectorSize)
	r.Must(err)
	second := func(t ata.Task) ata.Task {
		t.Device |= ata.Second
		return t
	}
	flush := second(ata.Task{Command: ata.FlushCache})
	r.Step("flush", func() {
		// QEMU asks the host only if something has been written.
		r.Must(r.Secondary.WritePIO(r.Context(), second(ata.At(ata.WriteSectors, 0, 1)), image.Data(0, 1), ata.SectorSize))
		r.pauses("a flush", func() error { return r.Secondary.Issue(r.Context(), flush) })
		r.ends("a flush")
	})
	r.Step("PIO read", func() {
		image.Data(failsPIORead, 1)
		r.Must(image.Fill())
		read := second(ata.At(ata.ReadSectors, failsPIORead, 1))
		r.pauses("a read", func() error { return r.Secondary.Issue(r.Context(), read) })
		r.Must(r.cdLine.Wait(r.Context(), true))
		r.Must(r.Secondary.Requested(r.Context(), read))
		got, err := r.Secondary.Take(r.Context(), ata.SectorSize)
		r.Must(err)
		r.Must(image.Compare(failsPIORead, got))
		r.ended("a read")
	})
	r.Step("PIO write", func() {
		write := second(ata.At(ata.WriteSectors, failsPIOWrite, 1))
		r.Must(r.Secondary.Issue(r.Context(), write))
		r.Must(r.Secondary.Requested(r.Context(), write))
		r.pauses("a write", func() error { return r.Secondary.Give(r.Context(), image.Data(failsPIOWrite, 1)) })
		r.ends("a write")
	})
	if r.Secondary.Master != nil {
		r.Step("DMA read", func() {
			want := image.Data(failsDMARead, 1)
			r.Must(image.Fill())
			addr := r.buffer(ata.SectorSize)
			r.retriesDMA("a read", second(ata.At(ata.ReadDMA, failsDMARead, 1)), ata.ToMemory, addr)
			r.memory("a read", addr, want)
		})
		r.Step("DMA write", func() {
			addr := r.buffer(ata.SectorSize)
			r.Must(r.Machine().WriteMemory(r.Context(), addr, image.Data(failsDMAWrite, 1)))
			r.retriesDMA("a write", second(ata.At(ata.WriteDMA, failsDMAWrite, 1)), 0, addr)
		})
	}
	r.Step("contents", func() {
		r.Must(r.Secondary.Issue(r.Context(), flush))
		r.ends("a flush without a fault")
		r.Must(image.Check())
	})
}

// pauses checks that the machine stops at a request, while the device is busy, and has it go on.
func (r *rig) pauses(what string, request func() error) {
	r.Helper()
	before := r.cdLine.Count()
	r.Must(block.Pause(r.Context(), r.Machine().Monitor, request))
	r.Step("status meanwhile", func() {
		if s := ata.AlternateStatus.ReadT(r, r.Secondary.Control); s&(ata.Busy|ata.Request) == 0 {
			r.Errorf("%s that has failed on the host: status %v, want BUSY or REQUEST", what, s)
		}
	})
	if n := r.cdLine.Count() - before; n != 0 || r.cdLine.Raised() {
		r.Errorf("%s that has failed on the host: %d interrupts, want none before it has ended", what, n)
	}
	r.Must(block.Continue(r.Context(), r.Machine().Monitor))
}

// ends waits for the interrupt of a command, and checks that it succeeded.
func (r *rig) ends(what string) {
	r.Helper()
	r.Must(r.cdLine.Wait(r.Context(), true))
	r.ended(what)
}

// ended checks that a command has ended and succeeded.
func (r *rig) ended(what string) {
	r.Helper()
	got, err := r.Secondary.Result(r.Context())
	r.Must(err)
	if got.Status&(ata.Busy|ata.Request|ata.Failed|ata.Fault|ata.Ready) != ata.Ready {
		r.Errorf("%s that is executed again: %v, want READY and no failure", what, got)
	}
	r.cdLine.ExpectT(r, what+" that is executed again, after a read of the status", false)
}

// retriesDMA executes a command of one sector with the bus master of the second channel.
func (r *rig) retriesDMA(what string, t ata.Task, control ata.MasterControl, addr uint64) {
	r.Helper()
	free, err := r.Secondary.SetRegions(r.Context(), ata.Region{Addr: addr, Size: ata.SectorSize})
	r.Must(err)
	ata.MasterStatus.WriteT(r, r.Secondary.Master, ata.Interrupted|ata.MasterError)
	ata.MasterCommand.WriteT(r, r.Secondary.Master, control)
	r.Must(r.Secondary.Issue(r.Context(), t))
	r.pauses(what, func() error { return ata.MasterCommand.Write(r.Context(), r.Secondary.Master, control|ata.Start) })
	r.ends(what)
	if got := ata.MasterStatus.ReadT(r, r.Secondary.Master) & outcome; got != ata.Interrupted {
		r.Errorf("%s that is executed again: bus master's status %v, want %v", what, got, ata.Interrupted)
	}
	r.Must(r.Secondary.StopMaster(r.Context()))
	r.Must(free())
}
