package graph

import (
	"fmt"
	"slices"
)

// Cause says which kind of thing keeps a path from running.
type Cause string

// The causes.
const (
	Runs           Cause = ""                // nothing does
	NoQEMU         Cause = "no-qemu"         // there is no QEMU of the architecture
	OtherArch      Cause = "architecture"    // the QEMU is of another architecture
	Faulty         Cause = "faulty-qemu"     // nothing can be tested with the QEMU
	NoMachine      Cause = "machine"         // it lacks the machine
	NoDevice       Cause = "device"          // it lacks the device
	AbstractDevice Cause = "abstract-device" // the device is an abstract type
	InternalDevice Cause = "internal-device" // the device cannot be plugged in
	AliasedDevice  Cause = "aliased-device"  // the name is an alias of a device
	NoBackend      Cause = "backend"         // it lacks a backend
	NoProperty     Cause = "property"        // a device or a backend lacks a property
	TooOld         Cause = "version"         // it is older than something that is required
	NoProgram      Cause = "program"         // a program of a helper does not come with it
	NoAbility      Cause = "ability"         // no node on the path provides a required ability
	NoAccelerator  Cause = "accelerator"     // it lacks the qtest accelerator, which provides a required ability
)

// Unavailable says why a path cannot run.
type Unavailable struct {
	Node   string // the first node of the path that keeps it from running
	Cause  Cause
	Lacks  string // the missing part: a machine, a device, an option with its type, an ability
	Reason string
}

// Error returns the node and the reason.
func (u *Unavailable) Error() string { return u.Node + ": " + u.Reason }

// Available returns nil if q can run the path, and otherwise an error of type
// [*Unavailable]. Nodes that a machine or a driver contains exist with it. q must
// have the machine, the devices, backends and programs of [Path.Wants], and the
// properties that the command line sets.
func (p Path) Available(q *Inventory) error {
	machine := p.machine().name
	name := machine[len(p.Arch())+1:]
	switch {
	case q == nil:
		return &Unavailable{machine, NoQEMU, "qemu-system-" + p.Arch(), "there is no qemu-system-" + p.Arch()}
	case q.Arch != p.Arch():
		return &Unavailable{machine, OtherArch, "qemu-system-" + p.Arch(),
			fmt.Sprintf("it is a machine of %s, but the available QEMU is qemu-system-%s", p.Arch(), q.Arch)}
	case q.Fault != "":
		return &Unavailable{machine, Faulty, q.String(), q.Fault}
	case !q.HasMachine(name):
		return &Unavailable{machine, NoMachine, name, fmt.Sprintf("%s has no machine %q", q, name)}
	}
	for _, w := range p.Wants() {
		if err := w.available(q); err != nil {
			return err
		}
	}
	if len(q.Properties) > 0 {
		for _, s := range p.settings() {
			if err := s.available(q); err != nil {
				return err
			}
		}
	}
	return p.Missing()
}

// available returns why q lacks a wanted device or backend, nil if it has all
// of them.
func (w Want) available(q *Inventory) error {
	switch w.Flag {
	case ProgramFlag:
		if q.HasProgram(w.Type) {
			return nil
		}
		return &Unavailable{w.Node, NoProgram, w.Type, fmt.Sprintf("it needs the program %s, which does not come with %s", w.Type, q)}
	case sinceFlag:
		return w.newEnough(q)
	case qtestFlag:
		if q.Clock == Stepped {
			return nil
		}
		return Ability{text: w.Type}.without(w.Node, q)
	case "-device":
	default:
		if q.HasBackend(BackendKind(w.Flag), w.Type) {
			return nil
		}
		return &Unavailable{w.Node, NoBackend, w.String(), fmt.Sprintf("it needs %s, which %s cannot make", w, q)}
	}
	cause, reason := q.Device(w.Type)
	switch {
	case cause == Runs:
		return nil
	case w.Type != w.Node:
		reason = fmt.Sprintf("it plugs in %q, and %s", w.Type, reason)
	}
	return &Unavailable{w.Node, cause, w.Type, reason}
}

// Missing returns an error of type [*Unavailable] if the test or a driver
// requires an ability that no node on the path provides: no QEMU can run such a
// path.
func (p Path) Missing() error {
	provided := slices.Clone(p.machine().machine.opts.provides)
	for _, e := range p.edges {
		provided = append(provided, e.opts.provides...)
	}
	for node, ability := range p.requirements {
		if !ability.qtest && !slices.Contains(provided, ability) {
			return &Unavailable{node, NoAbility, ability.String(), fmt.Sprintf("it requires %s, which no node on the path provides", ability)}
		}
	}
	if t, node := p.ram(); node != nil && p.machine().machine.opts.ramSize == 0 {
		return &Unavailable{node.name, NoAbility, string(t), fmt.Sprintf("it requires RAM of -object %s, which %s cannot have", t, p.machine().name)}
	}
	return nil
}
