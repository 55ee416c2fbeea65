package mch

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/board/mch"
	"github.com/qgraph/qgraph/qtest"
)

// pam checks each segment with each attribute ("Programmable Attribute Map").
func pam(t *run.T, c *mch.Controller) {
	t.Step("registers", func() { attributes(t, c) })
	for _, part := range []struct {
		name  string
		check func(segment)
	}{
		{"read and write", segment.readWrite},
		{"reads while reads alone are enabled", segment.readOnly},
		{"writes while reads alone are enabled", segment.writesOfReadOnly},
		{"reads while writes alone are enabled", segment.readsOfWriteOnly},
		{"writes while writes alone are enabled", segment.writeOnly},
		{"neither", segment.neither},
	} {
		t.Step(part.name, func() {
			for _, s := range c.Segments() {
				part.check(segment{t, c, s})
				t.Must(c.Attribute(t.Context(), s, 0))
			}
		})
	}
	t.Step("reset", func() {
		for _, s := range c.Segments() {
			t.Must(c.Attribute(t.Context(), s, mch.ReadEnable|mch.WriteEnable))
		}
		t.Must(t.QEMU().SystemReset(t.Context()))
		for _, s := range c.Segments() {
			expectAttribute(t, c, s, 0, "after a reset")
		}
	})
}

// attributes checks that each segment's attribute is kept, and is its own.
func attributes(t *run.T, c *mch.Controller) {
	list := c.Segments()
	for round := range mch.Attribute(4) {
		for i, s := range list {
			t.Must(c.Attribute(t.Context(), s, (round+mch.Attribute(i))%4))
		}
		for i, s := range list {
			expectAttribute(t, c, s, (round+mch.Attribute(i))%4, "after all were written")
		}
	}
	for _, s := range list {
		t.Must(c.Attribute(t.Context(), s, 0))
	}
}

func expectAttribute(t *run.T, c *mch.Controller, s mch.Segment, want mch.Attribute, when string) {
	t.Helper()
	got, err := c.AttributeOf(t.Context(), s)
	t.Must(err)
	if got != want {
		t.Errorf("%s: attribute of %v = %v, want %v", when, s, got, want)
	}
}

// segment is a segment under test.
type segment struct {
	t *run.T
	c *mch.Controller
	s mch.Segment
}

// Bytes that memory and PCI have under test.
const (
	memory = 0x5a
	other  = 0xa5
)

// readWrite checks that the segment is memory.
func (s segment) readWrite() {
	s.set(mch.ReadEnable | mch.WriteEnable)
	for _, v := range []byte{memory, other} {
		s.fill(v)
		s.holds("memory", v)
	}
}

// readOnly checks that reads reach memory.
func (s segment) readOnly() {
	s.set(mch.ReadEnable | mch.WriteEnable)
	s.fill(memory)
	s.set(mch.ReadEnable)
	s.holds("memory that is read only", memory)
}

// writesOfReadOnly checks that writes do not reach memory.
func (s segment) writesOfReadOnly() {
	s.readOnly()
	s.fill(other)
	s.holds("memory after a write that goes to PCI", memory)
}

// writeOnly checks that writes reach memory.
func (s segment) writeOnly() {
	s.set(mch.ReadEnable | mch.WriteEnable)
	s.fill(memory)
	s.set(mch.WriteEnable)
	s.fill(other)
	s.set(mch.ReadEnable)
	s.holds("memory after a write while writes are enabled", other)
}

// readsOfWriteOnly checks that reads do not reach memory.
func (s segment) readsOfWriteOnly() { s.readsPCI(mch.WriteEnable) }

// neither checks that no access reaches memory.
func (s segment) neither() {
	s.readsPCI(0)
	s.set(mch.ReadEnable | mch.WriteEnable)
	s.fill(memory)
	s.set(0)
	s.fill(other)
	s.set(mch.ReadEnable)
	s.holds("memory after a write that goes to PCI", memory)
}

// readsPCI checks that a read with an attribute is one of what PCI has, and memory is not.
func (s segment) readsPCI(a mch.Attribute) {
	s.t.Helper()
	s.set(0)
	before := s.read(s.s.Base)
	s.set(mch.ReadEnable | mch.WriteEnable)
	s.fill(^before)
	s.set(a)
	if got := s.read(s.s.Base); got != before {
		s.t.Errorf("%v with attribute %v: a read = %#02x, want what PCI has, %#02x", s.s, a, got, before)
	}
}

func (s segment) set(a mch.Attribute) {
	s.t.Helper()
	s.t.Must(s.c.Attribute(s.t.Context(), s.s, a))
}

// places are the first and the last byte of the segment.
func (s segment) places() []uint64 { return []uint64{s.s.Base, s.s.Base + s.s.Size - 1} }

// fill writes a byte at the ends of the segment.
func (s segment) fill(v byte) {
	s.t.Helper()
	for _, at := range s.places() {
		s.t.Must(s.c.Machine().Write(s.t.Context(), qtest.Width8, at, uint64(v)))
	}
}

func (s segment) read(at uint64) byte {
	s.t.Helper()
	v, err := s.c.Machine().Read(s.t.Context(), qtest.Width8, at)
	s.t.Must(err)
	return byte(v)
}

// holds checks the byte at the ends of the segment.
func (s segment) holds(what string, want byte) {
	s.t.Helper()
	for _, at := range s.places() {
		if got := s.read(at); got != want {
			s.t.Errorf("%v: %s at %#x = %#02x, want %#02x", s.s, what, at, got, want)
		}
	}
}
