package at24c

import (
	"bytes"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/at24c"
)

// memory writes and reads (DS20005937B, sections "Write Operations" and "Read Operations").
func memory(t *run.T, e *at24c.EEPROM) {
	t.Step("bytes", func() { single(t, e) })
	t.Step("page", func() { page(t, e) })
	t.Step("over the end of a page", func() { over(t, e) })
	t.Step("current address", func() { current(t, e) })
	t.Step("over the end of memory", func() { end(t, e) })
	t.Step("machine reset", func() { reset(t, e) })
}

// expect checks bytes of the memory.
func expect(t *run.T, e *at24c.EEPROM, what string, address int, want ...byte) {
	t.Helper()
	got := make([]byte, len(want))
	t.Must(e.Read(t.Context(), address, got))
	if !bytes.Equal(got, want) {
		t.Errorf("%s: from %#x on = % x, want % x", what, address, got, want)
	}
}

// pattern returns n bytes that differ from their neighbours, and from those of another seed.
func pattern(n int, seed byte) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i)*0x1d ^ seed
	}
	return p
}

// single writes one byte at addresses that differ in one bit each: each has a byte of its own.
func single(t *run.T, e *at24c.EEPROM) {
	addresses := []int{0}
	for bit := 1; bit < e.Size; bit <<= 1 {
		addresses = append(addresses, bit)
	}
	addresses = append(addresses, e.Size-1)
	for n, a := range addresses {
		t.Must(e.Write(t.Context(), a, 0xa0^byte(n)))
	}
	for n, a := range addresses {
		expect(t, e, "a byte", a, 0xa0^byte(n))
	}
	t.Must(e.Write(t.Context(), 1, 0x00))
	expect(t, e, "a byte that is written again", 0, 0xa0, 0x00)
}

// page writes a whole page with one message, and nothing around it.
func page(t *run.T, e *at24c.EEPROM) {
	start := 3 * e.Page
	t.Must(e.Write(t.Context(), start-1, 0x11))
	t.Must(e.Write(t.Context(), start+e.Page, 0x22))
	p := pattern(e.Page, 0x55)
	t.Must(e.Write(t.Context(), start, p...))
	expect(t, e, "a page and its neighbours", start-1, slices.Concat([]byte{0x11}, p, []byte{0x22})...)
}

// over writes two bytes more than are left of a page: they go to its begin (section "Page Write").
func over(t *run.T, e *at24c.EEPROM) {
	start := 4 * e.Page
	t.Must(e.Write(t.Context(), start, pattern(e.Page, 0x33)...))
	t.Must(e.Write(t.Context(), start+e.Page, 0x44, 0x45))
	t.Must(e.Write(t.Context(), start+e.Page-2, 0xc1, 0xc2, 0xc3, 0xc4))
	want := pattern(e.Page, 0x33)
	copy(want, []byte{0xc3, 0xc4})
	copy(want[e.Page-2:], []byte{0xc1, 0xc2})
	expect(t, e, "the page from its third byte on", start+2, want[2:]...)
	t.Step("its begin", func() {
		expect(t, e, "the page", start, want[:2]...)
		expect(t, e, "the page behind it", start+e.Page, 0x44, 0x45)
	})
}

// current reads on from where the message before has ended, also after the address alone was sent.
func current(t *run.T, e *at24c.EEPROM) {
	start := 6 * e.Page
	p := pattern(e.Page, 0x77)
	t.Must(e.Write(t.Context(), start, p...))
	next := func(want ...byte) {
		t.Helper()
		got := make([]byte, len(want))
		t.Must(e.Next(t.Context(), got))
		if !bytes.Equal(got, want) {
			t.Errorf("the next bytes = % x, want % x", got, want)
		}
	}
	expect(t, e, "the first three", start, p[:3]...)
	next(p[3])
	next(p[4:6]...)
	t.Must(e.Write(t.Context(), start+2))
	next(p[2:4]...)
	expect(t, e, "the page", start, p...)
}

// end reads over the end of the memory: the address rolls over to 0 (section "Sequential Read").
func end(t *run.T, e *at24c.EEPROM) {
	t.Must(e.Write(t.Context(), e.Size-2, 0xe1, 0xe2))
	t.Must(e.Write(t.Context(), 0, 0xe3, 0xe4))
	expect(t, e, "over the end", e.Size-2, 0xe1, 0xe2, 0xe3, 0xe4)
}

// reset resets the machine: the memory keeps its bytes.
func reset(t *run.T, e *at24c.EEPROM) {
	t.Must(e.Write(t.Context(), 2, 0x5a, 0xa5))
	t.Must(t.Env.QEMU.SystemReset(t.Context()))
	expect(t, e, "after a reset", 2, 0x5a, 0xa5)
}
