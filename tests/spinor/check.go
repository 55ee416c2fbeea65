package spinor

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// unlock removes the protection of all blocks, which some chips have after power-up.
func unlock(t *run.T, f *spinor.Flash) {
	t.Helper()
	t.Must(f.Set(t.Context(), 0))
}

// expect checks bytes of the chip.
func expect(t *run.T, f *spinor.Flash, what string, addr uint32, want ...byte) {
	t.Helper()
	got := make([]byte, len(want))
	t.Must(f.Read(t.Context(), addr, got))
	same.Bytes(t, fmt.Sprintf("%s, from %#x on", what, addr), got, want)
}

// answers checks the answer to a command.
func answers(t *run.T, f *spinor.Flash, what string, want []byte, c spinor.Command, with ...byte) {
	t.Helper()
	got := make([]byte, len(want))
	t.Must(f.Ask(t.Context(), got, c, with...))
	same.Bytes(t, fmt.Sprintf("%s, command %#02x", what, uint8(c)), got, want)
}

// status checks bits of the status register.
func status(t *run.T, f *spinor.Flash, what string, mask, want spinor.Status) {
	t.Helper()
	s, err := f.Status(t.Context())
	t.Must(err)
	if s&mask != want {
		t.Errorf("%s: status = %v, want bits %v of %v", what, s, want, mask)
	}
}

// erased are n bytes of an erased chip.
func erased(n int) []byte { return bytes.Repeat([]byte{0xff}, n) }

// pattern are n different bytes.
func pattern(n int, seed byte) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i)*7 + seed
	}
	return p
}
