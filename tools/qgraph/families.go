package main

import (
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/tools/qgraph/report"
)

// families returns the family of devices of each path, for the report.
func families(g *graph.Graph) map[string]report.Family {
	all := map[string]report.Family{}
	for p := range g.Paths() {
		all[p.String()] = familyOf(p)
	}
	return all
}

// familyOf returns the family of the device that a path's test is about. A generic test is
// about a machine, or about a device of which only the kind of bus is known. The others
// are given something that package libqos has in a folder for each family, or a bus.
func familyOf(p graph.Path) report.Family {
	steps := p.Steps()
	if p.Generic() {
		given, before := steps[len(steps)-2].Name, steps[len(steps)-3].Name
		if given == guest.Interface.Name() {
			return report.Family{Name: given, Generic: true}
		}
		before, _, _ = strings.Cut(before, "-slot")
		before, _, _ = strings.Cut(before, "-port")
		return report.Family{Name: before, Generic: true}
	}
	_, below, _ := strings.Cut(p.Given(), "/libqos/")
	folder, rest, _ := strings.Cut(below, "/")
	name, _, _ := strings.Cut(rest, "/")
	switch {
	case folder == "board":
		name = folder
	case strings.HasPrefix(name, "virtio"): // and its transports
		name = "virtio"
	}
	return report.Family{Name: name}
}
