package guest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Interface is produced by every machine.
var Interface = graph.NewInterface[*Machine]("machine")

// Memory is the guest's physical address space. Values of the width methods are
// in the byte order of the machine; blocks are bytes in memory order.
type Memory interface {
	Read(ctx context.Context, w qtest.Width, addr uint64) (uint64, error)
	Write(ctx context.Context, w qtest.Width, addr, value uint64) error
	ReadMemory(ctx context.Context, addr uint64, p []byte) error
	WriteMemory(ctx context.Context, addr uint64, p []byte) error
	Memset(ctx context.Context, addr, size uint64, b byte) error
}

// Link is the connection to the QEMU that emulates a machine; [*qtest.QEMU] is
// one.
type Link interface {
	Memory
	PortIO
	qtest.Clock
	InterceptIn(ctx context.Context, qomPath string) error
	InterceptOut(ctx context.Context, qomPath string) error
	InterceptOutNamed(ctx context.Context, qomPath, name string) error
	SetIRQIn(ctx context.Context, qomPath, name string, n, level int) error
	IRQ(n int) bool
	IRQCount(n int) uint64
}

// Machine is the machine under test as the guest sees it.
type Machine struct {
	Memory
	Order   binary.ByteOrder // of the CPU's own accesses
	Alloc   *Allocator       // of RAM for the test's free use
	High    *Allocator       // of RAM above 4 GiB; nil unless the test asks for it and the machine has some
	Monitor *qmp.Client      // of the QEMU that emulates the machine; nil without one
	Version graph.Version    // of that QEMU; the zero Version without one
	Type    graph.Version    // that of the machine type: the same, or older where an older machine is emulated
	link    Link
	watched pins   // the device with watched lines
	wires   []Wire // the watched ones
}

// RAM is a range of guest-physical memory.
type RAM struct {
	Base uint64 // in bytes
	Size uint64 // in bytes
}

// NewMachine returns the machine behind link, with its byte order and the RAM
// that tests may use.
func NewMachine(link Link, order binary.ByteOrder, ram RAM) *Machine {
	return &Machine{Memory: link, Order: order, Alloc: NewAllocator(ram), link: link}
}

// Attach returns the machine that the path's QEMU emulates. The path fails if the
// test leaks allocated memory.
func Attach(env *run.Env, order binary.ByteOrder, ram RAM) *Machine {
	m := NewMachine(env.QEMU, order, ram)
	m.Monitor, m.Version, m.Type = env.QEMU.QMP(), env.Version(), env.MachineVersion()
	env.AtEnd("guest memory", func(context.Context) error { return m.Alloc.Check() })
	if high := env.CommandLine().HighRAM(); high != nil {
		m.High = NewAllocator(RAM{Base: high.Base, Size: high.Size})
		// Nothing is allocated yet: the range is free, or not in the RAM that tests use.
		_ = m.Alloc.Reserve(high.Base%wrap, high.Size, "what is watched of buffers above 4 GiB")
		env.AtEnd("guest memory above 4 GiB", func(context.Context) error { return m.High.Check() })
	}
	env.OnMove(func(ctx context.Context, to *run.Env) (func() error, error) {
		if err := m.prepareMove(ctx, to.QEMU); err != nil {
			return nil, err
		}
		return func() error { m.MoveTo(to.QEMU, to.QEMU.QMP()); return nil }, nil
	})
	return m
}

// MoveTo makes the machine's objects use another link, of the QEMU that the machine has
// been migrated to.
func (m *Machine) MoveTo(link Link, monitor *qmp.Client) {
	m.Memory, m.link, m.Monitor = link, link, monitor
}

// prepareMove has the QEMU that will take the machine watch the same lines, at their
// present levels: it would not tell otherwise that a line becomes low that is high now.
func (m *Machine) prepareMove(ctx context.Context, to Link) error {
	if m.watched == (pins{}) {
		return nil
	}
	if err := intercept(ctx, to, m.watched); err != nil {
		return fmt.Errorf("guest: watch the %ss of %s: %w", m.watched.kind(), m.watched.path, err)
	}
	if m.watched.out {
		return nil // no request of qtest changes an output
	}
	for _, w := range m.wires {
		level := 0
		if m.link.IRQ(w.n) {
			level = 1
		}
		if err := to.SetIRQIn(ctx, w.pins.path, w.pins.name, w.n, level); err != nil {
			return fmt.Errorf("guest: level of %v: %w", w, err)
		}
	}
	return nil
}

