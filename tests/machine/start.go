package machine

import (
	"encoding/binary"
	"errors"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest"
)

// start has the machine start and stop. The runner fails it for a warning that nobody
// declares, and for a QEMU that does not end in its time.
func start(t *run.T, m *guest.Machine) {
	t.Step("type", func() { machineType(t, m) })
	t.Step("byte order", func() { byteOrder(t, m) })
	t.Step("RAM", func() { ram(t, m) })
}

// machineType checks the machine's own name of its type against the path: QEMU's types of
// machines end in "-machine" (QEMU, docs/devel/qom.rst).
func machineType(t *run.T, m *guest.Machine) {
	typ, err := qom.At(m.Monitor, "/machine").Text(t.Context(), "type")
	t.Must(err)
	if name, ok := strings.CutSuffix(typ, "-machine"); !ok || name == "" {
		t.Errorf("type of /machine = %q, want MACHINE-machine", typ)
	}
}

// byteOrder checks that the processors see words in the order that the machine declares.
func byteOrder(t *run.T, m *guest.Machine) {
	big, err := t.QEMU().BigEndian(t.Context())
	t.Must(err)
	want := m.Order == binary.BigEndian
	if big != want {
		t.Errorf("big-endian: %t, want %t", big, want)
	}
	addr, err := m.Alloc.Alloc(8, 8)
	if errors.Is(err, guest.ErrNoMemory) {
		return // there is no memory to see it in
	}
	t.Must(err)
	defer func() { t.Must(m.Alloc.Free(addr)) }()
	const word = 0x0102_0304_0506_0708
	t.Must(m.Write(t.Context(), qtest.Width64, addr, word))
	got := make([]byte, 8)
	t.Must(m.ReadMemory(t.Context(), addr, got))
	if v := m.Order.Uint64(got); v != word {
		t.Errorf("a word of 8 bytes in RAM = % x, want %#x in %v", got, word, m.Order)
	}
}

// ram checks that the declared window is RAM from its first byte to its last: both ends,
// and the powers of two between, keep different values.
func ram(t *run.T, m *guest.Machine) {
	window := m.Alloc.RAM()
	var at []uint64
	for offset := uint64(8); offset < window.Size; offset *= 2 {
		at = append(at, window.Base+offset)
	}
	if window.Size >= 16 {
		at = append(at, window.Base, window.Base+window.Size-8)
	}
	want := func(addr uint64) uint64 { return addr ^ 0xa5a5_5a5a_c3c3_3c3c }
	for _, addr := range at {
		t.Must(m.Write(t.Context(), qtest.Width64, addr, want(addr)))
	}
	for _, addr := range at {
		got, err := m.Read(t.Context(), qtest.Width64, addr)
		t.Must(err)
		if got != want(addr) {
			t.Errorf("RAM at %#x = %#x, want %#x", addr, got, want(addr))
		}
	}
}
