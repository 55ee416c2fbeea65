package pci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// mailbox is a word of guest memory that receives a message signalled interrupt.
// A message is a write of 32 bits of data to an address (PCI Local Bus 3.0,
// section 6.8.1 "MSI Capability Structure"), little-endian on every machine.
// With an address in memory, the test can see the write there.
type mailbox struct {
	m    *guest.Machine
	addr uint64
}

const mailboxSize = 4

// noMessage is the content of an empty mailbox; messages differ from it.
const noMessage uint32 = 0

func newMailbox(ctx context.Context, m *guest.Machine) (*mailbox, error) {
	addr, err := m.Alloc.Alloc(mailboxSize, mailboxSize)
	if err != nil {
		return nil, err
	}
	b := &mailbox{m, addr}
	if err := b.clear(ctx); err != nil {
		return nil, errors.Join(err, b.free())
	}
	return b, nil
}

func (b *mailbox) free() error { return b.m.Alloc.Free(b.addr) }

func (b *mailbox) clear(ctx context.Context) error {
	return b.m.WriteMemory(ctx, b.addr, binary.LittleEndian.AppendUint32(nil, noMessage))
}

// look returns the content of the mailbox.
func (b *mailbox) look(ctx context.Context) (uint32, error) {
	var p [mailboxSize]byte
	err := b.m.ReadMemory(ctx, b.addr, p[:])
	return binary.LittleEndian.Uint32(p[:]), err
}

// take reports whether the message has arrived, and empties the mailbox if so.
// Another value in it is an error.
func (b *mailbox) take(ctx context.Context, message uint32) (bool, error) {
	v, err := b.look(ctx)
	if err != nil {
		return false, err
	}
	switch v {
	case noMessage:
		return false, nil
	case message:
		return true, b.clear(ctx)
	default:
		return false, b.stray(v, message)
	}
}

// stray is the error for an unexpected message.
func (b *mailbox) stray(got, message uint32) error {
	return fmt.Errorf("mailbox at %#x = %#x, want message %#x", b.addr, got, message)
}

// newMailboxes returns empty, adjacent mailboxes.
func newMailboxes(ctx context.Context, m *guest.Machine, n int) ([]*mailbox, error) {
	addr, err := m.AllocZeroed(ctx, uint64(n*mailboxSize), mailboxSize)
	if err != nil {
		return nil, err
	}
	boxes := make([]*mailbox, n)
	for i := range boxes {
		boxes[i] = &mailbox{m, addr + uint64(i*mailboxSize)}
	}
	return boxes, nil
}

// MessageSignalled is the ability of a bus to carry message signalled
// interrupts. A Produces edge of such a bus has
// graph.Provides(pci.MessageSignalled), a test of only these interrupts
// graph.Requires(pci.MessageSignalled). Other tests call [Bus.HasMessages].
var MessageSignalled = graph.NewAbility("PCI message signalled interrupts")

// Messages are a device's message signalled interrupts: MSI or MSI-X. Each
// vector writes its message to guest memory, where the test reads it.
type Messages interface {
	// Vectors returns the number of vectors.
	Vectors() int
	// Configure directs a vector to its own word of guest memory and unmasks
	// it. Disable frees the word.
	Configure(ctx context.Context, vector int) error
	// Enable makes the device send messages in place of INTx.
	Enable(ctx context.Context) error
	// Disable undoes Enable and Configure.
	Disable(ctx context.Context) error
	// Mask blocks a vector's messages; they become pending.
	Mask(ctx context.Context, vector int) error
	// Unmask releases a vector's messages, including a pending one.
	Unmask(ctx context.Context, vector int) error
	// Pending reports whether a masked vector has a pending message.
	Pending(ctx context.Context, vector int) (bool, error)
	// Fired reports whether a vector's message has arrived since the last call.
	Fired(ctx context.Context, vector int) (bool, error)
	// Arrived returns, in order, the vectors whose messages have arrived since
	// the last call. For MSI that is at most one.
	Arrived(ctx context.Context) ([]int, error)
	// Wait lets virtual time pass until a vector's message has arrived.
	Wait(ctx context.Context, vector int) error
}

var (
	_ Messages = (*MSI)(nil)
	_ Messages = (*MSIX)(nil)
)

// Errors of vectors.
var (
	ErrNoVector      = errors.New("no such vector")
	ErrNotConfigured = errors.New("the vector is not configured")
	ErrNoMasking     = errors.New("the device cannot mask vectors one by one")
)

// checkVector returns an error for an invalid vector.
func checkVector(vector, vectors int) error {
	if vector < 0 || vector >= vectors {
		return fmt.Errorf("vector %d of %d: %w", vector, vectors, ErrNoVector)
	}
	return nil
}

// IOMMURoot is the ability of a root bus to have an IOMMU among its devices
// that translates for the others. A Produces edge of such a bus has
// graph.Provides(pci.IOMMURoot).
var IOMMURoot = graph.NewAbility("a PCI root bus that takes an IOMMU")