// Wait lets virtual time pass until done returns true. What names the condition
// in the error of a timeout.
func (m *Machine) Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	return qtest.Poll(ctx, m.link, what, done)
}

// WaitUpTo is [Machine.Wait] for a condition that need not come true: it goes on for
// at most d of real time, and reports whether done returned true.
func (m *Machine) WaitUpTo(ctx context.Context, d time.Duration, what string, done func(context.Context) (bool, error)) (bool, error) {
	err := m.Wait(qtest.WithWaitTimeout(ctx, d), what, done)
	var late *qtest.TimeoutError
	if errors.As(err, &late) && late.Awaited == what && ctx.Err() == nil {
		return false, nil
	}
	return err == nil, err
}

// Await is [Machine.Wait] for work that the machine does in real time, independent
// of its virtual clock. The machine gets time to work before done is called.
func (m *Machine) Await(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	return qtest.Await(ctx, m.link, what, done)
}

// Pass lets at least d of the machine's time pass. The levels of watched lines are up
// to date after it. See [qtest.Pass].
func (m *Machine) Pass(ctx context.Context, d time.Duration) error { return qtest.Pass(ctx, m.link, d) }

// Clock returns the machine's virtual clock, for tests that measure time. Such a test
// requires [graph.SteppedClock]. For a time that only has to pass there is
// [Machine.Pass].
func (m *Machine) Clock() qtest.Clock { return m.link }

// Window returns the registers at base in guest-physical memory, of a device
// with the given byte order.
func (m *Machine) Window(base uint64, order binary.ByteOrder) reg.Space {
	return &window{m: m, base: base, swap: order != m.Order}
}

type window struct {
	m    *Machine
	base uint64
	swap bool // the device's byte order differs from the machine's
}

func (w *window) Load(ctx context.Context, width qtest.Width, offset uint64) (uint64, error) {
	v, err := w.m.Read(w.noted(ctx, width), width, w.base+offset)
	if err != nil {
		return 0, err
	}
	return w.order(width, v), nil
}

func (w *window) Store(ctx context.Context, width qtest.Width, offset, value uint64) error {
	return w.m.Write(w.noted(ctx, width), width, w.base+offset, w.order(width, value))
}

// noted returns ctx for an access that may swap bytes.
func (w *window) noted(ctx context.Context, width qtest.Width) context.Context {
	if !w.swap {
		return ctx
	}
	return Swapped(ctx, width)
}

func (w *window) order(width qtest.Width, v uint64) uint64 {
	if !w.swap {
		return v
	}
	return Swap(width, v)
}

// Swap reverses the bytes of a value of width w.
func Swap(w qtest.Width, v uint64) uint64 { return bits.ReverseBytes64(v) >> (64 - 8*uint(w)) }

// Swapped returns ctx for an access of width w with swapped bytes, so that a note
// on it still shows the register's own value.
func Swapped(ctx context.Context, w qtest.Width) context.Context {
	n := qtest.NoteOf(ctx)
	if n.Format == nil {
		return ctx
	}
	format := n.Format
	n.Format = func(v uint64) string { return format(Swap(w, v)) }
	return qtest.WithNote(ctx, n)
}

// AllocZeroed returns guest memory that holds zeros.
func (m *Machine) AllocZeroed(ctx context.Context, size, align uint64) (addr uint64, err error) {
	if addr, err = m.Alloc.Alloc(size, align); err != nil {
		return 0, err
	}
	if err := m.Memset(ctx, addr, size, 0); err != nil {
		return 0, fmt.Errorf("guest: clear %#x bytes at %#x: %w", size, addr, err)
	}
	return addr, nil
}

// StepT steps the machine's virtual clock by exactly d, which makes the levels of watched lines up
// to date. The test requires [graph.SteppedClock].
func (m *Machine) StepT(t testing.TB, d time.Duration) {
	t.Helper()
	if _, err := m.link.ClockStep(t.Context(), d); err != nil {
		t.Fatalf("step the clock by %v: %v", d, err)
	}
}
