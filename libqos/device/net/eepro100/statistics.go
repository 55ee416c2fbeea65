package eepro100

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// Counters of a dump, by the index of their word (the 8255x manual, section 6.3.2.2, table
// "Statistical Counters").
const (
	CounterSent        = 0
	CounterReceived    = 9
	CounterNoResources = 12
	CounterShort       = 15
)

// Marks behind a dump.
const (
	DumpDone      uint32 = 0xa005
	DumpResetDone uint32 = 0xa007
)

// Counters returns the number of counters that a dump has: 16, and with the chip's
// generation three more and one more.
func (g Generation) Counters() int {
	switch g {
	case Gen82557:
		return 16
	case Gen82558:
		return 19
	case Gen82559:
		return 20
	}
	return 0
}

// maxDump is the size of the area for a dump, in bytes.
const maxDump = 128

// Dump is an area for n counters.
type Dump struct {
	d    *Device
	addr uint64
	n    int
}

// NewDump tells the controller where to dump n counters.
func (d *Device) NewDump(ctx context.Context, n int) (Dump, error) {
	addr, err := d.Machine.AllocZeroed(ctx, maxDump, 16)
	if err != nil {
		return Dump{}, fmt.Errorf("eepro100: dump: %w", err)
	}
	return Dump{d, addr, n}, d.Command(ctx, CULoadDump, uint32(addr))
}

// Take has the counters dumped with a command, [CUDump] or [CUDumpReset], waits for the mark
// and returns them. Bytes behind the mark stay as they were, or it fails.
func (c Dump) Take(ctx context.Context, command uint8) ([]uint32, error) {
	mark := DumpDone
	if command == CUDumpReset {
		mark = DumpResetDone
	}
	size := uint64(4*c.n + 16)
	if err := c.d.Machine.Memset(ctx, c.addr, size, Untouched); err != nil {
		return nil, fmt.Errorf("eepro100: dump: %w", err)
	}
	if err := c.d.Command(ctx, command, 0); err != nil {
		return nil, fmt.Errorf("eepro100: dump: %w", err)
	}
	b := make([]byte, size)
	err := c.d.Machine.Wait(ctx, fmt.Sprintf("mark %#x behind %d counters", mark, c.n), func(ctx context.Context) (bool, error) {
		err := c.d.Machine.ReadMemory(ctx, c.addr, b)
		return binary.LittleEndian.Uint32(b[4*c.n:]) == mark, err
	})
	if err != nil {
		return nil, fmt.Errorf("eepro100: dump: %w", err)
	}
	for i, v := range b[4*c.n+4:] {
		if v != Untouched {
			return nil, fmt.Errorf("eepro100: dump: byte %d behind the mark was written: %w", i, ErrCommand)
		}
	}
	all := make([]uint32, c.n)
	for i := range all {
		all[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return all, nil
}

// Mark returns the number of counters in front of the first mark behind at most n, or -1.
func (c Dump) Mark(ctx context.Context, mark uint32, n int) (int, error) {
	b := make([]byte, maxDump)
	if err := c.d.Machine.ReadMemory(ctx, c.addr, b); err != nil {
		return -1, fmt.Errorf("eepro100: dump: %w", err)
	}
	for i := range n + 1 {
		if binary.LittleEndian.Uint32(b[4*i:]) == mark {
			return i, nil
		}
	}
	return -1, nil
}

// Close frees the area.
func (c Dump) Close() error { return errors.Join(c.d.Machine.Alloc.Free(c.addr)) }
