package memmap

import (
	"context"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// Map has the address spaces of a machine.
type Map struct {
	Views []View
}

// View is the content of one or more address spaces.
type View struct {
	Spaces []string // the names of these address spaces: "memory", "I/O"
	Root   string   // the name of the region that contains all others; "(none)" for an empty view
	Ranges []Range  // by address; they do not overlap
}

// The names of the address spaces that a processor reaches.
const (
	CPUSpace    = "cpu-memory-0" // the memory of the first processor; qtest's commands for memory access it
	MemorySpace = "memory"       // the memory of the machine; most processors see it as it is
	PortSpace   = "I/O"          // the ports
)

// Read asks QEMU for the map as it is now: a device that a guest enables later appears in a later map.
func Read(ctx context.Context, c *qmp.Client) (*Map, error) {
	text, err := c.HMP(ctx, "info mtree -f -o")
	if err != nil {
		return nil, fmt.Errorf("memmap: ask for the memory map: %w", err)
	}
	return Parse(text)
}

// Space returns the view of the address space with that name, an empty one if there is none.
func (m *Map) Space(name string) View {
	for _, v := range m.Views {
		if slices.Contains(v.Spaces, name) {
			return v
		}
	}
	return View{}
}

// Memory returns the memory of the first processor, or that of the machine if it has no processor.
func (m *Map) Memory() View {
	if v := m.Space(CPUSpace); len(v.Spaces) > 0 {
		return v
	}
	return m.Space(MemorySpace)
}

// Ports returns the ports. They are a guest's only if its processor has instructions for them, as x86 has.
func (m *Map) Ports() View { return m.Space(PortSpace) }

// At returns the range with that address.
func (v View) At(addr uint64) (Range, bool) {
	i, found := slices.BinarySearchFunc(v.Ranges, addr, func(r Range, addr uint64) int {
		switch {
		case r.Last < addr:
			return -1
		case r.First > addr:
			return 1
		}
		return 0
	})
	if !found {
		return Range{}, false
	}
	return v.Ranges[i], true
}

// Of returns the ranges that belong to the object at a QOM path, or to a part of it.
func (v View) Of(path string) []Range {
	var list []Range
	for _, r := range v.Ranges {
		if r.Owner.Within(path) {
			list = append(list, r)
		}
	}
	return list
}
