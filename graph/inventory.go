package graph

import (
	"fmt"
	"slices"
)

// Inventory is what a QEMU binary has, by its own account.
type Inventory struct {
	Arch     string                   // as in qemu-system-ARCH
	Version  string                   // as QMP's query-version gives it
	Machines []string                 // names and aliases, sorted
	Devices  []string                 // device types that are not abstract, sorted
	Internal []string                 // those of them that -device refuses: only a machine or another device makes them; sorted
	Abstract []string                 // device types of which others are made and which are none themselves, sorted
	Aliases  map[string]string        // by another name that -device takes, the device type
	Backends map[BackendKind][]string // what each option makes, sorted; a kind that is not here was not asked for
	Modules  []string                 // modules that the binary would load, installed or not, as far as looked for; sorted
	Fault    string                   // why nothing can be tested with it; "" if something can
}

// String returns the name and the version of the binary.
func (q *Inventory) String() string {
	if q.Version == "" {
		return "qemu-system-" + q.Arch
	}
	return "qemu-system-" + q.Arch + " " + q.Version
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
		return AbstractDevice, fmt.Sprintf("in %s %q is an abstract type: others are made of it, and it is no device itself", q, name)
	case q.Aliases[name] != "":
		return AliasedDevice, fmt.Sprintf("in %s %q is only another name of %q", q, name, q.Aliases[name])
	}
	return NoDevice, fmt.Sprintf("%s has no device %q", q, name)
}

// HasBackend reports whether the option makes that type of backend. What was
// not asked for counts as there.
func (q *Inventory) HasBackend(kind BackendKind, typ string) bool {
	known, asked := q.Backends[kind]
	return !asked || has(known, typ)
}

func has(sorted []string, name string) bool {
	_, found := slices.BinarySearch(sorted, name)
	return found
}
