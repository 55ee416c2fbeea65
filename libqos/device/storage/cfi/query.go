package cfi

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// enterQuery is the command that has a chip show its query structure, at the address of the same name.
const (
	enterQuery   = 0x98
	queryAddress = 0x55
)

// The IDs of the command sets.
const (
	CommandsIntel = 0x0001 // Intel/Sharp Extended
	CommandsAMD   = 0x0002 // AMD/Fujitsu Standard
)

// Offsets in the query structure (JESD68.01, tables 2 to 4).
const (
	queryString    = 0x10
	queryCommands  = 0x13
	queryPrimary   = 0x15
	queryChipErase = 0x22 // the typical time as a power of two, in milliseconds
	querySize      = 0x27 // as a power of two
	queryBuffer    = 0x2a // as a power of two
	queryRegions   = 0x2c
	queryRegion    = 0x2d // of four bytes each

	primaryHead = 5 // bytes
)

// Query is the answer of a chip to the CFI query.
type Query struct {
	Commands uint16   // the ID of its command set
	Primary  string   // the beginning of the table of that set: "PRI", and the version as two digits
	Size     int64    // of the chip, in bytes
	Buffer   int64    // the most bytes of a write to the buffer; 0 without one
	Blocks   []Blocks // the chip's erase blocks

	// ChipErase is how long an erase of the chip takes typically, 0 for a chip that has none.
	ChipErase time.Duration
}

// Query reads the query structure of the chips, which is the same for each. The chips show it until they
// are reset.
func (f *Flash) Query(ctx context.Context) (Query, error) {
	if err := f.Command(ctx, queryAddress, enterQuery); err != nil {
		return Query{}, err
	}
	b := &queried{ctx: ctx, f: f}
	var q Query
	if got := string(b.bytes(queryString, 3)); b.err == nil && got != "QRY" {
		b.err = fmt.Errorf("the query begins with %q, want \"QRY\"", got)
	}
	q.Commands = b.word(queryCommands)
	q.Primary = string(b.bytes(uint64(b.word(queryPrimary)), primaryHead))
	q.Size = 1 << b.byte(querySize)
	if n := b.byte(queryChipErase); n != 0 {
		q.ChipErase = time.Millisecond << n
	}
	if n := b.word(queryBuffer); n != 0 {
		q.Buffer = 1 << n
	}
	for r := range uint64(b.byte(queryRegions)) {
		n, size := b.word(queryRegion+4*r), b.word(queryRegion+4*r+2)
		q.Blocks = append(q.Blocks, Blocks{int(n) + 1, int64(size) * 256})
	}
	if b.err != nil {
		return Query{}, fmt.Errorf("cfi: query: %w", b.err)
	}
	return q, nil
}

// queried reads the structure up to the first error.
type queried struct {
	ctx context.Context
	f   *Flash
	err error
}

// byte reads a byte of the structure. All chips have the same there, in their lowest byte.
func (q *queried) byte(at uint64) byte {
	if q.err != nil {
		return 0
	}
	v, err := q.f.Read(q.ctx, at)
	if err == nil && v != q.f.Each(uint16(v&0xff)) {
		err = fmt.Errorf("at %#x of the query a word is %#x, want a byte of each chip", at, v)
	}
	q.err = errors.Join(q.err, err)
	return byte(v)
}

func (q *queried) word(at uint64) uint16 { return uint16(q.byte(at)) | uint16(q.byte(at+1))<<8 }

func (q *queried) bytes(at uint64, n int) []byte {
	p := make([]byte, 0, n)
	for k := range uint64(n) {
		p = append(p, q.byte(at+k))
	}
	return p
}
