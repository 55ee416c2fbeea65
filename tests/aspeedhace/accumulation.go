package aspeedhace

import (
	"crypto/sha1"
	"encoding"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/misc/aspeedhace"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// accumulated are the algorithms with which drivers accumulate: those of the SHA family.
func accumulated(e *aspeedhace.Engine) []algorithm { return algorithms(e)[1:] }

// accumulation checks messages that come in several requests. Their state between two of them is in memory, at the
// address of the digest: at first software writes the initial value there, and it adds the padding to the last
// request (hash_aspeed.c, aspeed_hash_session_setup, aspeed_ahash_fill_padding and hash_trigger).
func accumulation(t *run.T, e *aspeedhace.Engine) {
	b := newBench(t, e)
	for _, a := range accumulated(e) {
		t.Step(a.Name, func() {
			for _, n := range []int{3, 55, 63, 64, 119, 200, 1024} {
				whole := n / a.Block * a.Block // without the end of the message that the padding fills up
				b.accumulate(a, n, 0)
				b.accumulate(a, n, 0, a.Block*(whole/a.Block/2), whole)
				if e.New {
					b.accumulate(a, n, min(2, n-whole), a.Block*(whole/a.Block/2), whole)
				}
			}
		})
	}
	t.Step("states", func() {
		for _, a := range accumulated(e) {
			b.states(a)
		}
	})
	t.Step("two messages in turn", b.inTurn)
	t.Step("padding in two requests", func() {
		b.again()
		b.accumulate(sha256Sum, 63, 0, 64)
	})
	if e.New {
		t.Step("padding in two parts", func() {
			b.again()
			b.accumulate(sha256Sum, 3, 7)
		})
	}
	b.free()
}

// padded returns a message with its padding (FIPS 180-4, section 5.1).
func (a algorithm) padded(message []byte) []byte {
	lengthBytes := a.Block / 8
	p := append(message[:len(message):len(message)], 0x80)
	for len(p)%a.Block != a.Block-lengthBytes {
		p = append(p, 0)
	}
	p = append(p, make([]byte, lengthBytes-8)...)
	return binary.BigEndian.AppendUint64(p, uint64(len(message))*8)
}

// state returns the state of the hash after whole blocks, as its words are in memory: Go has them behind a mark of four
// bytes.
func (a algorithm) state(t *run.T, blocks []byte) []byte {
	t.Helper()
	h := a.hash()
	h.Write(blocks)
	m, ok := h.(encoding.BinaryMarshaler)
	if !ok {
		t.Fatalf("%T does not tell its state", h)
	}
	all, err := m.MarshalBinary()
	t.Must(err)
	const mark = 4
	return all[mark : mark+a.stateSize()]
}

// stateSize returns the size of the state in bytes (FIPS 180-4, section 6): half a block, but for SHA-1.
func (a algorithm) stateSize() int {
	if a.Name == aspeedhace.SHA1.Name {
		return sha1.Size
	}
	return a.Block / 2
}

// accumulate checks the digest of a message that comes in several requests, each of blocks that end at one of the
// numbers. With first not 0, each is in a list of two parts, of which the first has so many bytes.
func (b *bench) accumulate(a algorithm, length, first int, ends ...int) {
	b.t.Helper()
	message := pattern(length)
	padded := a.padded(message)
	b.initial(a, b.result+margin)
	from := 0
	for _, to := range append(ends, len(padded)) {
		if from < to {
			b.add(a, padded[from:to], b.result+margin, first)
		}
		from = to
	}
	got := make([]byte, len(a.digest(nil)))
	b.t.Must(b.Machine.ReadMemory(b.t.Context(), b.result+margin, got))
	same.Bytes(b.t, fmt.Sprintf("%s of %d bytes, requests that end at %d, %d bytes of each apart", a.Name, length, ends, first), got, a.digest(message))
}

// initial writes the initial value to memory.
func (b *bench) initial(a algorithm, at uint64) {
	b.t.Helper()
	b.t.Must(b.Machine.WriteMemory(b.t.Context(), at, a.state(b.t, nil)))
}

// add makes a request that adds blocks to a message with the state at an address.
func (b *bench) add(a algorithm, blocks []byte, state uint64, first int) {
	b.t.Helper()
	ctx := b.t.Context()
	b.t.Must(b.Machine.WriteMemory(ctx, b.message, blocks))
	r := aspeedhace.Request{Command: a.Command | aspeedhace.Accumulate, Source: b.message, Length: uint32(len(blocks)), Digest: state}
	if first > 0 {
		b.t.Must(b.Machine.WriteMemory(ctx, b.message+listAt, aspeedhace.Entries(
			guest.RAM{Base: b.message, Size: uint64(first)}, guest.RAM{Base: b.message + uint64(first), Size: uint64(len(blocks) - first)})))
		r.Command, r.Source = r.Command|aspeedhace.List, b.message+listAt
	}
	b.t.Must(b.Run(ctx, r))
}

// states checks the state in memory after a request that is not the last one.
func (b *bench) states(a algorithm) {
	b.again()
	blocks := pattern(2 * a.Block)
	b.initial(a, b.result+margin)
	b.add(a, blocks, b.result+margin, 0)
	want := a.state(b.t, blocks)
	got := make([]byte, len(want))
	b.t.Must(b.Machine.ReadMemory(b.t.Context(), b.result+margin, got))
	same.Bytes(b.t, a.Name+": state after two blocks", got, want)
}

// again resets the machine: QEMU's engine keeps a part of a message.
func (b *bench) again() {
	b.t.Helper()
	b.t.Must(b.t.QEMU().SystemReset(b.t.Context()))
}

// inTurn checks that two messages whose requests come in turn do not disturb each other: all of the state of each is
// in memory.
func (b *bench) inTurn() {
	b.again()
	a := sha256Sum
	messages := [][]byte{pattern(100), filled(100)}
	at := []uint64{b.result, b.result + margin}
	for n := range messages {
		b.initial(a, at[n])
	}
	for from := 0; from < 2*a.Block; from += a.Block {
		for n, m := range messages {
			b.add(a, a.padded(m)[from:from+a.Block], at[n], 0)
		}
	}
	for n, m := range messages {
		got := make([]byte, len(a.digest(m)))
		b.t.Must(b.Machine.ReadMemory(b.t.Context(), at[n], got))
		same.Bytes(b.t, fmt.Sprintf("%s of message %d of two in turn", a.Name, n), got, a.digest(m))
	}
}
