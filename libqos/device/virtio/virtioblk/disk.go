package virtioblk

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Disk is a block device with a driver that has started it.
type Disk struct {
	*virtio.Device
	Requests *virtio.Queue

	pending map[uint16]*pending // by head
}

// pending is a request in flight.
type pending struct {
	addr     uint64 // of header, data and status, in this order without gaps
	request  Request
	response *virtio.Reply // data and status, and bytes behind them that stay 0
}

const (
	headerSize = 16 // bytes: type, reserved, sector
	alignment  = 16 // of requests in memory, in bytes
)

// Open opens the device, negotiates the understood features that it offers, and starts
// it.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport, understood virtio.Features) (*Disk, error) {
	dev, queues, err := hw.Start(ctx, t, understood, RequestQueue)
	if err != nil {
		return nil, err
	}
	return &Disk{Device: dev, Requests: queues[0], pending: map[uint16]*pending{}}, nil
}

// Close resets the device and frees the memory of the requests in flight.
func (d *Disk) Close(ctx context.Context) error {
	errs := []error{d.Device.Close(ctx)}
	for _, p := range d.pending {
		errs = append(errs, d.Machine().Alloc.Free(p.addr))
	}
	clear(d.pending)
	return errors.Join(errs...)
}

// Do submits a request and waits until the device has used it.
func (d *Disk) Do(ctx context.Context, r Request) (Response, error) {
	head, err := d.Add(ctx, r)
	if err != nil {
		return Response{}, err
	}
	used, err := d.Requests.Finish(ctx, head)
	if err != nil {
		return Response{}, fmt.Errorf("virtioblk: %v: %w", r, err)
	}
	return d.Collect(ctx, used)
}

// Add puts a request into the queue and returns its head. The device sees it once
// the queue is kicked. Once the device has used it, [Disk.Collect] returns the
// response.
func (d *Disk) Add(ctx context.Context, r Request) (head uint16, err error) {
	if head, err = d.add(ctx, r); err != nil {
		return 0, fmt.Errorf("virtioblk: %v: %w", r, err)
	}
	return head, nil
}

func (d *Disk) add(ctx context.Context, r Request) (head uint16, err error) {
	m := d.Machine()
	image := make([]byte, headerSize, headerSize+len(r.Data)+r.Room+1)
	d.Order().PutUint32(image, uint32(r.Type))
	d.Order().PutUint64(image[8:], r.Sector)
	image = append(image, r.Data...)
	image = append(image, make([]byte, r.Room)...)
	image = append(image, byte(NotWritten))
	// Pad to the next multiple of the alignment, so that no gap precedes the next block.
	image = append(image, make([]byte, alignment-len(image)%alignment)...)
	addr, err := m.Alloc.Alloc(uint64(len(image)), alignment)
	if err != nil {
		return 0, err
	}
	add := d.Requests.Add
	if r.Indirect {
		add = d.Requests.AddIndirect
	}
	if head, err = add(r.buffers(addr)...); err != nil {
		return 0, errors.Join(err, m.Alloc.Free(addr))
	}
	d.Requests.Stage(addr, image)
	read := headerSize + len(r.Data)
	response := d.Requests.Expect(head, addr+uint64(read), len(image)-read)
	d.pending[head] = &pending{addr, r, response}
	return head, nil
}

// buffers returns the descriptors for a request at addr.
func (r Request) buffers(addr uint64) []virtio.Buffer {
	readable, writable := uint32(headerSize+len(r.Data)), uint32(r.Room+1)
	if r.Layout == Joined {
		return []virtio.Buffer{virtio.Readable(addr, readable), virtio.Writable(addr+uint64(readable), writable)}
	}
	buffers := []virtio.Buffer{virtio.Readable(addr, headerSize)}
	piece := uint32(SectorSize)
	if r.Layout == Separate {
		piece = max(readable, writable)
	}
	for at := uint32(headerSize); at < readable; at += piece {
		buffers = append(buffers, virtio.Readable(addr+uint64(at), min(piece, readable-at)))
	}
	addr += uint64(readable)
	for at := uint32(0); at < writable-1; at += piece {
		buffers = append(buffers, virtio.Writable(addr+uint64(at), min(piece, writable-1-at)))
	}
	return append(buffers, virtio.Writable(addr+uint64(r.Room), 1))
}

// Collect returns the response to a request that the device has used. The error wraps
// [virtio.ErrDevice] if the device has changed bytes behind it.
func (d *Disk) Collect(ctx context.Context, used virtio.Used) (Response, error) {
	p, ok := d.pending[used.Head]
	if !ok {
		return Response{}, fmt.Errorf("virtioblk: %v used descriptor %d, want the head of a pending request", d.Device, used.Head)
	}
	delete(d.pending, used.Head)
	if err := errors.Join(d.read(ctx, p), d.Machine().Alloc.Free(p.addr)); err != nil {
		return Response{}, fmt.Errorf("virtioblk: %v: %w", p.request, err)
	}
	room := p.request.Room
	data, status, behind := p.response.Bytes[:room:room], p.response.Bytes[room], p.response.Bytes[room+1:]
	if !bytes.Equal(behind, make([]byte, len(behind))) {
		return Response{}, fmt.Errorf("virtioblk: %v: %w: the bytes behind the status have become % x, want zeros", p.request, virtio.ErrDevice, behind)
	}
	return Response{Status: Status(status), Data: data, Written: used.Size}, nil
}

// read reads the response to a request, unless it has been read. It also reads the
// responses to all other requests that the device is known to have used.
func (d *Disk) read(ctx context.Context, p *pending) error {
	if p.response.Read {
		return nil
	}
	blocks := []guest.Block{p.response.Block}
	for _, used := range d.Requests.Waiting() {
		if other, ok := d.pending[used.Head]; ok && !other.response.Read {
			other.response.Read = true
			blocks = append(blocks, other.response.Block)
		}
	}
	return d.Machine().ReadBlocks(ctx, blocks...)
}
