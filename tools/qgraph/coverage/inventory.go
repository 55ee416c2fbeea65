package coverage

import (
	"cmp"
	"context"
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
	Machines []Machine // by name
	Devices  []Device  // by name
}

// Machine is a machine of QEMU.
type Machine struct {
	Name  string `json:"name"`
	Alias string `json:"alias,omitempty"`
	Paths int    `json:"paths"` // that run on it
}

// Device is a device model of QEMU.
type Device struct {
	Name  string `json:"name"`
	Alias string `json:"alias,omitempty"`
	Bus   string `json:"bus,omitempty"`  // its bus, "PCI" for example
	User  bool   `json:"user_creatable"` // with -device
	CPU   bool   `json:"cpu,omitempty"`  // a model of a processor or a core
	Paths int    `json:"paths"`          // that have it
}

// Ask asks a QEMU of the architecture for its machines and devices.
func Ask(ctx context.Context, arch string, c *qmp.Client) (*Inventory, error) {
	v := c.Version()
	q := &Inventory{Arch: arch, Version: fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Micro)}
	var err error
	if q.Machines, err = qmp.Execute[[]Machine](ctx, c, "query-machines", qmp.NoArgs{}); err != nil {
		return nil, fmt.Errorf("coverage: %w", err)
	}
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
	slices.SortFunc(q.Devices, func(a, b Device) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name))
	})
	return q, nil
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
