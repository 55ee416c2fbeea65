package sweep

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/qtest"
)

// Access is one read or write.
type Access struct {
	Range   memmap.Range // with the address
	Port    bool         // in the space of ports
	Address uint64
	Width   qtest.Width // 0 for a block
	Size    int         // of a block, in bytes
	Write   bool
	Value   uint64 // that is written
}

// String returns the access as a line of the qtest protocol.
func (a Access) String() string {
	switch {
	case a.Width == 0:
		return fmt.Sprintf("read %#x %#x", a.Address, a.Size)
	case a.Write:
		return fmt.Sprintf("%s%c %#x %#x", a.verb(), a.letter(), a.Address, a.Value)
	}
	return fmt.Sprintf("%s%c %#x", a.verb(), a.letter(), a.Address)
}

func (a Access) verb() string {
	switch {
	case a.Port && a.Write:
		return "out"
	case a.Port:
		return "in"
	case a.Write:
		return "write"
	}
	return "read"
}

func (a Access) letter() byte {
	return map[qtest.Width]byte{qtest.Width8: 'b', qtest.Width16: 'w', qtest.Width32: 'l', qtest.Width64: 'q'}[a.Width]
}

// place says where the access is in its region, "ioapic+0x10 of /machine/i440fx/ioapic".
func (a Access) place() string {
	return fmt.Sprintf("%s+%#x of %s", a.Range.Region, a.Address-a.Range.First+a.Range.Offset, a.Range.Owner)
}

// post makes the access, and waits for nothing.
func (a Access) post(ctx context.Context, c *qtest.Conn) error {
	ignore := func(uint64) {}
	switch {
	case a.Width == 0:
		return c.PostReadMemory(ctx, a.Address, a.Size, func([]byte) {})
	case a.Port && a.Write:
		return c.Out(ctx, a.Width, uint16(a.Address), uint32(a.Value))
	case a.Port:
		return c.PostIn(ctx, a.Width, uint16(a.Address), ignore)
	case a.Write:
		return c.Write(ctx, a.Width, a.Address, a.Value)
	}
	return c.PostRead(ctx, a.Width, a.Address, ignore)
}
