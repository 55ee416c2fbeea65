package virtio

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Transport is one register interface of a device, through which a driver
// accesses it (virtio 1.3, section 4 "Virtio Transport Options"). A transport
// performs every operation, even those forbidden to drivers.
type Transport interface {
	// String names the transport, as in "modern PCI with MSI-X".
	String() string
	// Legacy reports whether this is a legacy interface (virtio 1.3, section
	// 1.3.1 "Legacy Interface: Terminology").
	Legacy() bool
	// Enable selects this transport for the device and routes its interrupts.
	// It follows a reset of the device.
	Enable(ctx context.Context) error
	// Disable undoes Enable.
	Disable(ctx context.Context) error

	Identity(ctx context.Context) (Identity, error)
	Status(ctx context.Context) (Status, error)
	SetStatus(ctx context.Context, s Status) error
	// FeatureWord returns the features from 32*n on that the device offers.
	FeatureWord(ctx context.Context, n int) (uint32, error)
	// DeviceFeatures returns the features that the device offers.
	DeviceFeatures(ctx context.Context) (Features, error)
	// SetDriverFeatures writes the features that the driver accepts. A legacy
	// interface has only bits 0 to 31.
	SetDriverFeatures(ctx context.Context, f Features) error
	// DriverFeatures returns the features from SetDriverFeatures; known is
	// false if they cannot be read back. A legacy device drops bits that it
	// does not offer.
	DriverFeatures(ctx context.Context) (f Features, known bool, err error)
	// Config returns the device-specific configuration space.
	Config() reg.Space
	// ConfigGeneration returns the counter for consistent reads of
	// configuration space; always 0 for a legacy interface, which has none.
	ConfigGeneration(ctx context.Context) (uint32, error)

	// QueueSize returns the device's number of descriptors for a queue; 0 if it
	// has no such queue.
	QueueSize(ctx context.Context, queue uint16) (uint16, error)
	// EnableQueue writes the addresses of a queue to the device and starts it.
	EnableQueue(ctx context.Context, queue uint16, areas Areas) error
	// QueueEnabled reports whether a queue has been started.
	QueueEnabled(ctx context.Context, queue uint16) (bool, error)
	// ResetQueue resets a queue, and waits until it is reset. A legacy interface
	// cannot.
	ResetQueue(ctx context.Context, queue uint16) error
	// Notify sends the available buffer notification of a queue.
	Notify(ctx context.Context, queue uint16) error
	// NotifyData is Notify with [FeatureNotificationData]: next is the place of
	// the next chain. A legacy interface cannot.
	NotifyData(ctx context.Context, queue, next uint16) error

	// QueueInterrupt reports whether the device has sent a used buffer
	// notification for a queue since the last call, and acknowledges it. It
	// does not wait. If queues share an interrupt, it reports that of any
	// queue.
	QueueInterrupt(ctx context.Context, queue uint16) (bool, error)
	// ConfigInterrupt is QueueInterrupt for configuration change
	// notifications.
	ConfigInterrupt(ctx context.Context) (bool, error)
}

// Identity is a device's identity as its transport reports it.
type Identity struct {
	Type   Type
	Vendor uint32
}

// Areas holds the guest-physical addresses of a queue (virtio 1.3, section 2.6
// "Virtqueues"). For a legacy interface the areas are one block that begins
// with the descriptor area and has the layout of [LegacyAlign].
type Areas struct {
	Size       uint16 // number of descriptors
	Descriptor uint64 // descriptor table; of a packed ring, the descriptor ring
	Driver     uint64 // available ring; the driver's event suppression structure
	Device     uint64 // used ring; the device's event suppression structure
}

// LegacyAlign is the alignment, in bytes, of a queue and of its used ring with a
// legacy interface (virtio 1.3, section 2.7.2 "Legacy Interfaces: A Note on
// Virtqueue Layout"), and the page size that is the unit of the queue's address.
const LegacyAlign = 4096

// order returns the byte order of the memory that driver and device share.
func order(t Transport, guest binary.ByteOrder) binary.ByteOrder {
	if t.Legacy() {
		return guest
	}
	return binary.LittleEndian
}
