package identity

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/bundle"
)

// Options say what is recorded.
type Options struct {
	Machines []string // machine types, "pc-q35-9.0" or "x86_64/pc-q35-9.0"; none: the current one of each versioned machine of the graph
	Devices  []string // names of devices, or Processors; none: the machine itself, its processors and every device of the graph
	Jobs     int      // QEMUs at a time; below 1: one
}

// newGraph returns the whole graph, with a test that is given a PCI bus with nothing of
// the path's on it. The test does not run: its path is for the command line.
func newGraph() *graph.Graph {
	g := nodes.New()
	graph.Test(g, busTest, pci.BusInterface, func(*tester, *pci.Bus) {})
	return g
}

const busTest = "identity-tests/bus"

// tester is the second argument of a test that does not run.
type tester struct{ env *run.Env }

func (t *tester) Environment() graph.Environment { return t.env }

// subject is something that is recorded by itself, on one QEMU.
type subject struct {
	machine string // the machine type
	name    string
	path    *graph.Path // nil: the bare machine
	read    reader
}

// Errors that the errors of [Read] wrap.
var (
	ErrNoMachine = errors.New("no such machine type")           // QEMU has none of those named
	ErrNoDevice  = errors.New("no path plugs in such a device") // into these machines
)

// Read records what a guest can see of those of the machine types that a QEMU has; the
// error wraps [ErrNoMachine] if it has none, and [ErrNoDevice] if no path plugs a named
// device into one. A device that QEMU lacks is absent with the
// reason; a subject that cannot be read has the field [Unreadable].
func Read(ctx context.Context, b *bundle.Bundle, inventory *graph.Inventory, o Options) (*Record, error) {
	if inventory.Fault != "" {
		return nil, errors.New(inventory.Fault)
	}
	aliases, err := aliasesOf(ctx, b)
	if err != nil {
		return nil, err
	}
	r := NewRecord(inventory.Version)
	todo, err := subjects(r, newGraph(), inventory, aliases, o)
	if err != nil {
		return nil, err
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	work := make(chan subject)
	for range max(1, o.Jobs) {
		wg.Go(func() {
			for s := range work {
				p := newPage()
				if err := s.record(ctx, b, p); err != nil {
					first, _, _ := strings.Cut(err.Error(), "\n")
					p.set(Unreadable, "%s", first)
				}
				mu.Lock()
				r.add(b.Arch+"/"+s.machine, s.name, p)
				mu.Unlock()
			}
		})
	}
	for _, s := range todo {
		if ctx.Err() != nil {
			break
		}
		work <- s
	}
	close(work)
	wg.Wait()
	return r, ctx.Err()
}

// record records a subject on a QEMU of its own.
func (s subject) record(ctx context.Context, b *bundle.Bundle, p *page) (err error) {
	ctx, cancel := context.WithTimeout(ctx, subjectTimeout)
	defer cancel()
	var running *session
	var env *run.Env
	switch {
	case s.name == Processors:
		// The models depend on the accelerator, and not every QEMU has that of qtest.
		emulating := *b
		emulating.Accelerator = bundle.WithoutQtest
		running, err = bare(ctx, &emulating, s.machine)
	case s.path == nil:
		running, err = bare(ctx, b, s.machine)
	default:
		running, env, err = on(ctx, b, *s.path, s.machine)
	}
	if err != nil {
		return err
	}
	err = s.read(ctx, p, running, s.path, env)
	if end := running.close(ctx); err == nil {
		err = end
	}
	return err
}

// subjects returns what is to be recorded, and notes in r what QEMU lacks.
func subjects(r *Record, g *graph.Graph, q *graph.Inventory, aliases map[string]string, o Options) ([]subject, error) {
	known := machineNodes(g, q.Arch)
	types := o.types(q, aliases)
	for _, node := range known {
		if current := aliases[node]; len(o.Machines) == 0 && version.MatchString(current) {
			types = append(types, current)
		}
	}
	if len(types) == 0 {
		return nil, fmt.Errorf("identity: %s: %w", q, ErrNoMachine)
	}
	found := map[string]bool{} // of the named devices
	paths := pathsOf(g, q.Arch)
	still := *q
	still.Clock = graph.Stepped // nothing moves in a stopped machine, whatever a path's test requires
	var todo []subject
	for _, machine := range types {
		if len(o.Devices) == 0 {
			todo = append(todo, subject{machine: machine, name: "machine", read: func(ctx context.Context, p *page, s *session, _ *graph.Path, _ *run.Env) error {
				return s.machine(ctx, p)
			}})
		}
		if len(o.Devices) == 0 || slices.Contains(o.Devices, Processors) {
			todo = append(todo, subject{machine: machine, name: Processors, read: readProcessors})
			found[Processors] = true
		}
		of := paths[nodeOf(known, aliases, machine)]
		for _, name := range slices.Sorted(maps.Keys(of)) {
			if len(o.Devices) > 0 && !slices.Contains(o.Devices, name) {
				continue
			}
			found[name] = true
			p := of[name]
			if err := p.path.Available(&still); err != nil {
				r.Absent[q.Arch+"/"+machine+"/"+name] = err.Error()
				continue
			}
			todo = append(todo, subject{machine, name, &p.path, p.read})
		}
	}
	for _, name := range o.Devices {
		if !found[name] {
			return nil, fmt.Errorf("identity: %s: %w", name, ErrNoDevice)
		}
	}
	return todo, nil
}

// way is the path by which a subject is plugged in, and how it is read.
type way struct {
	path graph.Path
	read reader
	cost int // the number and the length of the options that its test adds
}

type reader func(ctx context.Context, p *page, s *session, path *graph.Path, env *run.Env) error

// pathsOf returns, for each machine of an architecture, the path to each subject: of
// several the one whose test adds least to the command line. A path that needs another
// process is left out.
func pathsOf(g *graph.Graph, arch string) map[string]map[string]way {
	paths := map[string]map[string]way{}
	for p := range g.Paths() {
		name, read := along(p)
		if p.Arch() != arch || read == nil {
			continue
		}
		cmd, err := p.CommandLine()
		if err != nil || slices.ContainsFunc(cmd.Backends, served) {
			continue // Validate reports the error
		}
		w := way{p, read, cost(p, cmd)}
		node := strings.TrimPrefix(p.Steps()[0].Name, arch+"/")
		if paths[node] == nil {
			paths[node] = map[string]way{}
		}
		if old, known := paths[node][name]; !known || w.cost < old.cost {
			paths[node][name] = w
		}
	}
	return paths
}

// served reports whether another process, or the test, must listen before QEMU starts.
func served(b graph.BackendUse) bool {
	return b.Backend.Helper != nil || b.Backend.Channel == graph.TestListens
}

// cost orders the paths to one subject: the options of a test come first, then the length
// of the command line, which its device's properties add to.
func cost(p graph.Path, cmd *graph.CommandLine) int {
	steps := p.Steps()
	test := steps[len(steps)-1].Name
	n := 0
	for _, o := range cmd.Options {
		if o.Node == test {
			n++
		}
	}
	return n<<16 + len(strings.Join(cmd.Args(), " "))
}

// along returns the subject that a path leads to, and how it is read; nil if there is
// none, or if the path plugs in more than the subject.
func along(p graph.Path) (name string, read reader) {
	steps := p.Steps()
	for i, s := range steps[:len(steps)-1] {
		next := steps[i+1]
		switch {
		case s.Name == pci.BusInterface.Name() && next.Name == busTest:
			return pci.BusInterface.Name(), readBus
		case !next.Plugged() || slices.ContainsFunc(steps[i+2:], graph.Step.Plugged):
		case s.Name == pci.BusInterface.Name():
			return next.As, readDevice
		case s.Name == virtiommio.BusInterface.Name():
			return next.As, readVirtio
		}
	}
	return "", nil
}

// readBus records the PCI functions on the root bus: the machine's own, and a root port if
// the path has one.
func readBus(ctx context.Context, p *page, _ *session, path *graph.Path, env *run.Env) error {
	to := pci.BusInterface
	if slices.ContainsFunc(path.Steps(), func(s graph.Step) bool { return s.Name == rootport.RootInterface.Name() }) {
		to = rootport.RootInterface
	}
	bus, err := graph.BuildTo(ctx, *path, env, to)
	if err != nil {
		return err
	}
	functions, err := bus.Scan(ctx)
	if err != nil {
		return err
	}
	for _, d := range functions {
		if err := function(ctx, p, d.Address().String()+"/", d); err != nil {
			return err
		}
	}
	return nil
}

// readDevice records the path's PCI device.
func readDevice(ctx context.Context, p *page, _ *session, path *graph.Path, env *run.Env) error {
	bus, err := graph.BuildTo(ctx, *path, env, pci.BusInterface)
	if err != nil {
		return err
	}
	d, err := bus.Device(ctx)
	if err != nil {
		return err
	}
	return function(ctx, p, "pci/", d)
}

// readVirtio records a virtio device on a transport of the machine's own.
func readVirtio(ctx context.Context, p *page, _ *session, path *graph.Path, env *run.Env) error {
	bus, err := graph.BuildTo(ctx, *path, env, virtiommio.BusInterface)
	if err != nil {
		return err
	}
	steps := path.Steps()
	i := slices.IndexFunc(steps, func(s graph.Step) bool { return s.Name == virtiommio.BusInterface.Name() })
	model, err := modelOf(steps[i+1].Name)
	if err != nil {
		return err
	}
	slot, err := virtiommio.Attach(model)(ctx, bus)
	if err != nil {
		return err
	}
	return virtioDevice(ctx, p, "virtio/", slot.Virtio())
}
