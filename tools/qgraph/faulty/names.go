package faulty

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// Name gives the registers their names: those in the run's transcript, and those that the
// package of a device's named registers has for the others. nodes are the names of the
// path's nodes; a device behind a bus has the name of its package.
func (r *Recorder) Name(entries []transcript.Entry, nodes []string) {
	var notes []string
	for _, e := range entries {
		if e.Mark == transcript.Request && !e.Second {
			notes = append(notes, noteName(e))
		}
	}
	for _, u := range r.registers {
		for _, n := range u.numbers {
			if n < len(notes) && notes[n] != "" {
				u.name = notes[n]
				break
			}
		}
	}
	r.blocks = r.findBlocks(nodes)
	for _, at := range slices.SortedFunc(maps.Keys(r.registers), compareRegisters) {
		u := r.registers[at]
		for i := 0; i < len(r.blocks) && u.name == ""; i++ {
			u.name = r.blocks[i].nameOf(at)
		}
	}
	r.findConfiguration()
}

// block is where the registers of a package of libqos begin.
type block struct {
	space string
	base  uint64
	pkg   string
	unit  uint64 // offsets in the space for each one in the package
	named registers
}

// registers are those of a package, by offset: a device may have several spaces.
type registers map[uint64][]reg.Name

// registersOf returns the registers of each package.
func registersOf() map[string]registers {
	all := map[string]registers{}
	for _, n := range reg.Names() {
		if all[n.Package] == nil {
			all[n.Package] = registers{}
		}
		all[n.Package][n.Offset] = append(all[n.Package][n.Offset], n)
	}
	return all
}

// at returns the name of the register at an offset: the first one that is not known to have
// another width than that in bytes, or else the first one.
func (r registers) at(offset uint64, width int) string {
	for _, n := range r[offset] {
		if !strings.HasPrefix(n.Type, "uint") || n.Type == fmt.Sprintf("uint%d", 8*width) {
			return n.Name
		}
	}
	if len(r[offset]) > 0 {
		return r[offset][0].Name
	}
	return ""
}

// findBlocks returns the blocks of which a register has its name, and those behind a bus.
func (r *Recorder) findBlocks(nodes []string) []block {
	packages := registersOf()
	type place struct {
		space string
		base  uint64
		pkg   string
	}
	votes := map[place]int{}
	for at, u := range r.registers {
		if at.onBus() {
			for _, node := range nodes {
				if packages[node] != nil {
					votes[place{at.Space, 0, node}]++
				}
			}
			continue
		}
		pkg, name, _ := strings.Cut(u.name, " ")
		for offset, all := range packages[pkg] {
			for _, n := range all {
				if n.Name == name && offset <= at.Offset {
					votes[place{at.Space, at.Offset - offset, pkg}]++
				}
			}
		}
	}
	var blocks []block
	for p := range votes {
		b := block{p.space, p.base, p.pkg, 1, packages[p.pkg]}
		if (Place{Space: p.space}).onBus() {
			b.unit = busUnit
		}
		blocks = append(blocks, b)
	}
	slices.SortFunc(blocks, func(a, b block) int {
		return cmp.Or(strings.Compare(a.space, b.space),
			votes[place{b.space, b.base, b.pkg}]-votes[place{a.space, a.base, a.pkg}],
			strings.Compare(a.pkg, b.pkg), cmp.Compare(a.base, b.base))
	})
	return blocks
}

// nameOf returns the name of a register in the block, "" if it has none.
func (b block) nameOf(at Register) string {
	if at.Space != b.space || at.Offset < b.base {
		return ""
	}
	name := b.named.at((at.Offset-b.base)/b.unit, at.Width)
	if name == "" {
		return ""
	}
	return b.pkg + " " + name
}

// Untouched returns the names of the registers that the device's package has and the test
// has nothing to do with, in order.
func (r *Recorder) Untouched(o Options) []string {
	touched := map[string]bool{}
	packages := map[string]bool{}
	behind := r.behindBus()
	for at, u := range r.registers {
		if pkg, _, ok := strings.Cut(u.name, " "); ok && r.chosen(at, u, o, behind) {
			touched[u.name] = true
			packages[pkg] = true
		}
	}
	var names []string
	for _, n := range reg.Names() {
		if name := n.Package + " " + n.Name; packages[n.Package] && !touched[name] {
			names = append(names, name)
		}
	}
	return names
}
