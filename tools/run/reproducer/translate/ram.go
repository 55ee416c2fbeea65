package translate

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/tests/suite/replaysuite"
	"github.com/qgraph/qgraph/tools/run/reproducer"
)

// pageSize is the unit in which RAM counts as used by the lines, in bytes.
const pageSize = 4 << 10

// used is the RAM of the reproducer's machine that lines access: a device of the report finds there
// what it is to do.
type used struct {
	start uint64 // address of the beginning of the RAM
	pages map[uint64]bool
}

// findRAM finds the RAM that lines access. RAM that does not begin where its addresses say, as that
// above 4 GiB of a PC, is left out: it stays where it is.
func (t *translator) findRAM() {
	t.ram.pages = map[uint64]bool{}
	for i, p := range t.places {
		a, _ := t.report.Steps[i].Command.Access()
		if p.kind != memory || !t.movable(p.region) || a.Size == 0 || a.Size > replaysuite.MaxBlock {
			continue
		}
		for page := a.Addr / pageSize; page <= (a.Addr+a.Size-1)/pageSize; page++ {
			t.ram.pages[page] = true
		}
	}
}

// movable reports whether a range is of the RAM that a machine begins with, of which the first that
// lines access counts.
func (t *translator) movable(r memmap.Range) bool {
	start := r.First - r.Offset
	first, ok := t.l.Map.Memory().At(start)
	if r.Kind != memmap.RAM || !ok || first.Kind != memmap.RAM || first.Offset != 0 || first.Region != r.Region {
		return false
	}
	if len(t.ram.pages) == 0 {
		t.ram.start = start
	}
	return start == t.ram.start
}

// inRAM is the place of an access to RAM: in that of the machine, wherever that begins, or at its
// address.
func (t *translator) inRAM(a reproducer.Access, p place) replaysuite.Place {
	if t.movable(p.region) {
		return replaysuite.Place{Kind: replaysuite.InRAM, Offset: a.Addr - t.ram.start}
	}
	return replaysuite.Place{Kind: replaysuite.RAM, Offset: a.Addr}
}

// isAddress reports whether a number is taken for an address of RAM: it is one of a page that
// lines access. A page 0 is none: small numbers are more often something else.
func (t *translator) isAddress(v uint64) bool { return v >= pageSize && t.ram.pages[v/pageSize] }

// number marks the value of a step that is taken for an address of RAM.
func (t *translator) number(i int, s *replaysuite.Step, bytes int) {
	if bytes < 4 || !t.isAddress(s.Value) {
		return
	}
	t.remark(i, "%#x is taken for an address of RAM, which the lines access there", s.Value)
	s.Value, s.InRAM = s.Value-t.ram.start, true
}

// numbers adds the numbers in a block of RAM that are taken for addresses of RAM as steps of their
// own, behind that of the block: those of 8 bytes, and those of 4.
func (t *translator) numbers(i int, s replaysuite.Step) {
	for at := 0; at+4 <= len(s.Data); at += 4 {
		offset := s.Place.Offset + uint64(at)
		n := replaysuite.Step{Verb: "writel", Place: replaysuite.Place{Kind: replaysuite.InRAM, Offset: offset}}
		bytes := 4
		n.Value = uint64(binary.LittleEndian.Uint32(s.Data[at:]))
		if at+8 <= len(s.Data) && offset%8 == 0 && t.isAddress(binary.LittleEndian.Uint64(s.Data[at:])) {
			n.Verb, bytes, n.Value = "writeq", 8, binary.LittleEndian.Uint64(s.Data[at:])
		}
		if t.number(i, &n, bytes); n.InRAM {
			t.add(i, n)
			at += bytes - 4
		}
	}
}
