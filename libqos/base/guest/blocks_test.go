package guest_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// TestBlocks writes and reads blocks out of the order of their addresses. It checks
// that neighbours share a request and that the gaps are not written.
func TestBlocks(t *testing.T) {
	memory := qtestfake.NewMemory()
	m := guest.NewMachine(memory.Start(t), binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	ctx := t.Context()
	if err := m.Memset(ctx, 0x1000, 0x100, '.'); err != nil {
		t.Fatal(err)
	}
	if err := m.Memset(ctx, 0x9000, 0x100, '.'); err != nil {
		t.Fatal(err)
	}
	written := []guest.Block{
		{Addr: 0x9000, Bytes: []byte("far")},
		{Addr: 0x1004, Bytes: []byte("second")},
		{Addr: 0x1000, Bytes: []byte("1st ")},
		{Addr: 0x1010, Bytes: []byte("gap")},
	}
	if err := m.WriteBlocks(ctx, written...); err != nil {
		t.Fatal(err)
	}
	var read []guest.Block
	for _, b := range written {
		read = append(read, guest.Block{Addr: b.Addr, Bytes: make([]byte, len(b.Bytes))})
	}
	read = append(read, guest.Block{Addr: 0x1003, Bytes: make([]byte, 2)}) // overlaps two others, and is read apart from the first
	if err := m.ReadBlocks(ctx, read...); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append(written, guest.Block{Addr: 0x1003, Bytes: []byte(" s")}), read); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
	if got, want := memory.Bytes(0x1000, 0x14), []byte("1st second......gap."); !bytes.Equal(got, want) {
		t.Errorf("memory is %q, want %q", got, want)
	}
	count := map[string]int{}
	for _, request := range memory.Requests() {
		verb, _, _ := strings.Cut(request, " ")
		count[verb]++
	}
	if diff := cmp.Diff(map[string]int{"memset": 2, "b64write": 3, "b64read": 4}, count); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}
