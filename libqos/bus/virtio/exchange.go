package virtio

import (
	"context"
	"errors"
)

// Unwritten is the value of each byte of a reply before the device writes it.
const Unwritten = 0xa5

// Exchange hands the device a chain with a request as laid out in memory and room for a
// reply of that many bytes, waits until the device has used it, and returns the reply and
// the number of bytes that the device reports as written. Bytes that the device did not
// write are [Unwritten]. No other chain may be in use.
func (q *Queue) Exchange(ctx context.Context, request []byte, room int) (reply []byte, written uint32, err error) {
	memory := q.dev.hw.Machine.Alloc
	addr, err := memory.Alloc(uint64(len(request)+room), 8)
	if err != nil {
		return nil, 0, q.wrap("exchange by", err)
	}
	reply, written, err = q.exchange(ctx, addr, request, room)
	if err := errors.Join(err, memory.Free(addr)); err != nil {
		return nil, 0, q.wrap("exchange by", err)
	}
	return reply, written, nil
}

func (q *Queue) exchange(ctx context.Context, addr uint64, request []byte, room int) (reply []byte, written uint32, err error) {
	content := make([]byte, len(request)+room)
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
	r := q.Expect(head, at, room)
	used, err := q.Finish(ctx, head)
	if err != nil {
		return nil, 0, err
	}
	if !r.Read {
		err = q.dev.hw.Machine.ReadMemory(ctx, at, r.Bytes)
	}
	return r.Bytes, used.Size, err
}
