package virtionet

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// NIC is a network device with a driver that has started it.
type NIC struct {
	*virtio.Device
	RX      *virtio.Queue
	TX      *virtio.Queue
	Control *virtio.Queue // nil without FeatureCtrlVQ

	header int // size of the header in bytes
	// split reports whether the header has a descriptor of its own, as legacy
	// devices demand (virtio 1.3, section 5.1.6.6 "Legacy Interface: Framing
	// Requirements").
	split  bool
	posted map[uint16]*posted // receive buffers that the device owns, by head
	queued []uint64           // addresses of frames in the transmit queue
	pairs  []*NIC             // with FeatureMQ: by pair of queues
}

// posted is a receive buffer.
type posted struct {
	addr    uint64
	size    uint32 // with the header
	in      *arena
	written []byte // by the device; nil until read
}

// arena is guest memory shared by receive buffers.
type arena struct {
	addr  uint64
	users int
}

// Open opens the device, negotiates the understood features that it offers, and
// starts it.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport, understood virtio.Features) (*NIC, error) {
	return OpenSmall(ctx, hw, t, understood, 0)
}

// OpenSmall is [Open] with size descriptors in each queue for frames, a power of two that
// is at most the device's own number. 0 stands for that number, which a legacy device has
// in any case.
func OpenSmall(ctx context.Context, hw *virtio.Hardware, t virtio.Transport, understood virtio.Features, size uint16) (*NIC, error) {
	dev, err := hw.Open(ctx, t)
	if err != nil {
		return nil, err
	}
	n := &NIC{Device: dev, posted: map[uint16]*posted{}}
	if err := dev.Negotiate(ctx, understood); err != nil {
		return nil, err
	}
	n.header = shortHeader
	if n.Has(virtio.FeatureVersion1) || n.Has(FeatureMrgRxBuf) {
		n.header = longHeader
	}
	n.split = !n.Has(virtio.FeatureVersion1) && !n.Has(virtio.FeatureAnyLayout)
	queue := dev.Queue
	if size != 0 && !t.Legacy() {
		queue = func(ctx context.Context, index uint16) (*virtio.Queue, error) { return dev.QueueOf(ctx, index, size) }
	}
	if n.RX, err = queue(ctx, ReceiveQueue); err != nil {
		return nil, err
	}
	if n.TX, err = queue(ctx, TransmitQueue); err != nil {
		return nil, err
	}
	control := uint16(ControlQueue)
	if n.Has(FeatureMQ) {
		if control, err = n.openPairs(ctx); err != nil {
			return nil, err
		}
	}
	if n.Has(FeatureCtrlVQ) {
		if n.Control, err = dev.Queue(ctx, control); err != nil {
			return nil, err
		}
	}
	return n, dev.Start(ctx)
}

// Close resets the device and frees the memory of the receive buffers and of queued frames.
func (n *NIC) Close(ctx context.Context) error {
	errs := []error{n.Device.Close(ctx), n.freeQueued()}
	for _, pair := range append(n.pairs, n) {
		for _, b := range pair.posted {
			errs = append(errs, n.release(b))
		}
		clear(pair.posted)
	}
	return errors.Join(errs...)
}

// wrap adds the operation and the device to err, if err is not nil.
func (n *NIC) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("virtionet: %s %v: %w", op, n.Device, err)
}

// MAC returns the address in configuration space.
func (n *NIC) MAC(ctx context.Context) (ethernet.MAC, error) {
	var mac ethernet.MAC
	err := n.ReadConfig(ctx, ConfigMAC, mac[:])
	return mac, n.wrap("address of", err)
}

// HeaderSize returns the size of the header before each frame, in bytes.
func (n *NIC) HeaderSize() int { return n.header }

// buffers returns the descriptors for a header and a frame of size bytes, one
// after the other, at addr.
func (n *NIC) buffers(addr uint64, size int, make func(uint64, uint32) virtio.Buffer) []virtio.Buffer {
	if !n.split {
		return []virtio.Buffer{make(addr, uint32(n.header+size))}
	}
	return []virtio.Buffer{
		make(addr, uint32(n.header)),
		make(addr+uint64(n.header), uint32(size)),
	}
}
