package graph

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Versions, on a machine, says that QEMU has the machine in versions, which look alike
// to the guest on every QEMU that has them: as "pc-i440fx-10.0" for the family
// "pc-i440fx". The machine's own name is another name of the newest.
//
// The options take the places of those with the same flag where a version is chosen: a
// processor that is another one on each QEMU, as "max", is in no version.
func Versions(family string, fixed ...Option) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.family, o.fixed = family, fixed })
}

// Family returns the family of the machine's versions, as [Versions] gives it; "" if it
// has none.
func (p Path) Family() string { return p.machine().machine.opts.family }

// Between returns the version of the path's machine for a test of two QEMUs that moves
// from one to the other, as [Path.Common] does. If one of them cannot run the path, the
// error, of type [*Unavailable], says which.
func (p Path) Between(first, second *Inventory) (machine string, err error) {
	if err := p.Available(first); err != nil {
		return "", err
	}
	if u, ok := errors.AsType[*Unavailable](p.Available(second)); ok {
		return "", &Unavailable{u.Node, u.Cause, u.Lacks, "the second QEMU: " + u.Reason}
	}
	return p.Common(first, second)
}

// Common returns the newest version of the path's machine that both QEMUs have, for a
// migration from one to the other. The error is of type [*Unavailable].
func (p Path) Common(a, b *Inventory) (machine string, err error) {
	m, family := p.machine(), p.Family()
	if family == "" {
		return "", &Unavailable{m.name, NoMachine, m.name, "it has no versions, so that of another QEMU may be another machine"}
	}
	var newest Version
	for _, name := range a.Machines {
		text, ok := strings.CutPrefix(name, family+"-")
		if !ok || !slices.Contains(b.Machines, name) {
			continue
		}
		if v, err := ParseVersion(text); err == nil && (machine == "" || newest.Compare(v) < 0) {
			machine, newest = name, v
		}
	}
	if machine == "" {
		return "", &Unavailable{m.name, NoMachine, family, fmt.Sprintf("%s and %s have no version of %q in common", a, b, family)}
	}
	return machine, nil
}

// Pin returns the command line with the version of the machine that has that name, as
// [Path.Common] returns it.
func (c *CommandLine) Pin(machine string) *CommandLine {
	pinned := &CommandLine{Options: slices.Clone(c.Options), Backends: c.Backends, machine: c.machine, fixed: c.fixed}
	if v, err := ParseVersion(machine[strings.LastIndexByte(machine, '-')+1:]); err == nil {
		pinned.version = v
	}
	for i, o := range pinned.Options {
		if o.Flag == "-M" {
			pinned.Options[i].Type = machine
		}
		for _, f := range c.fixed {
			if o.Flag == f.Flag && o.Node == c.machine {
				f.Node = o.Node
				pinned.Options[i] = f
			}
		}
	}
	return pinned
}

// MachineVersion returns the version of QEMU whose machine a pinned command line has, the zero Version without one.
func (c *CommandLine) MachineVersion() Version { return c.version }
