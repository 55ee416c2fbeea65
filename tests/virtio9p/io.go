package virtio9p

import (
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// lopen opens files and directories (open(5)).
func lopen(c *client) {
	for _, tc := range []struct {
		name  string
		flags p9.OpenFlags
		typ   p9.QIDType
	}{
		{virtio9p.SynthOpen, p9.ReadOnly, 0},
		{virtio9p.SynthOpen, p9.WriteOnly, 0},
		{virtio9p.SynthOpen, p9.ReadWrite | p9.LargeFile, 0},
		{virtio9p.SynthDir, p9.ReadOnly | p9.Directory, p9.QIDDir},
	} {
		f := c.walk(tc.name)
		refuse(c, "Tread of a closed file", &p9.Tread{FID: f.FID(), Count: 1}, anyErrno)
		refuse(c, "Twrite to a closed file", &p9.Twrite{FID: f.FID(), Data: []byte{1}}, anyErrno)
		refuse(c, "Treaddir of a closed file", &p9.Treaddir{FID: f.FID(), Count: 512}, anyErrno)

		r := do(c, &p9.Tlopen{FID: f.FID(), Flags: tc.flags})
		if r.QID.Path != f.QID().Path || r.QID.Type != tc.typ {
			c.Errorf("QID in Rlopen = %+v, want type %v and path %d as in Rwalk", r.QID, tc.typ, f.QID().Path)
		}
		if r.IOUnit > c.session.MaxRead() {
			c.Errorf("iounit in Rlopen = %d, want at most %d bytes, the room in a message", r.IOUnit, c.session.MaxRead())
		}
		refuse(c, "Tlopen of an open file", &p9.Tlopen{FID: f.FID(), Flags: tc.flags}, anyErrno)

		// A second fid of the file is opened and clunked separately.
		again := c.opened(tc.flags, tc.name)
		c.clunk(again)
		c.unknown("a clunked fid of an open file", again.FID())
		refuse(c, "Tlopen of a still open file", &p9.Tlopen{FID: f.FID(), Flags: tc.flags}, anyErrno)
		c.clunk(f)
	}
}

// write writes to a file that accepts everything. QEMU accepts one byte at a
// time, each with a trip to a thread and back, so most messages here are short.
// Those of other lengths are in createFile.
func write(c *client) {
	f := c.opened(p9.WriteOnly, virtio9p.SynthWrite)
	lengths := []uint32{1, 7, 44, 45, 300}
	if c.transport == c.hw.Transports[0] {
		lengths = append(lengths, c.session.MaxWrite())
	}
	for _, n := range lengths {
		r := do(c, &p9.Twrite{FID: f.FID(), Offset: uint64(n) << 30, Data: make([]byte, n)})
		if r.Count != n {
			c.Errorf("Twrite of %d bytes: count = %d", n, r.Count)
		}
	}
	c.clunk(f)
	many(c)
}

// many has several requests under way, with unordered tags, and waits for the
// replies in another order. Each writes a different number of bytes, and its reply
// must have that number.
func many(c *client) {
	const requests = 40
	f := c.opened(p9.WriteOnly, virtio9p.SynthWrite)
	for round := range uint32(2) { // the second one reuses tags
		var calls [requests]*p9.Call[*p9.Rwrite]
		for i := range uint32(requests) {
			tag := p9.Tag(60000 - 1000*(i*7%requests) + i)
			calls[i] = start(c, tag, &p9.Twrite{FID: f.FID(), Data: make([]byte, 1+i+round)})
		}
		for i := range uint32(requests) {
			n := i * 11 % requests
			r, err := calls[n].Wait(c.Context())
			c.Must(err)
			if r.Count != 1+n+round {
				c.Errorf("Twrite of %d bytes with tag %d, one of %d requests: count = %d", 1+n+round, calls[n].Tag(), requests, r.Count)
			}
		}
	}
	c.clunk(f)
}

// flushSuccess flushes requests that would never end (flush(5)).
func flushSuccess(c *client) {
	f := c.opened(p9.WriteOnly, virtio9p.SynthFlush)
	block := func(tag p9.Tag) *p9.Call[*p9.Rwrite] {
		return start(c, tag, &p9.Twrite{FID: f.FID(), Data: []byte{virtio9p.SynthBlock}})
	}
	flushed := func(what string, call *p9.Call[*p9.Rwrite], left int) {
		c.Helper()
		c.Must(call.Flush(c.Context()))
		if _, err := call.Wait(c.Context()); !errors.Is(err, p9.ErrFlushed) {
			c.Errorf("%s: Wait() = %v, want it flushed", what, err)
		}
		if got := c.channel.Busy(); got != left {
			c.Errorf("%s: the device has %d requests after the flush, want %d", what, got, left)
		}
	}
	flushed("a blocked request", block(300), 0)
	flushed("another one with the same tag", block(300), 0)

	// Several blocked requests, flushed in another order while others are served.
	calls := []*p9.Call[*p9.Rwrite]{block(7), block(8), block(9)}
	c.attributes(f)
	for i, n := range []int{1, 2, 0} {
		flushed(fmt.Sprintf("blocked request %d of 3", n), calls[n], 2-i)
		c.attributes(f)
	}
	pass := start(c, 8, &p9.Twrite{FID: f.FID(), Data: []byte{virtio9p.SynthPass}})
	if r, err := pass.Wait(c.Context()); err != nil || r.Count != 1 {
		c.Errorf("request with a flushed tag: %+v, %v", r, err)
	}
}

// flushIgnored flushes requests that have ended or never existed.
func flushIgnored(c *client) {
	f := c.opened(p9.WriteOnly, virtio9p.SynthFlush)
	for range 8 {
		call := start(c, 300, &p9.Twrite{FID: f.FID(), Data: []byte{virtio9p.SynthPass}})
		c.Must(call.Flush(c.Context()))
		// The reply comes before Rflush or not at all. The file does not block,
		// so it comes.
		if r, err := call.Wait(c.Context()); err != nil || r.Count != 1 {
			c.Errorf("flushed request that had ended: %+v, %v", r, err)
		}
		if got := c.channel.Busy(); got != 0 {
			c.Errorf("device has %d requests after the flush, want 0", got)
		}
	}
	for _, tag := range []p9.Tag{300, 12345, p9.NoTag} {
		do(c, &p9.Tflush{OldTag: tag}) // never refused
	}
	c.attributes(f)
}
