package coverage

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// Report says which parts of a QEMU are on paths.
type Report struct {
	QEMU     string    `json:"qemu"` // as it was named
	Arch     string    `json:"arch"`
	Version  string    `json:"version"`
	Paths    int       `json:"paths"` // that this QEMU can run
	Machines []Machine `json:"machines"`
	Devices  []Device  `json:"devices"`
}

// Measure counts, for each machine and device of a QEMU, the paths that have it
// and that this QEMU can run. A path has the machine that it begins at, the
// devices among its nodes, and those that the test or a driver adds to the command
// line. Parts of a device, and devices that a test plugs in later, do not count.
func Measure(g *graph.Graph, q *Inventory) (*Report, error) {
	r := &Report{Arch: q.Arch, Version: q.Version, Machines: slices.Clone(q.Machines), Devices: slices.Clone(q.Devices)}
	machines, devices := map[string]*Machine{}, map[string]*Device{}
	for i := range r.Machines {
		m := &r.Machines[i]
		machines[m.Name] = m
		if m.Alias != "" {
			machines[m.Alias] = m
		}
	}
	for i := range r.Devices {
		d := &r.Devices[i]
		if d.Alias != "" && devices[d.Alias] == nil {
			devices[d.Alias] = d
		}
	}
	for i := range r.Devices { // a name takes precedence over an alias
		devices[r.Devices[i].Name] = &r.Devices[i]
	}
	known := q.qemu()
	for p := range g.Paths() {
		if p.Available(known) != nil {
			continue
		}
		line, err := p.CommandLine()
		if err != nil {
			return nil, fmt.Errorf("coverage: %w", err)
		}
		r.Paths++
		steps := p.Steps()
		if m := machines[strings.TrimPrefix(steps[0].Name, q.Arch+"/")]; m != nil {
			m.Paths++
		}
		on := map[*Device]bool{} // a path counts once
		for _, s := range steps {
			if s.Kind == graph.KindDriver {
				on[devices[s.Name]] = true
			}
		}
		for _, o := range line.Options {
			if o.Flag == "-device" {
				on[devices[o.Type]] = true
			}
		}
		for d := range on {
			if d != nil { // nil: QEMU has no type for the node
				d.Paths++
			}
		}
	}
	return r, nil
}

// Count is the total number of some parts, and the number of those on a path.
type Count struct{ Reached, Total int }

func (c *Count) add(paths int) {
	c.Total++
	if paths > 0 {
		c.Reached++
	}
}

// Bus counts the devices of a bus.
type Bus struct {
	Name string // "" for devices without a bus
	User Count  // those that a user can plug in
	All  Count
}

// Buses counts the devices other than processors by bus, the fullest bus first.
func (r *Report) Buses() []Bus {
	byName := map[string]*Bus{}
	for _, d := range r.Devices {
		if d.CPU {
			continue
		}
		b := byName[d.Bus]
		if b == nil {
			b = &Bus{Name: d.Bus}
			byName[d.Bus] = b
		}
		b.All.add(d.Paths)
		if d.User {
			b.User.add(d.Paths)
		}
	}
	var buses []Bus
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		buses = append(buses, *byName[name])
	}
	slices.SortStableFunc(buses, func(a, b Bus) int { return cmp.Or(b.User.Total-a.User.Total, b.All.Total-a.All.Total) })
	return buses
}

// Processors returns the number of models of processors. They are counted apart:
// under qtest they execute nothing.
func (r *Report) Processors() int {
	n := 0
	for _, d := range r.Devices {
		if d.CPU {
			n++
		}
	}
	return n
}

// Family is a machine with all its versions: pc-q35-10.0, pc-q35-10.1, …
type Family struct {
	Name     string
	Alias    string // of the version that has one
	Versions int
	Paths    int
}

// Families returns the machines by name, with the versions of a machine as one.
func (r *Report) Families() []Family {
	version := regexp.MustCompile(`-\d+\.\d+$`)
	var families []Family
	byName := map[string]int{}
	for _, m := range r.Machines {
		name := version.ReplaceAllString(m.Name, "")
		i, there := byName[name]
		if !there {
			i = len(families)
			byName[name] = i
			families = append(families, Family{Name: name})
		}
		f := &families[i]
		f.Versions++
		f.Paths += m.Paths
		if m.Alias != "" {
			f.Alias = m.Alias
		}
	}
	return families
}
