package coverage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Inventory lists the machines and devices of a QEMU.
type Inventory struct {
	Arch     string // as in qemu-system-ARCH
	Version  string
	Machines []Machine // by name, without the empty one
	Devices  []Device  // by name

	// Processors has the types of processors by the names that -cpu takes, if QEMU tells.
	Processors map[string]string
}

// Machine is a machine of QEMU.
type Machine struct {
	Name  string `json:"name"`
	Alias string `json:"alias,omitempty"`
	On
}

// Device is a device model of QEMU.
type Device struct {
	Name  string `json:"name"`
	Alias string `json:"alias,omitempty"`
	Bus   string `json:"bus,omitempty"`  // its bus, "PCI" for example
	User  bool   `json:"user_creatable"` // with -device
	CPU   bool   `json:"cpu,omitempty"`  // a model of a processor or a core
	On
}

// On counts the paths with a machine or a device.
type On struct {
	Paths   int `json:"paths"`   // all of them
	Generic int `json:"generic"` // those of generic tests
}

// add counts one more path.
func (o *On) add(p graph.Path) {
	o.Paths++
	if p.Generic() {
		o.Generic++
	}
}

// manual returns the number of paths by the manual.
func (o On) manual() int { return o.Paths - o.Generic }

// empty is the machine that has nothing at all (QEMU 11.1, "-M help": "none").
const empty = "none"

// Ask asks a QEMU of the architecture for its machines and devices.
func Ask(ctx context.Context, arch string, c *qmp.Client) (*Inventory, error) {
	v := c.Version()
	q := &Inventory{Arch: arch, Version: fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Micro)}
	var err error
	if q.Machines, err = qmp.Execute[[]Machine](ctx, c, "query-machines", qmp.NoArgs{}); err != nil {
		return nil, fmt.Errorf("coverage: %w", err)
	}
	q.Machines = slices.DeleteFunc(q.Machines, func(m Machine) bool { return m.Name == empty })
	slices.SortFunc(q.Machines, func(a, b Machine) int { return strings.Compare(a.Name, b.Name) })

	processors := map[string]bool{}
	for _, class := range []string{"cpu", "cpu-core"} {
		names, err := typesOf(ctx, c, class)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			processors[name] = true
		}
	}
	names, err := typesOf(ctx, c, "device")
	if err != nil {
		return nil, err
	}
	text, err := c.HMP(ctx, "info qdm")
	if err != nil {
		return nil, fmt.Errorf("coverage: %w", err)
	}
	models := parseModels(text)
	for _, name := range names {
		d, ok := models[name]
		if !ok {
			return nil, fmt.Errorf("coverage: QEMU has a device %q that its \"info qdm\" does not show", name)
		}
		d.CPU = processors[name]
		q.Devices = append(q.Devices, d)
	}
	slices.SortFunc(q.Devices, byName)
	q.Processors, err = definitions(ctx, c)
	return q, err
}

// byName orders devices, capital letters like small ones.
func byName(a, b Device) int {
	return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name))
}

// definitions returns the types of processors by the names that -cpu takes. Not every
// emulator tells them.
func definitions(ctx context.Context, c *qmp.Client) (map[string]string, error) {
	type definition struct{ Name, Typename string }
	all, err := qmp.Execute[[]definition](ctx, c, "query-cpu-definitions", qmp.NoArgs{})
	if refused := (*qmp.Error)(nil); errors.As(err, &refused) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("coverage: %w", err)
	}
	types := map[string]string{}
	for _, d := range all {
		types[d.Name] = d.Typename
	}
	return types, nil
}

// typesOf returns the non-abstract types of a class.
func typesOf(ctx context.Context, c *qmp.Client, class string) ([]string, error) {
	type qomType struct{ Name string }
	types, err := qmp.Execute[[]qomType](ctx, c, "qom-list-types", qmp.Args{"implements": class, "abstract": false})
	if err != nil {
		return nil, fmt.Errorf("coverage: types of class %s: %w", class, err)
	}
	var names []string
	for _, t := range types {
		names = append(names, t.Name)
	}
	return names, nil
}

// parseModels reads the output of "info qdm": under headings, lines such as
//
//	name "virtio-blk-pci", bus PCI, alias "virtio-blk"
//	name "mch", bus PCI, desc "Host bridge", no-user
func parseModels(text string) map[string]Device {
	models := map[string]Device{}
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), `name "`)
		if !ok {
			continue
		}
		d := Device{User: true}
		d.Name, rest, _ = strings.Cut(rest, `"`)
		before, after, found := strings.Cut(rest, `, desc "`) // the description may contain anything
		if found {
			rest = before + after[strings.LastIndex(after, `"`)+1:]
		}
		for field := range strings.SplitSeq(rest, ", ") {
			switch key, value, _ := strings.Cut(field, " "); key {
			case "bus":
				d.Bus = value
			case "alias":
				d.Alias = strings.Trim(value, `"`)
			case "no-user":
				d.User = false
			}
		}
		models[d.Name] = d
	}
	return models
}

// qemu returns the graph's inventory of a QEMU.
func (q *Inventory) qemu() *graph.Inventory {
	known := &graph.Inventory{Arch: q.Arch, Version: q.Version}
	for _, m := range q.Machines {
		known.Machines = append(known.Machines, m.Name)
		if m.Alias != "" {
			known.Machines = append(known.Machines, m.Alias)
		}
	}
	for _, d := range q.Devices {
		known.Devices = append(known.Devices, d.Name)
	}
	slices.Sort(known.Machines)
	slices.Sort(known.Devices)
	return known
}
