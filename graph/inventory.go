package graph

import (
	"fmt"
	"slices"
)

// Inventory lists the parts that a QEMU binary has, as it reports them.
type Inventory struct {
	Arch       string                   // as in qemu-system-ARCH
	Version    string                   // as QMP's query-version gives it
	Machines   []string                 // names and aliases, sorted
	Devices    []string                 // device types that are not abstract, sorted
	Internal   []string                 // those of Devices that -device refuses: only a machine or another device makes them; sorted
	Abstract   []string                 // device types that only serve as base types of others, sorted
	Aliases    map[string]string        // from an alias that -device takes to the device type
	Buses      map[string][]string      // the device types that -device takes, sorted, by the name of their bus; those on none have the key ""
	Properties map[string][]string      // those that -device takes, by device type, and those of -fsdev by [FSDevOption], sorted; a missing key was not queried
	Backends   map[BackendKind][]string // the types that each option makes, sorted; a missing kind was not queried
	Programs   []string                 // the programs beside it that helpers run, sorted; nil was not looked for
	Modules    []string                 // modules that the binary would load, installed or not, as far as looked for; sorted
	Clock      Clock                    // how its virtual clock moves
	Fault      string                   // why nothing can be tested with it; "" if something can
}

// String returns the name and the version of the binary.
func (q *Inventory) String() string {
	if q.Version == "" {
		return "qemu-system-" + q.Arch
	}
	return "qemu-system-" + q.Arch + " " + q.Version
}

// Number returns the version of the binary, the zero Version if it has not told it.
func (q *Inventory) Number() Version {
	v, err := ParseVersion(q.Version)
	if err != nil {
		return Version{}
	}
	return v
}

// HasMachine reports whether -M takes the name.
func (q *Inventory) HasMachine(name string) bool { return has(q.Machines, name) }

// Device returns why -device does not take the device type with that name, and
// Runs if it does.
func (q *Inventory) Device(name string) (Cause, string) {
	switch {
	case has(q.Internal, name):
		return InternalDevice, fmt.Sprintf("%s has %q only as a part of machines and other devices: -device does not take it", q, name)
	case has(q.Devices, name):
		return Runs, ""
	case has(q.Abstract, name):
		return AbstractDevice, fmt.Sprintf("in %s %q is an abstract type: a base of other devices, not a device itself", q, name)
	case q.Aliases[name] != "":
		return AliasedDevice, fmt.Sprintf("in %s %q is only another name of %q", q, name, q.Aliases[name])
	}
	return NoDevice, fmt.Sprintf("%s has no device %q", q, name)
}

// HasBackend reports whether the option makes that type of backend. A kind that
// was not queried counts as present.
func (q *Inventory) HasBackend(kind BackendKind, typ string) bool {
	known, asked := q.Backends[kind]
	return !asked || has(known, typ)
}

// HasProgram reports whether a program comes with the binary. If none was looked for,
// it counts as present.
func (q *Inventory) HasProgram(name string) bool { return q.Programs == nil || has(q.Programs, name) }

// generic are the properties of every device that QEMU does not list.
var generic = []string{"bus"}

// HasProperty reports whether a device type, or [FSDevOption], has a property. Those of a
// type that was not queried count as present.
func (q *Inventory) HasProperty(of, name string) bool {
	known, asked := q.Properties[of]
	return !asked || has(known, name) || slices.Contains(generic, name)
}

func has(sorted []string, name string) bool {
	_, found := slices.BinarySearch(sorted, name)
	return found
}
