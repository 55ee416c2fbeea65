package graph

import (
	"fmt"
	"slices"
)

// QEMU is what a QEMU binary answered when it was asked what it has.
type QEMU struct {
	Arch     string   // as in qemu-system-ARCH
	Version  string   // as QMP's query-version gives it
	Machines []string // names and aliases, sorted
	Devices  []string // device models that can be made, sorted
	Fault    string   // why nothing can be tested with it; "" if something can
}

// Unavailable says why a path cannot run.
type Unavailable struct {
	Node   string // the first node of the path that stands in the way
	Reason string
}

// Error returns the node and the reason.
func (u *Unavailable) Error() string { return u.Node + ": " + u.Reason }

// Available returns nil if q can run the path, and otherwise an error of type
// [*Unavailable]. Nodes that a machine or a driver contains are there with it;
// machines and devices that are plugged in must be q's.
func (p Path) Available(q *QEMU) error {
	machine := p.machine().name
	name := machine[len(p.Arch())+1:]
	switch {
	case q == nil:
		return &Unavailable{machine, "there is no qemu-system-" + p.Arch()}
	case q.Arch != p.Arch():
		return &Unavailable{machine, fmt.Sprintf("it is a machine of %s, and the QEMU at hand is qemu-system-%s", p.Arch(), q.Arch)}
	case q.Fault != "":
		return &Unavailable{machine, q.Fault}
	}
	if _, found := slices.BinarySearch(q.Machines, name); !found {
		return &Unavailable{machine, fmt.Sprintf("qemu-system-%s %s has no machine %q", q.Arch, q.Version, name)}
	}
	for _, e := range p.edges {
		if e.kind != consumedBy || e.to.kind != KindDriver {
			continue
		}
		if _, found := slices.BinarySearch(q.Devices, e.to.name); !found {
			return &Unavailable{e.to.name, fmt.Sprintf("qemu-system-%s %s has no device %q", q.Arch, q.Version, e.to.name)}
		}
	}
	return p.Missing()
}

// Missing returns an error of type [*Unavailable] if the test or a driver
// requires an ability that no node on the path provides: no QEMU can run such a
// path.
func (p Path) Missing() error {
	provided := slices.Clone(p.machine().machine.opts.provides)
	for _, e := range p.edges {
		provided = append(provided, e.opts.provides...)
	}
	lacks := func(node string, abilities []string) error {
		for _, ability := range abilities {
			if !slices.Contains(provided, ability) {
				return &Unavailable{node, fmt.Sprintf("it requires %s, which no node on the path provides", ability)}
			}
		}
		return nil
	}
	for _, e := range p.edges {
		if err := lacks(e.to.name, e.opts.requires); err != nil {
			return err
		}
	}
	return lacks(p.test().name, p.test().test.opts.requires)
}
