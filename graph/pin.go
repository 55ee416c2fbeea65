package graph

import (
	"fmt"
	"slices"
	"strings"
)

// Versions, on a machine, says that QEMU has the machine in versions, which look alike
// to the guest on every QEMU that has them: as "pc-i440fx-10.0" for the family
// "pc-i440fx". The machine's own name is another name of the newest.
func Versions(family string) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.family = family })
}

// Common returns the newest version of the path's machine that both QEMUs have, for a
// migration from one to the other. The error is of type [*Unavailable].
func (p Path) Common(a, b *Inventory) (machine string, err error) {
	m := p.machine()
	family := m.machine.opts.family
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

// Pin returns the command line with another name of the machine, as [Path.Common]
// returns it.
func (c *CommandLine) Pin(machine string) *CommandLine {
	pinned := &CommandLine{Options: slices.Clone(c.Options), Backends: c.Backends}
	for i, o := range pinned.Options {
		if o.Flag == "-M" {
			pinned.Options[i].Type = machine
		}
	}
	return pinned
}
