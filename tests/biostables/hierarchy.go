package biostables

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Type and flags of the nodes in the PPTT that are processors (section 5.2.30.1 "Processor
// hierarchy node structure").
const (
	hierarchyNode = 0
	isPackage     = 1 << 0
	isLeaf        = 1 << 3
)

// level is a node of the PPTT.
type level struct {
	flags, parent uint64
}

// hierarchy checks the PPTT: its leaves are the processors, and each belongs to exactly one
// package.
func hierarchy(t *run.T, m *machine) {
	if _, ok := m.tables.Table("PPTT"); !ok {
		return
	}
	levels := map[uint64]level{} // by their offset in the table
	offset, leaves := uint64(36), 0
	for _, s := range m.structures(t, "PPTT") {
		if s.Type == hierarchyNode {
			l := level{s.Int(4, 4), s.Int(8, 4)}
			if _, ok := levels[l.parent]; l.parent != 0 && !ok {
				t.Errorf("the node at %#x has the parent %#x, where no node before it is", offset, l.parent)
			}
			levels[offset] = l
			leaves += int(l.flags & isLeaf / isLeaf)
		}
		offset += uint64(len(s.Bytes))
	}
	present, err := qmp.Execute[[]cpu](t.Context(), m.Monitor, "query-cpus-fast", qmp.Args{})
	t.Must(err)
	if leaves != len(present) {
		t.Errorf("%d leaves, want %d", leaves, len(present))
	}
	t.Step("packages", func() { packages(t, levels) })
}

// packages checks that one package is above each leaf.
func packages(t *run.T, levels map[uint64]level) {
	for offset, l := range levels {
		if l.flags&isLeaf == 0 {
			continue
		}
		count := int(l.flags & isPackage)
		for up := l.parent; up != 0; up = levels[up].parent {
			count += int(levels[up].flags & isPackage)
		}
		if count != 1 {
			t.Errorf("the processor at %#x belongs to %d packages, want 1", offset, count)
			return
		}
	}
}
