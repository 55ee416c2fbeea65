package why

import (
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
)

// unknown explains a name that no node has, with the machine or device of that
// name in the available QEMU binaries.
func (e *explainer) unknown(name string) *Answer {
	a := &Answer{Asked: name}
	known := names(e.graph)
	a.Similar = similar(name, known)
	reason := Reason{Node: name, Cause: causeUnknown, Reason: fmt.Sprintf("the graph has no node, test or path named %q", name)}
	if left := e.graph.LeftOut(name); left != "" {
		reason.Reason += "; it is left out because " + left
		a.Reasons = []Reason{reason}
		return a
	}
	for _, arch := range Architectures(e.graph) {
		q := e.qemu(arch)
		if q == nil || q.Fault != "" {
			continue
		}
		if q.HasMachine(name) {
			reason.Archs = append(reason.Archs, arch)
			if left := e.graph.LeftOut(arch + "/" + name); left != "" && len(reason.Archs) == 1 {
				reason.Reason += fmt.Sprintf("; %s has a machine of that name, left out because %s", q, left)
			} else if len(reason.Archs) == 1 {
				reason.Reason += fmt.Sprintf("; %s has a machine of that name, which nothing tests yet", q)
				reason.Advice = "CONTRIBUTING.md shows how to add a machine."
			}
			continue
		}
		cause, text := q.Device(name)
		if cause == graph.NoDevice {
			continue
		}
		reason.Archs = append(reason.Archs, arch)
		if len(reason.Archs) > 1 {
			continue
		}
		switch cause {
		case graph.Runs:
			reason.Reason += fmt.Sprintf("; %s has a device of that name, which nothing tests yet", q)
			reason.Advice = "CONTRIBUTING.md shows how to add a driver."
		case graph.AliasedDevice:
			reason.Reason += "; " + text
			if device := q.Aliases[name]; slices.Contains(known, device) {
				a.Similar = append([]string{device}, slices.DeleteFunc(a.Similar, func(s string) bool { return s == device })...)
			} else {
				reason.Reason += ", which nothing tests yet"
				reason.Advice = "CONTRIBUTING.md shows how to add a driver."
			}
		case graph.AbstractDevice:
			reason.Reason += "; " + text
			reason.Advice = "A driver of the graph stands for one of the types derived from it."
		case graph.InternalDevice:
			reason.Reason += "; " + text
			reason.Advice = "The package of a machine that has it can say so with graph.Contains."
		}
	}
	if len(reason.Archs) == 0 {
		if module := e.module(name); module != "" {
			reason.Reason += "; QEMU would load a device of that name from the module " + module + ", which is not installed"
			reason.Advice = "Install the module where QEMU looks for it: QEMU_MODULE_DIR names the folder."
		}
	}
	a.Reasons = []Reason{reason}
	return a
}

// module returns the module that has the device in one of the QEMU binaries.
func (e *explainer) module(device string) string {
	for _, arch := range Architectures(e.graph) {
		if q := e.qemu(arch); q != nil {
			if m := moduleOf(device, q); m != "" {
				return m
			}
		}
	}
	return ""
}
