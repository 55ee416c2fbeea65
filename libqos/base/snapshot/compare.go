package snapshot

import (
	"bytes"
	"fmt"
)

// word is the number of bytes that are compared together: most registers have as many.
const word = 4

// Place is a word of a block.
type Place struct {
	Block  string
	Offset int // in bytes, a multiple of four
}

// Difference is a word that differs between two snapshots.
type Difference struct {
	Place
	Before, After []byte // up to four bytes; nil where a snapshot lacks the block
}

// String returns the difference in one line, "0x10009000-0x10009fff pl011+0x24: before 00 00 00 00, after 01 00 00 00".
func (d Difference) String() string {
	if d.Before == nil || d.After == nil {
		return fmt.Sprintf("%s: only %s", d.Block, map[bool]string{true: "after", false: "before"}[d.Before == nil])
	}
	return fmt.Sprintf("%s+%#x: before % x, after % x", d.Block, d.Offset, d.Before, d.After)
}

// Unsteady returns the words that differ between two snapshots: of one machine, taken one after the other, they are those that
// change by themselves or by being read.
func Unsteady(a, b *Snapshot) map[Place]bool {
	places := map[Place]bool{}
	for _, d := range Compare(a, b, nil) {
		places[d.Place] = true
	}
	return places
}

// Compare returns the words that differ, but for those in except, in the order of the first snapshot. A block that only one
// snapshot has is one difference.
func Compare(before, after *Snapshot, except map[Place]bool) []Difference {
	var list []Difference
	for _, b := range before.blocks {
		a, ok := after.find(b.Name)
		if !ok {
			list = append(list, Difference{Place: Place{b.Name, 0}, Before: b.Bytes[:min(word, len(b.Bytes))]})
			continue
		}
		list = append(list, compareBlocks(b, a, except)...)
	}
	for _, a := range after.blocks {
		if _, ok := before.find(a.Name); !ok {
			list = append(list, Difference{Place: Place{a.Name, 0}, After: a.Bytes[:min(word, len(a.Bytes))]})
		}
	}
	return list
}

func compareBlocks(before, after Block, except map[Place]bool) []Difference {
	var list []Difference
	for at := 0; at < max(len(before.Bytes), len(after.Bytes)); at += word {
		x, y := part(before.Bytes, at), part(after.Bytes, at)
		if p := (Place{before.Name, at}); !bytes.Equal(x, y) && !except[p] {
			list = append(list, Difference{p, x, y})
		}
	}
	return list
}

// part returns the word at an offset, or what there is of it.
func part(b []byte, at int) []byte { return b[min(at, len(b)):min(at+word, len(b))] }
