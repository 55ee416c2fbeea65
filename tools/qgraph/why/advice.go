package why

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// advice returns a remedy for the reason why a path does not run on q, which
// may be nil.
func advice(u *graph.Unavailable, q *graph.Inventory) string {
	switch u.Cause {
	case graph.NoQEMU, graph.OtherArch:
		return fmt.Sprintf("Install %s, or name one with --qemu or QTEST_QEMU_BINARY; ./bazelw brings one along.", u.Lacks)
	case graph.Faulty:
		if strings.Contains(q.Fault, "accelerator") {
			return noAccelerator(q)
		}
		return fmt.Sprintf("Name another qemu-system-%s with --qemu; ./bazelw brings one along.", q.Arch)
	case graph.NoAccelerator:
		return noAccelerator(q)
	case graph.NoMachine:
		text := "Name a QEMU that has it, with --qemu."
		if near := similar(u.Lacks, q.Machines); len(near) > 0 {
			text += " This one has " + strings.Join(near, ", ") + "."
		}
		return text
	case graph.NoDevice:
		if module := moduleOf(u.Lacks, q); module != "" {
			return fmt.Sprintf("QEMU would load it from the module %s: install it where QEMU looks for it (QEMU_MODULE_DIR names the folder).", module)
		}
		text := "Name a QEMU that was built with it, with --qemu."
		if near := similar(u.Lacks, q.Devices); len(near) > 0 {
			text += " This one has " + strings.Join(near, ", ") + "."
		}
		return text
	case graph.AbstractDevice:
		return "Register the driver under the name of a type derived from it."
	case graph.InternalDevice:
		return "A machine that has it says so with graph.Contains; graph.Consumes is for devices that are plugged in."
	case graph.AliasedDevice:
		return fmt.Sprintf("Paths through %s test that device.", q.Aliases[u.Lacks])
	case graph.NoBackend:
		kind, _, _ := strings.Cut(u.Lacks, " ")
		text := "Name a QEMU that was built with it, with --qemu; or give the test another with graph.Provide."
		if known := q.Backends[graph.BackendKind(kind)]; len(known) > 0 {
			text += fmt.Sprintf(" For %s this one has %s.", kind, some(known))
		}
		return text
	case graph.NoProgram:
		return fmt.Sprintf("Install %s beside qemu-system-%s, or name a QEMU that has it, with --qemu.", u.Lacks, q.Arch)
	case graph.NoProperty, graph.TooOld:
		return "Name a newer QEMU with --qemu."
	case graph.NoAbility:
		return "No QEMU changes that: only paths through a node that provides it run."
	}
	return ""
}

// noAccelerator returns the remedy for a missing qtest accelerator.
func noAccelerator(q *graph.Inventory) string {
	if module := accelerator(q); module != "" {
		return fmt.Sprintf("The accelerator is in the module %s: install it where QEMU looks for it (QEMU_MODULE_DIR names the folder).", module)
	}
	return "Distributions may leave the qtest accelerator out. Name another QEMU with --qemu: one from a build tree has it, and so does that of ./bazelw."
}

// moduleOf returns the module from which the binary would load a device that it
// lacks; "" if none of its modules has that name.
func moduleOf(device string, q *graph.Inventory) string {
	i := slices.IndexFunc(q.Modules, func(m string) bool {
		return strings.HasPrefix(m, "hw-") && strings.HasSuffix(m, "-"+device)
	})
	if i < 0 {
		return ""
	}
	return q.Modules[i]
}

// accelerator returns the module with the qtest accelerator, if the binary has
// it in one.
func accelerator(q *graph.Inventory) string {
	i := slices.IndexFunc(q.Modules, func(m string) bool { return strings.HasPrefix(m, "accel-qtest") })
	if i < 0 {
		return ""
	}
	return q.Modules[i]
}
