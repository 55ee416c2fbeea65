package virtio

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Transport is one register interface of a device: how a driver reaches it
// (virtio 1.3, section 4 "Virtio Transport Options"). A transport keeps no
// secrets: it does what it is told, even what a driver must not do.
type Transport interface {
	// String names the transport, as in "modern PCI with MSI-X".
	String() string
	// Legacy reports whether this is a legacy interface (virtio 1.3, section
	// 1.3.1 "Legacy Interface: Terminology").
	Legacy() bool
	// Enable makes this the transport by which the device is driven: its
	// interrupts are routed. It follows a reset of the device.
	Enable(ctx context.Context) error
	// Disable undoes Enable.
	Disable(ctx context.Context) error

	Identity(ctx context.Context) (Identity, error)
	Status(ctx context.Context) (Status, error)
	SetStatus(ctx context.Context, s Status) error
	// DeviceFeatures returns what the device offers.
	DeviceFeatures(ctx context.Context) (Features, error)
	// SetDriverFeatures says what the driver takes. A legacy interface has
	// room for bits 0 to 31.
	SetDriverFeatures(ctx context.Context, f Features) error
	// DriverFeatures returns what SetDriverFeatures wrote; not known where
	// that cannot be read back. A legacy device keeps no bit of it that it does
	// not offer.
	DriverFeatures(ctx context.Context) (f Features, known bool, err error)
	// Config returns the device-specific configuration space.
	Config() reg.Space
	// ConfigGeneration returns the counter that tells consistent reads of
	// configuration space; a legacy interface has none, it is always 0.
	ConfigGeneration(ctx context.Context) (uint32, error)

	// QueueSize returns the number of descriptors that the device has for a
	// queue, 0 if it has no such queue.
	QueueSize(ctx context.Context, queue uint16) (uint16, error)
	// EnableQueue tells the device where a queue is and starts it.
	EnableQueue(ctx context.Context, queue uint16, areas Areas) error
	// QueueEnabled reports whether a queue has been started.
	QueueEnabled(ctx context.Context, queue uint16) (bool, error)
	// Notify sends the available buffer notification of a queue.
	Notify(ctx context.Context, queue uint16) error

	// QueueInterrupt reports whether the device has sent a used buffer
	// notification for a queue since the last call, and acknowledges it. It
	// does not wait. Where queues share an interrupt it is that of any queue.
	QueueInterrupt(ctx context.Context, queue uint16) (bool, error)
	// ConfigInterrupt is QueueInterrupt for configuration change
	// notifications.
	ConfigInterrupt(ctx context.Context) (bool, error)
}

// Identity is what a transport says of the device behind it.
type Identity struct {
	Type   Type
	Vendor uint32
}

// Areas is where a queue is in guest-physical memory (virtio 1.3, section 2.6
// "Virtqueues"). Through a legacy interface they are one block that begins with
// the descriptor area, laid out by [LegacyAlign].
type Areas struct {
	Size       uint16 // number of descriptors
	Descriptor uint64 // descriptor table
	Driver     uint64 // available ring
	Device     uint64 // used ring
}

// LegacyAlign is the alignment, in bytes, of a queue and of its used ring
// through a legacy interface (virtio 1.3, section 2.7.2 "Legacy Interfaces: A Note
// on Virtqueue Layout"), and the page size in which the queue's address is given.
const LegacyAlign = 4096

// order returns the byte order of what driver and device share in memory.
func order(t Transport, guest binary.ByteOrder) binary.ByteOrder {
	if t.Legacy() {
		return guest
	}
	return binary.LittleEndian
}
