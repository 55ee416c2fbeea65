package virtio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// Unwritten is the value of each byte of a reply before the device writes it.
const Unwritten = 0xa5

// Exchange hands the device a chain with a request as laid out in memory and room for a
// reply of that many bytes, waits until the device has used it, and returns the reply and
// the number of bytes that the device reports as written. Bytes that the device did not
// write are [Unwritten]. No other chain may be in use. The error wraps [ErrDevice] if the
// device has changed the request or bytes behind the room, or reports bytes as written to which
// it has not written.
func (q *Queue) Exchange(ctx context.Context, request []byte, room int) (reply []byte, written uint32, err error) {
	memory := q.dev.hw.Machine.Alloc
	addr, err := memory.Alloc(uint64(len(request)+room+behind), 8)
	if err != nil {
		return nil, 0, q.wrap("exchange by", err)
	}
	reply, written, err = q.exchange(ctx, addr, request, room)
	if err := errors.Join(err, memory.Free(addr)); err != nil {
		return nil, 0, q.wrap("exchange by", err)
	}
	return reply, written, nil
}

// behind is the number of bytes behind the room for a reply that must stay as they are.
const behind = 8

// lastBytes is the number of bytes at the end of a reply that are not all [Unwritten] by
// chance.
const lastBytes = 4

func (q *Queue) exchange(ctx context.Context, addr uint64, request []byte, room int) (reply []byte, written uint32, err error) {
	content := make([]byte, len(request)+room+behind)
	for i := range content[copy(content, request):] {
		content[len(request)+i] = Unwritten
	}
	var buffers []Buffer
	if len(request) > 0 {
		buffers = append(buffers, Readable(addr, uint32(len(request))))
	}
	at := addr + uint64(len(request))
	if room > 0 {
		buffers = append(buffers, Writable(at, uint32(room)))
	}
	head, err := q.Add(buffers...)
	if err != nil {
		return nil, 0, err
	}
	q.Stage(addr, content)
	r := q.Expect(head, addr, len(content))
	used, err := q.Finish(ctx, head)
	if err != nil {
		return nil, 0, err
	}
	if !r.Read {
		if err := q.dev.hw.Machine.ReadMemory(ctx, addr, r.Bytes); err != nil {
			return nil, 0, err
		}
	}
	if err := checkExchange(request, room, used.Size, r.Bytes); err != nil {
		return nil, 0, err
	}
	return r.Bytes[len(request) : len(request)+room], used.Size, nil
}

// checkExchange looks at memory after a request with that room.
func checkExchange(request []byte, room int, written uint32, memory []byte) error {
	unwritten := bytes.Repeat([]byte{Unwritten}, behind)
	before, reply, after := memory[:len(request)], memory[len(request):len(request)+room], memory[len(request)+room:]
	for i, is := range before {
		if was := request[i]; is != was {
			return fmt.Errorf("%w: byte %d of a request of %d went from %#x to %#x", ErrDevice, i, len(request), was, is)
		}
	}
	if !bytes.Equal(after, unwritten) {
		return fmt.Errorf("%w: the bytes behind a buffer of %d have become % x, want each %#x", ErrDevice, room, after, Unwritten)
	}
	if last := reply[max(0, int(written)-lastBytes):written]; len(last) == lastBytes && bytes.Equal(last, unwritten[:lastBytes]) {
		return fmt.Errorf("%w: got %d bytes written, and the last %d of them are unwritten: % x", ErrDevice, written, lastBytes, last)
	}
	return nil
}
