package graph

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// CommandLine is the command line of a path as data.
type CommandLine struct {
	Options  []Option
	Backends []BackendUse // in the order of Options
	machine  string       // the machine's node
	fixed    []Option     // of its versions: see Versions
	version  Version      // of the machine, if it is pinned
	high     *HighRAM     // nil for none
}

// BackendUse is a backend of a command line.
type BackendUse struct {
	Name       string // the key's name
	ID         string // other options refer to it by this
	Backend    Backend
	Descriptor int      // number of the descriptor that QEMU inherits; 0 without a channel
	File       string   // name of the scratch file, in QEMU's working directory; "" for none
	Socket     string   // name of the socket, likewise
	HelperArgs []string // of the helper's program

	node string // the node that added it
	need string // name by which a test replaces it, or has defined it
}

// Backend returns the backend that a key names.
func (c *CommandLine) Backend(k BackendKey) (BackendUse, bool) {
	i := slices.IndexFunc(c.Backends, func(b BackendUse) bool { return b.Name == k.Name() })
	if i < 0 {
		return BackendUse{}, false
	}
	return c.Backends[i], true
}

// Args returns QEMU's arguments.
func (c *CommandLine) Args() []string {
	var args []string
	for _, o := range c.Options {
		args = append(args, o.Args()...)
	}
	return args
}

// CommandLine returns the command line of the path: the machine, the backends, each
// after those that it refers to, then the devices in the order of the path. It is an
// error if a device needs a backend that neither its driver nor the test provides, if
// the test provides one that nothing needs, if backends refer to each other in a
// circle, or if a property refers to an id that nothing defines.
func (p Path) CommandLine() (*CommandLine, error) {
	cmd, err := build(p)
	if err != nil {
		return nil, fmt.Errorf("graph: command line of %s: %w", p, err)
	}
	return cmd, nil
}

// Want is a part that a path needs of a QEMU besides its machine: a device or a backend
// without which QEMU refuses the command line, a program of a [Helper], or an ability
// that only the qtest accelerator provides.
type Want struct {
	Node string // the node that wants it
	Need string // the name of the backend, if a test may give it; of two with one name the test's counts
	Flag string // "-device", a [BackendKind], [ProgramFlag], "qtest" for an ability, or "since" for a version
	Type string // the type, the ability's text, or the version and the feature that came with it
}

// ProgramFlag stands, in a [Want], for the program of a [Helper].
const ProgramFlag = "program"

// qtestFlag stands, in a [Want], for an ability that the qtest accelerator has.
const qtestFlag = "qtest"

// String returns the option, as in "-device e1000e".
func (w Want) String() string { return w.Flag + " " + w.Type }

// wanted lists the options whose first part names a device or a backend that a
// QEMU may lack.
var wanted = []string{"-device", string(Netdev), string(Blockdev), string(Chardev), string(FSDev), string(Audiodev), string(Object)}

// Wants returns the devices and backends that QEMU must have, besides the
// machine, for the path's command line, as far as that can be built, and the
// programs that must come with it. The order
// is that of the nodes that want them, the test last; each node's device comes
// before its backends. The abilities come last.
func (p Path) Wants() []Want {
	cmd, _ := build(p) // Validate reports the error
	place := map[string]int{p.machine().name: 0}
	for i, e := range p.edges {
		place[e.name] = i + 1
	}
	var wants []Want
	for _, o := range cmd.Options {
		if o.Type == "" || !slices.Contains(wanted, o.Flag) {
			continue
		}
		w := Want{Node: o.Node, Flag: o.Flag, Type: o.Type}
		if i := slices.IndexFunc(cmd.Backends, func(u BackendUse) bool { return u.ID == o.ID && string(u.Backend.Kind) == o.Flag }); i >= 0 {
			w.Need = cmd.Backends[i].need
		}
		wants = append(wants, w)
	}
	for _, u := range cmd.Backends {
		if u.Backend.Helper != nil {
			wants = append(wants, Want{Node: u.node, Need: u.need, Flag: ProgramFlag, Type: u.Backend.Helper.Program})
		}
	}
	rank := func(w Want) int {
		if w.Flag == "-device" && w.Need == "" && w.Type == p.model(w.Node) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(wants, func(a, b Want) int {
		return cmp.Or(cmp.Compare(place[a.Node], place[b.Node]), cmp.Compare(rank(a), rank(b)))
	})
	for node, s := range p.sinces {
		wants = append(wants, Want{Node: node, Flag: sinceFlag, Type: s.version + " " + s.what})
	}
	for node, ability := range p.requirements {
		if ability.qtest {
			wants = append(wants, Want{Node: node, Flag: qtestFlag, Type: ability.text})
		}
	}
	return wants
}

// model returns the model of the -device that an element of the path adds.
func (p Path) model(element string) string {
	for _, e := range p.edges {
		if e.name == element {
			return e.model()
		}
	}
	return element
}

// model returns the model of the -device that a driver adds.
func (e *edge) model() string { return cmp.Or(e.opts.model, e.to.name) }

// build returns the path's command line, and with the error as much of it as there
// is.
func build(p Path) (*CommandLine, error) {
	b := builder{path: p, test: p.test().test.opts}
	b.collect()
	b.order()
	b.machine()
	b.backends()
	b.devices()
	b.checkLiterals()
	m := p.machine()
	return &CommandLine{Options: b.options, Backends: b.uses, machine: m.name, fixed: m.machine.opts.fixed, high: p.highRAM()}, errors.Join(b.errs...)
}
