// Package cardsuite has what the tests of SD cards and of their hosts share: a card in the slot, and the responses
// that a card gives twice.
package cardsuite

import (
	"path/filepath"
	"testing"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// Prepared is the number of a card's first blocks that have data.
const Prepared = 16

// Small is the size of a card for tests of hosts, in bytes.
const Small = 4 << 20

// Insert puts a card of size bytes into the slot. Its first blocks, and the last one, have data.
func Insert(t *run.T, size int64) (*block.Image, *sd.Medium) {
	t.Helper()
	const file = "card.img"
	i, err := block.CreateImage(filepath.Join(t.Env.Dir, file), size, sd.BlockSize)
	t.Must(err)
	i.Data(0, Prepared)
	i.Data(i.Blocks()-1, 1)
	t.Must(i.Fill())
	m, err := sd.FindSlot(t.Context(), t.Env)
	t.Must(err)
	t.Must(m.Insert(t.Context(), file))
	return i, m
}

// Deselected starts a host and identifies the card in its slot, which then answers commands for its CID and its CSD again.
func Deselected(t *run.T, h sd.Port) *sd.Card {
	t.Helper()
	t.Must(h.Start(t.Context()))
	card, err := sd.Identify(t.Context(), h)
	t.Must(err)
	if got, want := card.CID.Product(), "QEMU!"; got != want {
		t.Errorf("CID: product %q, want %q", got, want)
	}
	_, err = h.Command(t.Context(), sd.Deselect())
	t.Must(err)
	return card
}

// SameLong compares a response of 136 bits, as a host's registers have it, with the card's register, and its last byte with
// the CRC of the others. End is the last bit as the host shows it.
func SameLong(t testing.TB, c sd.Command, got, want [16]byte, end byte) {
	t.Helper()
	const last = 15
	if crc := sd.CRC7(got[:last])<<1 | end; got[last] != crc {
		t.Errorf("%v: the last byte of the response = %#x, want %#x: the CRC of the others, and the end bit", c, got[last], crc)
	}
	if got[last] = 0; got != want {
		t.Errorf("%v: response %x, want %x", c, got, want)
	}
}
