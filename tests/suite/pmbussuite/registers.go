package pmbussuite

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// must ends the test if err is not nil.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// read reads a register of the page.
func read(t testing.TB, d *pmbus.Device, r pmbus.Register) uint64 {
	t.Helper()
	v, err := d.Load(t.Context(), r.Width, uint64(r.Code))
	must(t, err)
	return v
}

// Defaults checks the values of registers and blocks after reset.
func Defaults(t testing.TB, d *pmbus.Device) {
	t.Helper()
	for page, part := range d.Profile.Pages() {
		must(t, d.Select(t.Context(), page))
		for _, r := range part.Registers {
			if got := read(t, d, r); got != r.Default {
				t.Errorf("page %d: %v after reset = %#x, want %#x", page, r.Code, got, r.Default)
			}
		}
	}
	for _, b := range d.Profile.Blocks {
		block(t, d, b.Code, b.Default)
	}
}

// block reads a block and checks it.
func block(t testing.TB, d *pmbus.Device, c pmbus.Code, want string) {
	t.Helper()
	got, err := d.ReadBlock(t.Context(), uint8(c), len(want))
	if err != nil || string(got) != want {
		t.Errorf("%v = %q, %v; want %q", c, got, err, want)
	}
}

// value is the value of a register on a page.
type value func(page uint8, r pmbus.Register) uint64

// first and second are two values that differ in every bit, and between neighbours.
func first(page uint8, r pmbus.Register) uint64 {
	return (uint64(r.Code)*0x101 + uint64(page)*0x1525 + 0x5a) & (1<<(8*r.Width) - 1)
}

func second(page uint8, r pmbus.Register) uint64 { return ^first(page, r) & (1<<(8*r.Width) - 1) }

// store writes every writable register on every page.
func store(t testing.TB, d *pmbus.Device, v value) {
	t.Helper()
	for page, part := range d.Profile.Pages() {
		must(t, d.Select(t.Context(), page))
		for _, r := range part.Registers {
			if !r.ReadOnly {
				must(t, d.Store(t.Context(), r.Width, uint64(r.Code), v(page, r)))
			}
		}
	}
}

// stored checks what store has written.
func stored(t testing.TB, d *pmbus.Device, when string, v value) {
	t.Helper()
	for page, part := range d.Profile.Pages() {
		must(t, d.Select(t.Context(), page))
		for _, r := range part.Registers {
			if r.ReadOnly {
				continue
			}
			if got, want := read(t, d, r), v(page, r); got != want {
				t.Errorf("page %d: %v = %#x %s, want %#x", page, r.Code, got, when, want)
			}
		}
	}
}

// Keeps checks that every writable register keeps its value, separately on every
// page, and restores the defaults. It turns WRITE_PROTECT off.
func Keeps(t testing.TB, d *pmbus.Device) {
	t.Helper()
	for _, v := range []value{first, second} {
		store(t, d, v)
		stored(t, d, "after a write", v)
	}
	store(t, d, func(_ uint8, r pmbus.Register) uint64 { return r.Default })
	for _, b := range d.Profile.Blocks {
		if b.Room == 0 {
			continue
		}
		for _, text := range []string{"sample", "", pattern(b.Room - 1), "b", b.Default} {
			must(t, d.WriteBlock(t.Context(), uint8(b.Code), []byte(text)))
			block(t, d, b.Code, text)
		}
	}
	must(t, d.ClearFaults(t.Context()))
}

// pattern returns n different characters.
func pattern(n int) string {
	p := make([]byte, n)
	for i := range p {
		p[i] = '!' + byte(i)
	}
	return string(p)
}

// Ignores checks that read-only registers, including sensors, ignore writes.
func Ignores(t testing.TB, d *pmbus.Device) {
	t.Helper()
	for page, part := range d.Profile.Pages() {
		must(t, d.Select(t.Context(), page))
		registers := part.Registers
		for _, s := range part.Sensors {
			registers = append(registers[:len(registers):len(registers)], pmbus.RO(s.Command, 0))
		}
		for _, r := range registers {
			if !r.ReadOnly {
				continue
			}
			before := read(t, d, r)
			for _, v := range []uint64{^before & (1<<(8*r.Width) - 1), 0} {
				must(t, d.Store(t.Context(), r.Width, uint64(r.Code), v))
				if got := read(t, d, r); got != before {
					t.Errorf("page %d: %v (read-only) after a write of %#x = %#x, want %#x", page, r.Code, v, got, before)
				}
			}
		}
		must(t, d.ClearFaults(t.Context()))
	}
	for _, b := range d.Profile.Blocks {
		if b.Room == 0 {
			must(t, d.WriteBlock(t.Context(), uint8(b.Code), []byte("x")))
			block(t, d, b.Code, b.Default)
		}
	}
	must(t, d.ClearFaults(t.Context()))
}
