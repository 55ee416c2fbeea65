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
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/bundle"
)

// Options say what is recorded.
type Options struct {
	Machines []string // machine types, as "pc-q35-9.0", "x86_64/pc-q35-9.0", or patterns, as "pc-q35-*"; none: the current one of each versioned machine of the graph
	Devices  []string // names of devices, Machine or Processors; none: all of these
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
	read    reader
	way     *way // nil: the bare machine
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
				err := s.record(ctx, b, p)
				mu.Lock()
				if refused := (*refusedError)(nil); errors.As(err, &refused) {
					r.Absent[b.Arch+"/"+s.machine+"/"+s.name] = firstLine(refused.err)
				} else {
					if err != nil {
						p.set(Unreadable, "%s", firstLine(err))
					}
					r.add(b.Arch+"/"+s.machine, s.name, p)
				}
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

func firstLine(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return first
}

// refusedError is the error of a QEMU that does not start with a device in a slot of this
// machine: the table of devices does not say which machines take them.
type refusedError struct{ err error }

func (e *refusedError) Error() string { return e.err.Error() }

// record records a subject on a QEMU of its own.
func (s subject) record(ctx context.Context, b *bundle.Bundle, p *page) (err error) {
	ctx, cancel := context.WithTimeout(ctx, subjectTimeout)
	defer cancel()
	var running *session
	var path *graph.Path
	var env *run.Env
	switch {
	case s.name == Processors:
		// The models depend on the accelerator, and not every QEMU has that of qtest.
		emulating := *b
		emulating.Accelerator = bundle.WithoutQtest
		running, err = bare(ctx, &emulating, s.machine)
	case s.way == nil:
		running, err = bare(ctx, b, s.machine)
	default:
		path = &s.way.path
		running, env, err = on(ctx, b, *path, s.machine, s.way.beside)
		if err != nil && s.way.slot {
			return &refusedError{err}
		}
	}
	if err != nil {
		return err
	}
	err = s.read(ctx, p, running, path, env)
	if end := running.close(ctx); err == nil {
		err = end
	}
	return err
}

// subjects returns what is to be recorded, and notes in r what QEMU lacks.
func subjects(r *Record, g *graph.Graph, q *graph.Inventory, aliases map[string]string, o Options) ([]subject, error) {
	known := machineNodes(g, q.Arch)
	types, err := o.types(q, aliases)
	if err != nil {
		return nil, err
	}
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
		for _, s := range []subject{{name: Machine, read: readMachine}, {name: Processors, read: readProcessors}} {
			if len(o.Devices) == 0 || slices.Contains(o.Devices, s.name) {
				s.machine = machine
				todo = append(todo, s)
				found[s.name] = true
			}
		}
		of := paths[nodeOf(known, aliases, machine)]
		for _, name := range slices.Sorted(maps.Keys(of)) {
			if len(o.Devices) > 0 && !slices.Contains(o.Devices, name) {
				continue
			}
			found[name] = true
			w := of[name]
			if err := w.path.Available(&still); err != nil {
				r.Absent[q.Arch+"/"+machine+"/"+name] = err.Error()
				continue
			}
			todo = append(todo, subject{machine, name, w.read, &w})
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
	path   graph.Path
	read   reader
	cost   int            // the number and the length of the options that its test adds
	slot   bool           // the path knows only that there is a device in a slot
	beside []graph.Option // of a device in a slot: what the path to the bus plugs in
}

// better reports whether a path to a subject is to be taken instead of another.
func (w way) better(other way) bool {
	if w.slot != other.slot {
		return other.slot
	}
	return w.cost < other.cost
}

type reader func(ctx context.Context, p *page, s *session, path *graph.Path, env *run.Env) error

// pathsOf returns, for each machine of an architecture, the path to each subject: of
// several the one whose test adds least to the command line. A device without a driver
// has a path through a slot. A path that needs another process is left out.
func pathsOf(g *graph.Graph, arch string) map[string]map[string]way {
	paths := map[string]map[string]way{}
	for p := range g.Paths() {
		if p.Arch() != arch {
			continue
		}
		name, read, slotted := along(p)
		if read == nil && !slotted {
			continue
		}
		cmd, err := p.CommandLine()
		if err != nil || slices.ContainsFunc(cmd.Backends, served) {
			continue // Validate reports the error
		}
		w := way{path: p, read: read, cost: cost(p, cmd), slot: slotted}
		node := strings.TrimPrefix(p.Steps()[0].Name, arch+"/")
		if paths[node] == nil {
			paths[node] = map[string]way{}
		}
		if old, known := paths[node][name]; !known || w.better(old) {
			paths[node][name] = w
		}
	}
	for _, of := range paths {
		bus, found := of[pci.BusInterface.Name()]
		for name, w := range of {
			switch {
			case !w.slot:
			case found:
				w.read, w.beside = inSlot(bus.path), toBus(bus.path)
				of[name] = w
			default:
				delete(of, name) // nothing of the graph reads the machine's bus
			}
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
// none, or if the path plugs in more than the subject. A device in a slot of a PCI bus is
// read by the path to that bus.
func along(p graph.Path) (name string, read reader, slotted bool) {
	steps := p.Steps()
	for i, s := range steps[:len(steps)-1] {
		next := steps[i+1]
		switch {
		case s.Name == pci.BusInterface.Name() && next.Name == busTest:
			return pci.BusInterface.Name(), readBus, false
		case !next.Plugged() || slices.ContainsFunc(steps[i+2:], graph.Step.Plugged):
		case s.Name == pci.BusInterface.Name():
			return next.As, readDevice, false
		case s.Name == virtiommio.BusInterface.Name():
			return next.As, readVirtio, false
		case i == 1 && s.Name == slot.PCI.Name():
			return next.As, nil, true
		}
	}
	return "", nil, false
}

// rootBus returns the node of the root bus of a path.
func rootBus(path graph.Path) graph.Interface[*pci.Bus] {
	if slices.ContainsFunc(path.Steps(), func(s graph.Step) bool { return s.Name == rootport.RootInterface.Name() }) {
		return rootport.RootInterface
	}
	return pci.BusInterface
}

// toBus returns what the nodes between the machine and the root bus of a path plug in.
func toBus(path graph.Path) []graph.Option {
	cmd, err := path.CommandLine()
	if err != nil {
		return nil // Validate reports the error
	}
	var between []string
	for _, s := range path.Steps()[1:] {
		if s.Name == rootBus(path).Name() {
			break
		}
		between = append(between, s.As)
	}
	return slices.DeleteFunc(slices.Clone(cmd.Options), func(o graph.Option) bool { return !slices.Contains(between, o.Node) })
}

// functionsOf returns the PCI functions on the root bus of a path.
func functionsOf(ctx context.Context, path graph.Path, env *run.Env) ([]*pci.Device, error) {
	bus, err := graph.BuildTo(ctx, path, env, rootBus(path))
	if err != nil {
		return nil, err
	}
	return bus.Scan(ctx)
}

// readBus records the PCI functions on the root bus: the machine's own, and a root port if
// the path has one.
func readBus(ctx context.Context, p *page, _ *session, path *graph.Path, env *run.Env) error {
	functions, err := functionsOf(ctx, *path, env)
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

// inSlot returns the reader of a path's device in a slot of a PCI bus; the other path leads
// to the bus. QEMU tells where on the bus the device is.
func inSlot(bus graph.Path) reader {
	return func(ctx context.Context, p *page, s *session, path *graph.Path, env *run.Env) error {
		plugged, err := graph.BuildTo(ctx, *path, env, slot.Driver)
		if err != nil {
			return err
		}
		at, err := qmp.Execute[int](ctx, s.q.QMP(), "qom-get", qmp.Args{"path": plugged.Path(), "property": "addr"})
		if err != nil {
			return err
		}
		functions, err := functionsOf(ctx, bus, env)
		if err != nil {
			return err
		}
		for _, d := range functions {
			if a := d.Address(); int(a.Device)<<3|int(a.Function) == at {
				return function(ctx, p, "pci/", d)
			}
		}
		return fmt.Errorf("identity: no function answers at %02x.%x", at>>3, at&7)
	}
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
