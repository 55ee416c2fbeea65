package npcmfiu_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/npcmfiu"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
	"github.com/qgraph/qgraph/qtest"
)

// link records the writes to a controller whose transactions are over at once. Each register that is read has its offset as
// its value.
type link struct {
	guest.Link
	trace []string
}

func (l *link) Read(_ context.Context, _ qtest.Width, addr uint64) (uint64, error) {
	if addr == uint64(npcmfiu.Control) {
		return 0, nil
	}
	return addr, nil
}

func (l *link) Write(_ context.Context, _ qtest.Width, addr, value uint64) error {
	l.trace = append(l.trace, fmt.Sprintf("%x=%x", addr, value))
	return nil
}

// TestTransfer checks a transfer of more bytes than the registers hold.
func TestTransfer(t *testing.T) {
	l := &link{}
	c := npcmfiu.New(guest.NewMachine(l, binary.LittleEndian, guest.RAM{}), guest.Peripheral{})
	write, read := []byte("\x02\x00\x10\x00hello, world!"), make([]byte, 6)
	if err := c.Chip(1).Transfer(t.Context(), write, read); err != nil {
		t.Fatal(err)
	}
	const want = "20=100002 24=6c6c6568 28=77202c6f 2c=646c726f 8=100000 c=101 20=21 8=10000 c=101 8=6000000 c=101 c=10100"
	if diff := cmp.Diff(want, strings.Join(l.trace, " ")); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]byte{0x30, 0, 0, 0, 0x34, 0}, read); diff != "" {
		t.Errorf("received (-want +got):\n%s", diff)
	}
	if err := c.Chip(0).Transfer(t.Context(), nil, nil); !errors.Is(err, ssi.ErrEmpty) {
		t.Errorf("empty transfer: %v, want %v", err, ssi.ErrEmpty)
	}
	if err := c.Run(t.Context(), 0, 0, make([]byte, 17), nil); err == nil {
		t.Error("a transaction of 17 bytes is no error")
	}
}
