package i2cfake

import (
	"context"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Bus is an [i2c.Bus] with a perfect master.
type Bus struct{ Wire }

var _ i2c.Bus = (*Bus)(nil)

// Machine returns nil: the bus has no machine.
func (b *Bus) Machine() *guest.Machine { return nil }

// Transfer makes one transfer on the wire.
func (b *Bus) Transfer(_ context.Context, addr i2c.Address, write, read []byte) error {
	if len(write)+len(read) == 0 {
		return &i2c.TransferError{Addr: addr, Err: i2c.ErrEmpty}
	}
	defer b.Stop()
	if len(write) > 0 {
		b.Start()
		if !b.Address(addr, false) {
			return &i2c.TransferError{Addr: addr, Phase: i2c.WriteAddress, Err: i2c.ErrAddressNACK}
		}
		for i, v := range write {
			if !b.Write(v) {
				return &i2c.TransferError{Addr: addr, Phase: i2c.Write, Byte: i, Err: i2c.ErrDataNACK}
			}
		}
	}
	if len(read) > 0 {
		b.Start()
		if !b.Address(addr, true) {
			return &i2c.TransferError{Addr: addr, Phase: i2c.ReadAddress, Err: i2c.ErrAddressNACK}
		}
		for i := range read {
			read[i] = b.Read(i < len(read)-1)
		}
	}
	return nil
}

// Memory is a device of 256 bytes. The first byte of a write sets a pointer,
// which advances with every byte read or written.
type Memory struct {
	Bytes   [256]byte
	Accepts int // bytes acknowledged in a transfer; 0 for any number
	pointer byte
	written int // bytes of this transfer
}

// Start begins a transfer.
func (m *Memory) Start() { m.written = 0 }

// Write sets the pointer or a byte.
func (m *Memory) Write(b byte) bool {
	if m.Accepts > 0 && m.written == m.Accepts {
		return false
	}
	if m.written == 0 {
		m.pointer = b
	} else {
		m.Bytes[m.pointer] = b
		m.pointer++
	}
	m.written++
	return true
}

// Next returns the byte that the next Read returns.
func (m *Memory) Next() byte { return m.Bytes[m.pointer] }

// Read returns a byte.
func (m *Memory) Read() byte {
	b := m.Bytes[m.pointer]
	m.pointer++
	return b
}
