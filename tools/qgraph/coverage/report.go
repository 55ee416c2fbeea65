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
	On                 // that this QEMU can run
	Machines []Machine `json:"machines"`
	Devices  []Device  `json:"devices"`
}

// Measure counts, for each machine and device of a QEMU, the paths that have it
// and that this QEMU can run. A path has the machine that it begins at, the
// devices among its nodes, and those that the test or a driver adds to the command
// line; a processor is on it if -cpu names it. Parts of a device or a machine, and
// devices that a test plugs in later, do not count.
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
		r.add(p)
		steps := p.Steps()
		if m := machines[strings.TrimPrefix(steps[0].Name, q.Arch+"/")]; m != nil {
			m.add(p)
		}
		on := map[*Device]bool{} // a path counts once
		for _, s := range steps {
			if s.Kind == graph.KindDriver {
				on[devices[s.Name]] = true
			}
		}
		for _, o := range line.Options {
			switch o.Flag {
			case "-device":
				on[devices[o.Type]] = true
			case "-cpu":
				on[devices[q.Processors[o.Type]]] = true
			}
		}
		for d := range on {
			if d != nil { // nil: QEMU has no type for the node
				d.add(p)
			}
		}
	}
	return r, nil
}

// Count is the total number of some parts, and the numbers of those on a path.
type Count struct {
	Manual  int // on one by the manual
	Generic int // on a generic one
	Reached int // on any
	Total   int
}

func (c *Count) add(on On) {
	c.Total++
	for n, reached := range map[*int]bool{&c.Manual: on.manual() > 0, &c.Generic: on.Generic > 0, &c.Reached: on.Paths > 0} {
		if reached {
			*n++
		}
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
		b.All.add(d.On)
		if d.User {
			b.User.add(d.On)
		}
	}
	var buses []Bus
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		buses = append(buses, *byName[name])
	}
	slices.SortStableFunc(buses, func(a, b Bus) int { return cmp.Or(b.User.Total-a.User.Total, b.All.Total-a.All.Total) })
	return buses
}

// devices counts all devices other than processors.
func (r *Report) devices() (user, all Count) {
	for _, d := range r.Devices {
		if d.CPU {
			continue
		}
		all.add(d.On)
		if d.User {
			user.add(d.On)
		}
	}
	return user, all
}

// processors counts the models of processors. They are counted apart: under qtest they
// execute nothing.
func (r *Report) processors() (c Count) {
	for _, d := range r.Devices {
		if d.CPU {
			c.add(d.On)
		}
	}
	return c
}

// machines counts the machines, with the versions of each as one.
func (r *Report) machines() (c Count) {
	for _, f := range r.Families() {
		c.add(f.On)
	}
	return c
}

// Family is a machine with all its versions: pc-q35-10.0, pc-q35-10.1, …
type Family struct {
	Name     string
	Alias    string // of the version that has one
	Versions int
	On
}

// version matches the end of the name of a versioned machine.
var version = regexp.MustCompile(`-\d+\.\d+$`)

// family returns the name without the version.
func (m Machine) family() string { return version.ReplaceAllString(m.Name, "") }

// Families returns the machines by name, with the versions of a machine as one.
func (r *Report) Families() []Family {
	var families []Family
	byName := map[string]int{}
	for _, m := range r.Machines {
		name := m.family()
		i, there := byName[name]
		if !there {
			i = len(families)
			byName[name] = i
			families = append(families, Family{Name: name})
		}
		f := &families[i]
		f.Versions++
		f.Paths += m.Paths
		f.Generic += m.Generic
		if m.Alias != "" {
			f.Alias = m.Alias
		}
	}
	return families
}
