package sweep

import (
	"context"
	"iter"
	"math"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/qtest"
)

// Read reads the registers of m, a map of the machine that c speaks to. Its error is a *Fault if QEMU ended or did not
// answer.
func Read(ctx context.Context, c *qtest.Conn, m *memmap.Map, o Options) (*Result, error) {
	return run(ctx, c, m, o, false)
}

// Write writes patterns to the registers of m: all ones in every width, then zeros, then 0x5a in each byte, which few registers
// hold after power-on. What a device then does with them it does at any address of the guest's memory. Its error is as that of
// Read.
func Write(ctx context.Context, c *qtest.Conn, m *memmap.Map, o Options) (*Result, error) {
	return run(ctx, c, m, o, true)
}

// run sweeps the ranges of m one after the other.
func run(ctx context.Context, c *qtest.Conn, m *memmap.Map, o Options, write bool) (*Result, error) {
	b := &batch{c: c}
	if err := b.begin(ctx); err != nil {
		return nil, err
	}
	result := &Result{}
	for _, t := range targets(m, o) {
		if why := spared(t.r, write); why != "" {
			result.Spared = append(result.Spared, Spared{t.r, why})
			continue
		}
		if t.r.Kind == memmap.ROMDevice && !write {
			continue // reads reach memory
		}
		var made []piece
		for p := range t.pieces(o, write) {
			a := t.access(p, write)
			if o.Except != nil && o.Except(a) {
				result.Excepted++
				continue
			}
			made = append(made, p.piece)
			if err := b.post(ctx, a); err != nil {
				return result, err
			}
		}
		if err := b.end(ctx); err != nil {
			return result, err
		}
		result.add(t, made)
	}
	return result, nil
}

// target is a range that is swept.
type target struct {
	r    memmap.Range
	port bool
}

// targets returns the ranges with registers, and those of ports where nothing answers.
func targets(m *memmap.Map, o Options) []target {
	var list []target
	add := func(v memmap.View, port bool) {
		for _, r := range v.Ranges {
			registers := !r.Hole && (r.Kind == memmap.IO || r.Kind == memmap.Container || r.Kind == memmap.ROMDevice)
			if o.Part != "" && !r.Owner.Within(o.Part) || !registers && !(port && r.Hole) || port && r.Last > math.MaxUint16 {
				continue
			}
			list = append(list, target{r, port})
		}
	}
	add(m.Memory(), false)
	if o.Ports {
		add(m.Ports(), true)
	}
	return list
}

// size returns the number of bytes of the range.
func (t target) size() uint64 {
	if n := t.r.Size(); n != 0 {
		return n
	}
	return math.MaxUint64
}

// widest returns the widest access.
func (t target) widest() qtest.Width {
	if t.port {
		return qtest.Width32
	}
	return qtest.Width64
}

// valued is a piece with the value that is written.
type valued struct {
	piece
	value uint64
}

// pieces yields the accesses to the range.
func (t target) pieces(o Options, write bool) iter.Seq[valued] {
	dense, whole := o.dense(), o.whole()
	if t.r.Hole {
		dense, whole = 1, 0
	}
	return func(yield func(valued) bool) {
		all := func(seq iter.Seq[piece], value uint64, only qtest.Width) bool {
			for p := range seq {
				if (only == 0 || p.width == only) && !yield(valued{p, value}) {
					return false
				}
			}
			return true
		}
		if write {
			_ = all(singles(t.size(), dense, t.widest()), math.MaxUint64, 0) &&
				all(singles(t.size(), dense, t.widest()), 0, t.usual()) &&
				all(singles(t.size(), dense, t.widest()), 0x5a5a5a5a5a5a5a5a, t.usual())
			return
		}
		if !t.port && !all(blocks(t.size(), whole, o.Single), 0, 0) {
			return
		}
		_ = all(singles(t.size(), dense, t.widest()), 0, 0) && (!t.ends() || all(across(t.size(), t.widest()), 0, 0))
	}
}

// usual returns the width of most registers: 32 bits in memory, 8 bits in ports.
func (t target) usual() qtest.Width {
	if t.port || t.size() < uint64(qtest.Width32) {
		return qtest.Width8
	}
	return qtest.Width32
}

// ends reports whether addresses follow the range.
func (t target) ends() bool {
	last := uint64(math.MaxUint64)
	if t.port {
		last = math.MaxUint16
	}
	return last-t.r.Last >= uint64(t.widest())
}

// access makes a piece an access.
func (t target) access(p valued, write bool) Access {
	a := Access{Range: t.r, Port: t.port, Address: t.r.First + p.offset, Width: p.width, Size: int(p.size), Write: write}
	if write {
		a.Value = p.value & p.width.Max()
	}
	return a
}
