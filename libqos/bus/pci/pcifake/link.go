package pcifake

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Link is the machine around the functions: memory, ports, a clock, and interrupt
// lines that a test sets. It has neither outputs nor inputs for a test to drive.
type Link struct {
	guest.Link  // nil
	Now         time.Duration
	Intercepted string       // QOM path of the interrupt controller
	Lines       map[int]bool // levels
	OnStep      func()       // called when time passes; may be nil
	ram         map[uint64]byte
	functions   map[pci.Address]*Function
}

var _ guest.Link = (*Link)(nil)

// setRAM changes memory.
func (l *Link) setRAM(addr uint64, p []byte) {
	for i, b := range p {
		l.ram[addr+uint64(i)] = b
	}
}

// decode returns the BAR that answers at a CPU's address.
func (l *Link) decode(addr uint64) (*Function, *BAR, uint64) {
	switch {
	case addr-memoryCPU < memorySize:
		return l.answer(false, addr-memoryCPU+memoryBase)
	case addr-ioCPU < ioSize:
		return l.answer(true, addr-ioCPU+ioBase)
	}
	return l.answer(false, addr)
}

// answer returns the BAR that answers at a PCI address.
func (l *Link) answer(io bool, addr uint64) (*Function, *BAR, uint64) {
	for _, f := range l.functions {
		if b, offset := f.decode(io, addr); b != nil {
			return f, b, offset
		}
	}
	return nil, nil, 0
}

// Read reads a BAR or memory.
func (l *Link) Read(ctx context.Context, w qtest.Width, addr uint64) (uint64, error) {
	var p [8]byte
	err := l.ReadMemory(ctx, addr, p[:w])
	return binary.LittleEndian.Uint64(p[:]), err
}

// Write writes a BAR or memory.
func (l *Link) Write(_ context.Context, w qtest.Width, addr, value uint64) error {
	if f, b, offset := l.decode(addr); b != nil {
		f.write(b, w, offset, value)
		return nil
	}
	var p [8]byte
	binary.LittleEndian.PutUint64(p[:], value)
	l.setRAM(addr, p[:w])
	return nil
}

// ReadMemory reads a BAR or memory.
func (l *Link) ReadMemory(_ context.Context, addr uint64, p []byte) error {
	if _, b, offset := l.decode(addr); b != nil {
		copy(p, b.Memory[offset:])
		return nil
	}
	for i := range p {
		p[i] = l.ram[addr+uint64(i)]
	}
	return nil
}

// WriteMemory writes a BAR or memory.
func (l *Link) WriteMemory(_ context.Context, addr uint64, p []byte) error {
	if _, b, offset := l.decode(addr); b != nil {
		copy(b.Memory[offset:], p)
		return nil
	}
	l.setRAM(addr, p)
	return nil
}

// Memset fills memory.
func (l *Link) Memset(_ context.Context, addr, size uint64, b byte) error {
	for i := range size {
		l.ram[addr+i] = b
	}
	return nil
}

// ClockStep lets time pass.
func (l *Link) ClockStep(_ context.Context, d time.Duration) (time.Duration, error) {
	l.Now += d
	if l.OnStep != nil {
		l.OnStep()
	}
	return l.Now, nil
}

// In reads a port.
func (l *Link) In(_ context.Context, w qtest.Width, port uint16) (uint32, error) {
	if _, b, offset := l.answer(true, uint64(port)); b != nil {
		return uint32(load(b.Memory[offset:], w)), nil
	}
	return ^uint32(0) >> (32 - 8*uint(w)), nil
}

// Out writes a port.
func (l *Link) Out(_ context.Context, w qtest.Width, port uint16, v uint32) error {
	if f, b, offset := l.answer(true, uint64(port)); b != nil {
		f.write(b, w, offset, uint64(v))
	}
	return nil
}

// InterceptIn records the intercepted interrupt controller.
func (l *Link) InterceptIn(_ context.Context, qomPath string) error {
	l.Intercepted = qomPath
	return nil
}

// IRQ returns the level of a line.
func (l *Link) IRQ(n int) bool { return l.Lines[n] }

// IRQCount returns 1 for a raised line.
func (l *Link) IRQCount(n int) uint64 {
	if l.Lines[n] {
		return 1
	}
	return 0
}
