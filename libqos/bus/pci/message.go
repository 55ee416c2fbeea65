package pci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// mailbox is a word of guest memory that a message signalled interrupt is
// aimed at. A message is a write of 32 bits of data to an address (PCI Local Bus
// 3.0, section 6.8.1 "MSI Capability Structure"), little-endian whatever the
// machine. Where the address is that of memory, the write can be seen there.
type mailbox struct {
	m    *guest.Machine
	addr uint64
}

const mailboxSize = 4

// noMessage is what a mailbox holds while no message has come; messages differ
// from it.
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

// look returns what the mailbox holds.
func (b *mailbox) look(ctx context.Context) (uint32, error) {
	var p [mailboxSize]byte
	err := b.m.ReadMemory(ctx, b.addr, p[:])
	return binary.LittleEndian.Uint32(p[:]), err
}

// take reports whether the message has come, and empties the mailbox if so.
// Anything else in it is an error.
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

// stray is the error for something that is not the message.
func (b *mailbox) stray(got, message uint32) error {
	return fmt.Errorf("at %#x is %#x, where the message %#x was to come", b.addr, got, message)
}

// newMailboxes returns mailboxes that stand side by side, empty.
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

// MessageSignalled is the ability of a bus whose devices can have message
// signalled interrupts: a Produces edge of such a bus says
// graph.Provides(pci.MessageSignalled), a test of nothing else says
// graph.Requires(pci.MessageSignalled). Other tests ask [Bus.HasMessages].
var MessageSignalled = graph.NewAbility("PCI message signalled interrupts")

// Messages are a device's message signalled interrupts: MSI or MSI-X. Each
// vector writes its message into guest memory, where the test looks for it.
type Messages interface {
	// Vectors returns how many there are.
	Vectors() int
	// Configure aims a vector at a word of guest memory of its own and
	// unmasks it. The word is given back by Disable.
	Configure(ctx context.Context, vector int) error
	// Enable has the device send messages in place of INTx.
	Enable(ctx context.Context) error
	// Disable undoes Enable and Configure.
	Disable(ctx context.Context) error
	// Mask keeps a vector's messages back; they pend.
	Mask(ctx context.Context, vector int) error
	// Unmask lets a vector's messages go, with the one that pends.
	Unmask(ctx context.Context, vector int) error
	// Pending reports whether a masked vector's message is kept back.
	Pending(ctx context.Context, vector int) (bool, error)
	// Fired reports whether a vector's message has come since it was last
	// asked.
	Fired(ctx context.Context, vector int) (bool, error)
	// Arrived returns the vectors whose messages have come since it was last
	// asked for them, in order. Of MSI that is one at most.
	Arrived(ctx context.Context) ([]int, error)
	// Wait lets virtual time pass until a vector's message has come.
	Wait(ctx context.Context, vector int) error
}

var (
	_ Messages = (*MSI)(nil)
	_ Messages = (*MSIX)(nil)
)

// Errors of vectors.
var (
	ErrNoVector      = errors.New("there is no such vector")
	ErrNotConfigured = errors.New("the vector is not configured")
	ErrNoMasking     = errors.New("the device cannot mask vectors one by one")
)

// checkVector returns an error if there is no such vector.
func checkVector(vector, vectors int) error {
	if vector < 0 || vector >= vectors {
		return fmt.Errorf("vector %d of %d: %w", vector, vectors, ErrNoVector)
	}
	return nil
}

// IOMMURoot is the ability of a root bus whose devices an IOMMU that is one of
// them can translate for: a Produces edge of such a bus says
// graph.Provides(pci.IOMMURoot).
var IOMMURoot = graph.NewAbility("a PCI root bus that takes an IOMMU")
