package identity

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/bundle"
)

// Options say what is recorded.
type Options struct {
	Machines []string // machine types, "pc-q35-9.0" or "x86_64/pc-q35-9.0"; none: the current one of each versioned machine of the graph
	Devices  []string // names of devices; none: the machine itself and every device of the graph
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
				r.add(b.Arch+"/"+s.machine+"/"+s.name, p)
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
	if s.path == nil {
		running, err = bare(ctx, b, s.machine)
	} else {
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

// aliasesOf asks QEMU for its short names of machine types: "q35" of "pc-q35-11.1".
func aliasesOf(ctx context.Context, b *bundle.Bundle) (map[string]string, error) {
	s, err := bare(ctx, b, "none")
	if err != nil {
		return nil, err
	}
	type machine struct{ Name, Alias string }
	all, err := qmp.Execute[[]machine](ctx, s.q.QMP(), "query-machines", qmp.NoArgs{})
	if err := errors.Join(err, s.close(ctx)); err != nil {
		return nil, err
	}
	aliases := map[string]string{}
	for _, m := range all {
		if m.Alias != "" {
			aliases[m.Alias] = m.Name
		}
	}
	return aliases, nil
}

// version matches the end of a versioned machine type.
var version = regexp.MustCompile(`-[0-9]+(\.[0-9]+)+$`)

// Types returns the versioned machine types of a QEMU that are versions of machines of
// the graph, those of one machine together, the newest first.
func Types(ctx context.Context, b *bundle.Bundle, inventory *graph.Inventory) ([][]string, error) {
	if inventory.Fault != "" {
		return nil, errors.New(inventory.Fault)
	}
	aliases, err := aliasesOf(ctx, b)
	if err != nil {
		return nil, err
	}
	var types [][]string
	for _, node := range machineNodes(newGraph(), b.Arch) {
		current := aliases[node]
		if !version.MatchString(current) {
			continue
		}
		var list []string
		for _, name := range inventory.Machines {
			if version.MatchString(name) && stem(name) == stem(current) {
				list = append(list, name)
			}
		}
		slices.SortFunc(list, func(a, b string) int { return slices.Compare(numbers(b), numbers(a)) })
		types = append(types, list)
	}
	return types, nil
}

// stem returns a machine type without its version.
func stem(machine string) string { return version.ReplaceAllString(machine, "") }

// numbers returns the version at the end of a machine type.
func numbers(machine string) []int {
	var list []int
	for part := range strings.SplitSeq(strings.TrimPrefix(version.FindString(machine), "-"), ".") {
		n, _ := strconv.Atoi(part) // the pattern has digits only
		list = append(list, n)
	}
	return list
}

// machineNodes returns the names of the graph's machines of an architecture, without it.
func machineNodes(g *graph.Graph, arch string) []string {
	var names []string
	for _, n := range g.Nodes() {
		if name, ok := strings.CutPrefix(n.Name, arch+"/"); ok && n.Kind == graph.KindMachine {
			names = append(names, name)
		}
	}
	return names
}

// nodeOf returns the graph's machine that a machine type is a version of; "" for none.
func nodeOf(nodes []string, aliases map[string]string, machine string) string {
	for _, node := range nodes {
		if current := aliases[node]; machine == node || version.MatchString(current) && stem(current) == stem(machine) {
			return node
		}
	}
	return ""
}

// types returns the named machine types that QEMU has, by their full names.
func (o Options) types(q *graph.Inventory, aliases map[string]string) []string {
	var types []string
	for _, name := range o.Machines {
		if arch, rest, ok := strings.Cut(name, "/"); ok {
			if arch != q.Arch {
				continue
			}
			name = rest
		}
		if current := aliases[name]; current != "" {
			name = current
		}
		if q.HasMachine(name) && !slices.Contains(types, name) {
			types = append(types, name)
		}
	}
	return types
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
