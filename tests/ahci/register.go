package ahci

import (
	"bytes"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/ahci"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// Register adds the tests of the adapter.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	for name, test := range map[string]func(*rig){
		"hba_spec": hostRegisters, "ports": portRegisters, "identify": identify, "reset": resets,
		"io/pio": pio, "io/ncq": queued, "interrupts": interrupts, "errors": failures, "cdrom": disc,
	} {
		graph.Test(g, "ahci-tests/"+name, ahci.Driver, with(test), known)
	}
	again := append(withFailing(), known)
	graph.Test(g, "ahci-tests/retry", ahci.Driver, with(retry), again...)
	graph.Pair(g, "ahci-tests/migrate/sanity", ahci.Driver, migrate, known)
	// What waits is the same behind every host bridge.
	waiting := append(again, graph.SlowBeside("x86_64/q35", "ppc64/pseries"))
	write := requests()[1]
	queuedRead := requests()[2]
	for name, q := range map[string]request{"dma/halted": write, "ncq/halted": queuedRead, "flush": flushing} {
		graph.Pair(g, "ahci-tests/migrate/"+name, ahci.Driver, halted(q), waiting...)
	}
	graph.Test(g, "ahci-tests/message", ahci.Driver, with(message), known, graph.Requires(pci.MessageSignalled))
	graph.Test(g, "ahci-tests/io/dma", ahci.Driver, with(dma), known, graph.AskHighRAM())
}

// rig is an adapter with what is on its drives.
type rig struct {
	*run.T
	*ahci.Adapter
	disk, disc *block.Image
}

// diskSectors is the number of sectors of the disk.
const diskSectors = ata.DiskSize / ata.SectorSize

// with is a test that is given the adapter after a reset, and the drives.
func with(test func(*rig)) func(*run.T, *ahci.Adapter) {
	return func(t *run.T, a *ahci.Adapter) {
		disk, err := block.OpenImage(t.Env, ata.Disk, ata.SectorSize)
		t.Must(err)
		cd, err := block.OpenImage(t.Env, ata.Disc, ata.DiscBlock)
		t.Must(err)
		t.Must(a.Reset(t.Context()))
		test(&rig{t, a, disk, cd})
	}
}

// port starts a port for the length of use.
func (r *rig) port(n int, use func(p *ahci.Port)) {
	r.Helper()
	p, err := r.Start(r.Context(), n)
	r.Must(err)
	use(p)
	r.Must(p.Stop(r.Context()))
}

// does executes a command and checks that it succeeds and moves size bytes.
func (r *rig) does(what string, p *ahci.Port, t ata.Task, d ahci.Direction, regions ...ahci.Region) ahci.Result {
	r.Helper()
	r.Must(p.Forget(r.Context(), untouched))
	got, err := p.Do(r.Context(), t, d, regions...)
	r.Must(err)
	size := 0
	for _, region := range regions {
		size += region.Size
	}
	if got.Status&(ata.Busy|ata.Request|ata.Failed|ata.Fault|ata.Ready) != ata.Ready || got.Bytes != uint32(size) {
		r.Errorf("%s: %v, %d bytes, want READY, no failure, and %d bytes", what, got, got.Bytes, size)
	}
	r.frames(what, p, got, t, d)
	return got
}

// buffer returns memory of size bytes, each of the value 0xee.
func (r *rig) buffer(size int) uint64 {
	r.Helper()
	const page = 4 << 10
	addr, err := r.Machine.Alloc.Alloc(uint64(size), page)
	r.Must(err)
	r.Must(r.Machine.Memset(r.Context(), addr, uint64(size), untouched))
	return addr
}

// untouched is the value of bytes that nobody has written.
const untouched = 0xee

func (r *rig) free(addr uint64) {
	r.Helper()
	r.Must(r.Machine.Alloc.Free(addr))
}

// memory compares memory with want, and that the two bytes on each side of it are untouched.
func (r *rig) memory(what string, addr uint64, want []byte) {
	r.Helper()
	const beside = 2
	got := make([]byte, len(want)+2*beside)
	r.Must(r.Machine.ReadMemory(r.Context(), addr-beside, got))
	around := bytes.Repeat([]byte{untouched}, beside)
	same.Around(r, what, beside, got, bytes.Join([][]byte{around, want, around}, nil))
}
