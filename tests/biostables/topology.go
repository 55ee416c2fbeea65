package biostables

import (
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/smbios"
)

// topology is a number of processors and how they can be arranged.
type topology struct {
	present, sockets, dies, cores, threads int
}

// topologyRows are the tests of structures of processors (DSP0134 3.7, section 7.5 "Processor
// Information (Type 4)"), whose fields of a byte are too small for some.
func topologyRows() []row {
	var rows []row
	for _, r := range []struct {
		name string
		of   topology
	}{
		{"type4-count", topology{present: 100, sockets: 5, dies: 1, cores: 24, threads: 1}},
		{"core-count", topology{present: 200, sockets: 2, dies: 2, cores: 60, threads: 1}},
		{"core-count2", topology{present: 130, sockets: 2, dies: 2, cores: 130, threads: 1}},
		{"thread-count", topology{present: 54, sockets: 2, dies: 1, cores: 9, threads: 3}},
		{"thread-count2", topology{present: 130, sockets: 2, dies: 1, cores: 130, threads: 2}},
	} {
		added := row{
			name: r.name, from: tableloader.Q35,
			options: []graph.Option{machineOption("smbios-entry-point-type", "64"), intel(), r.of.option()},
			further: func(t *run.T, m *machine) { r.of.check(t, smbiosOf(t, m.source)) },
		}
		if r.of.most() > 288 {
			added = added.with(graph.Since("9.0", "PCs with more processors than 288"))
		}
		rows = append(rows, added)
	}
	return rows
}

// most returns the number of processors in all sockets.
func (p topology) most() int { return p.sockets * p.dies * p.cores * p.threads }

func (p topology) option() graph.Option {
	return smp("cpus", strconv.Itoa(p.present), "maxcpus", strconv.Itoa(p.most()), "sockets", strconv.Itoa(p.sockets),
		"dies", strconv.Itoa(p.dies), "cores", strconv.Itoa(p.cores), "threads", strconv.Itoa(p.threads))
}

// intel is a processor that has threads without a further option.
func intel() graph.Option {
	return graph.Option{Flag: "-cpu", Type: "qemu64", Props: []graph.Prop{graph.P("vendor", "GenuineIntel")}}
}

// check checks the structures, one for each socket.
func (p topology) check(t *run.T, all []smbios.Structure) {
	some := smbios.Of(all, smbios.Processor)
	cores := p.dies * p.cores
	inSocket := cores * p.threads
	t.Step("sockets", func() {
		if len(some) != p.sockets {
			t.Errorf("%d structures of processors, want %d", len(some), p.sockets)
		}
	})
	for _, f := range []struct {
		name   string
		short  int // offset of the field of a byte
		long   int // of that of a word
		number int
	}{
		{"cores", 0x23, 0x2a, cores}, {"threads", 0x25, 0x2e, inSocket},
	} {
		t.Step(f.name, func() {
			for i, s := range some {
				const elsewhere = 0xff // the number is in the other field
				if short, long := int(s.Int(f.short, 1)), int(s.Int(f.long, 2)); short != min(f.number, elsewhere) || long != f.number {
					t.Errorf("socket %d: %d and %d, want %d and %d", i, short, long, min(f.number, elsewhere), f.number)
				}
			}
		})
	}
	t.Step("present processors", func() {
		const populated = 1 << 6
		left := p.present
		for i, s := range some {
			here := min(left, inSocket)
			left -= here
			if got := s.Int(0x18, 1)&populated != 0; got != (here > 0) {
				t.Errorf("socket %d is populated: %t, want %t", i, got, here > 0)
			}
			if got := int(s.Int(0x2c, 2)); got != here/p.threads {
				t.Errorf("socket %d: %d cores are enabled, want %d", i, got, here/p.threads)
			}
		}
	})
}
