package graph

import "slices"

// Want is a device or a backend without which QEMU refuses a path's command
// line.
type Want struct {
	Node string // the node that wants it
	Need string // the name of the backend, if it is one; of two with one name the test's counts
	Flag string // "-device", or a [BackendKind]
	Type string
}

// String returns the option, as in "-device e1000e".
func (w Want) String() string { return w.Flag + " " + w.Type }

// Wants returns what QEMU must have, besides the machine, for the path: first
// what the nodes want, in the path's order, then what the test wants.
func (p Path) Wants() []Want {
	var wants []Want
	options := func(node string, opts []Option) {
		for _, o := range opts {
			if o.Type != "" && slices.Contains(wanted, o.Flag) {
				wants = append(wants, Want{Node: node, Flag: o.Flag, Type: o.Type})
			}
		}
	}
	backend := func(node, need string, b Backend) {
		if b.Kind != "" {
			wants = append(wants, Want{node, need, string(b.Kind), b.Type})
		}
	}
	m, t := p.machine(), p.test()
	options(m.name, m.machine.opts.before)
	options(m.name, m.machine.opts.after)
	for _, e := range p.edges {
		if e.to.kind == KindTest {
			break
		}
		options(e.to.name, e.opts.before)
		if e.kind == consumedBy && e.to.kind == KindDriver {
			wants = append(wants, Want{Node: e.to.name, Flag: "-device", Type: e.to.name})
		}
		for _, need := range e.opts.needs {
			if !slices.ContainsFunc(t.test.opts.provide, func(n named) bool { return n.name == need.Name }) {
				backend(e.to.name, need.Name, need.Default)
			}
		}
		options(e.to.name, e.opts.after)
	}
	for _, n := range slices.Concat(t.test.opts.provide, t.test.opts.define) {
		backend(t.name, n.name, n.backend)
	}
	options(t.name, t.test.opts.before)
	options(t.name, t.test.opts.after)
	return wants
}

// wanted are the options whose first part names something that a QEMU may lack.
var wanted = []string{"-device", string(Netdev), string(Blockdev), string(Chardev), string(FSDev), string(Audiodev), string(Object)}
