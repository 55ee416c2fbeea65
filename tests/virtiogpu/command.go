package virtiogpu

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiogpu"
)

// fence sends commands with a fence: the response has it, too (section 5.7.6.7 "Request
// header").
func fence(r *rig) {
	for _, number := range []uint64{0, 1, 0x123456789abcdef0, math.MaxUint64} {
		for _, flags := range []uint32{virtiogpu.Fence, 0} {
			h := virtiogpu.Header{Type: uint32(virtiogpu.ResourceCreate2D), Flags: flags, Fence: number}
			got, _, err := r.Send(r.Context(), r.Control, h, virtiogpu.Create(1, virtiogpu.BGRX, 8, 8), 0)
			r.Must(err)
			if flags&virtiogpu.Fence != 0 && (got.Flags&virtiogpu.Fence == 0 || got.Fence != number) {
				r.Errorf("%v: response with flags %#x and fence %#x, want those of the request, %#x and %#x", r.Device, got.Flags, got.Fence, flags, number)
			}
			if flags == 0 && got.Flags&virtiogpu.Fence != 0 {
				r.Errorf("%v: the response has a fence, the request had none", r.Device)
			}
			r.does("unref", virtiogpu.ResourceUnref, virtiogpu.One(1))
		}
	}
}

// backing takes the memory from a resource and gives it another.
func backing(r *rig) {
	p := r.picture(1, virtiogpu.BGRX, 24, 16)
	r.show(p, 0)
	r.fails("attach to what has memory", virtiogpu.AttachBacking, virtiogpu.Attach(p.id, p.memory[:]...))
	r.does("detach", virtiogpu.DetachBacking, virtiogpu.One(p.id))
	r.fails("transfer without memory", virtiogpu.TransferToHost2D, virtiogpu.Transfer(p.id, p.whole(), 0))
	r.does("flush without memory", virtiogpu.ResourceFlush, virtiogpu.Flush(p.id, p.whole()))
	r.sees("picture without memory", 0, p, p.whole())
	r.does("attach again", virtiogpu.AttachBacking, virtiogpu.Attach(p.id, p.memory[:]...))
	p.seed += 50
	r.show(p, 0)
	r.sees("picture with memory again", 0, p, p.whole())
	r.discard(p)
}

// unref destroys the resource that is shown.
func unref(r *rig) {
	p := r.picture(1, virtiogpu.BGRX, 24, 16)
	r.show(p, 0)
	r.discard(p)
	r.hidden(p)
	for _, s := range []struct {
		what    string
		command virtiogpu.Command
		fields  []byte
	}{
		{"transfer", virtiogpu.TransferToHost2D, virtiogpu.Transfer(p.id, p.whole(), 0)},
		{"flush", virtiogpu.ResourceFlush, virtiogpu.Flush(p.id, p.whole())},
		{"scanout", virtiogpu.SetScanout, virtiogpu.Scanout(0, p.id, p.whole())},
		{"attach", virtiogpu.AttachBacking, virtiogpu.Attach(p.id, p.memory[:]...)},
		{"detach", virtiogpu.DetachBacking, virtiogpu.One(p.id)},
		{"unref", virtiogpu.ResourceUnref, virtiogpu.One(p.id)},
	} {
		r.gets(s.what+" of a destroyed resource", s.command, s.fields, virtiogpu.InvalidResourceID)
	}
}

// resources creates resources that cannot be.
func resources(r *rig) {
	r.gets("resource 0", virtiogpu.ResourceCreate2D, virtiogpu.Create(0, virtiogpu.BGRX, 8, 8), virtiogpu.InvalidResourceID)
	r.does("resource 2^32-1", virtiogpu.ResourceCreate2D, virtiogpu.Create(1<<32-1, virtiogpu.BGRX, 8, 8))
	r.gets("the same resource", virtiogpu.ResourceCreate2D, virtiogpu.Create(1<<32-1, virtiogpu.BGRX, 8, 8), virtiogpu.InvalidResourceID)
	for _, f := range []virtiogpu.Format{0, 5, 66, 1<<32 - 1} {
		r.gets("unknown format", virtiogpu.ResourceCreate2D, virtiogpu.Create(1, f, 8, 8), virtiogpu.InvalidParameter)
	}
	r.does("unref", virtiogpu.ResourceUnref, virtiogpu.One(1<<32-1))
}

// outside has rectangles that the resource does not cover (section 5.7.6.8 "controlq",
// VIRTIO_GPU_CMD_SET_SCANOUT). What was shown stays.
func outside(r *rig) {
	p := r.picture(1, virtiogpu.BGRX, 32, 20)
	r.show(p, 0)
	for _, s := range []struct {
		what string
		virtiogpu.Rectangle
	}{
		{"one column too many", virtiogpu.Rectangle{Width: p.width + 1, Height: p.height}},
		{"one row too many", virtiogpu.Rectangle{Width: p.width, Height: p.height + 1}},
		{"beyond the right edge", virtiogpu.Rectangle{X: p.width - 15, Width: 16, Height: 16}},
		{"beyond the lower edge", virtiogpu.Rectangle{Y: p.height - 15, Width: 16, Height: 16}},
		{"outside", virtiogpu.Rectangle{X: p.width + 1, Y: p.height + 1, Width: 16, Height: 16}},
		{"columns that wrap around", virtiogpu.Rectangle{X: 1<<32 - 16, Width: 32, Height: 16}},
		{"rows that wrap around", virtiogpu.Rectangle{Y: 1<<32 - 16, Width: 16, Height: 32}},
	} {
		r.gets("scanout, "+s.what, virtiogpu.SetScanout, virtiogpu.Scanout(0, p.id, s.Rectangle), virtiogpu.InvalidParameter)
		r.gets("transfer, "+s.what, virtiogpu.TransferToHost2D, virtiogpu.Transfer(p.id, s.Rectangle, 0), virtiogpu.InvalidParameter)
		r.gets("flush, "+s.what, virtiogpu.ResourceFlush, virtiogpu.Flush(p.id, s.Rectangle), virtiogpu.InvalidParameter)
	}
	r.sees("picture", 0, p, p.whole())
	r.discard(p)
}

// unknown sends commands that the device does not have.
func unknown(r *rig) {
	for _, c := range []virtiogpu.Command{0, 0x00ff, 0x0110, virtiogpu.ContextCreate, 0x0400, 1<<32 - 1} {
		r.fails("unknown command", c, nil)
	}
	r.fails("capability sets, of which there are none", virtiogpu.GetCapabilityInfo, virtiogpu.One(0))
	r.fails("cursor command on the control queue", virtiogpu.MoveCursor, virtiogpu.Cursor{}.Fields())
	displays(r)
}

// memory creates resources that together need more than the device has (QEMU 11.1, property
// max_hostmem). The memory of a destroyed one is free again.
func memory(r *rig) {
	r.gets("resource of 1 GiB", virtiogpu.ResourceCreate2D, virtiogpu.Create(1, virtiogpu.BGRX, 16384, 16384), virtiogpu.OutOfMemory)
	const side = 886 // pixels: 3 MB
	create := func(id uint32) []byte { return virtiogpu.Create(id, virtiogpu.BGRX, side, side) }
	for range 3 {
		r.does("first of three resources", virtiogpu.ResourceCreate2D, create(1))
		r.does("second of three resources", virtiogpu.ResourceCreate2D, create(2))
		r.gets("third of three resources", virtiogpu.ResourceCreate2D, create(3), virtiogpu.OutOfMemory)
		r.does("unref", virtiogpu.ResourceUnref, virtiogpu.One(1))
		r.does("third of three resources, after the end of the first", virtiogpu.ResourceCreate2D, create(3))
		r.does("unref", virtiogpu.ResourceUnref, virtiogpu.One(2))
		r.does("unref", virtiogpu.ResourceUnref, virtiogpu.One(3))
	}
	displays(r)
}

// lists attaches memory by lists that are shorter than they say. The resource then has none,
// and takes a right list.
func lists(r *rig) {
	p := r.picture(1, virtiogpu.BGRX, 24, 16)
	r.does("detach", virtiogpu.DetachBacking, virtiogpu.One(p.id))
	const nEntries = 4 // offset of nr_entries
	for _, n := range []uint32{3, 1 << 14, 1<<14 + 1, 1<<32 - 1} {
		fields := virtiogpu.Attach(p.id, p.memory[:]...)
		binary.LittleEndian.PutUint32(fields[nEntries:], n)
		r.fails(fmt.Sprintf("list of %d pieces that has two", n), virtiogpu.AttachBacking, fields)
	}
	r.does("attach", virtiogpu.AttachBacking, virtiogpu.Attach(p.id, p.memory[:]...))
	r.show(p, 0)
	r.sees("picture", 0, p, p.whole())
	r.discard(p)
}

// several hands the device commands with one notification. They only succeed one after the
// other.
func several(r *rig) {
	id := virtiogpu.One(1)
	create := virtiogpu.Create(1, virtiogpu.BGRX, 16, 16)
	type command struct {
		virtiogpu.Command
		fields []byte
		addr   uint64
	}
	commands := []command{
		{Command: virtiogpu.ResourceCreate2D, fields: create}, {Command: virtiogpu.ResourceUnref, fields: id},
		{Command: virtiogpu.ResourceCreate2D, fields: create}, {Command: virtiogpu.ResourceUnref, fields: id},
	}
	m := r.Machine()
	for i, c := range commands {
		request := append(virtiogpu.Header{Type: uint32(c.Command), Flags: virtiogpu.Fence, Fence: uint64(i + 7)}.Bytes(), c.fields...)
		addr, err := m.AllocZeroed(r.Context(), uint64(len(request)+virtiogpu.HeaderSize), 8)
		r.Must(err)
		r.Must(m.WriteMemory(r.Context(), addr, request))
		commands[i].addr = addr + uint64(len(request))
		_, err = r.Control.Add(virtio.Readable(addr, uint32(len(request))), virtio.Writable(commands[i].addr, virtiogpu.HeaderSize))
		r.Must(err)
		defer func() { r.Must(m.Alloc.Free(addr)) }()
	}
	r.Must(r.Control.Kick(r.Context()))
	for range commands {
		used, err := r.Control.Wait(r.Context())
		r.Must(err)
		if used.Size != virtiogpu.HeaderSize {
			r.Errorf("%v: used length %d, want %d", r.Device, used.Size, virtiogpu.HeaderSize)
		}
	}
	for i, c := range commands {
		got := make([]byte, virtiogpu.HeaderSize)
		r.Must(m.ReadMemory(r.Context(), c.addr, got))
		want := virtiogpu.Header{Type: uint32(virtiogpu.OKNoData), Flags: virtiogpu.Fence, Fence: uint64(i + 7)}.Bytes()
		if !bytes.Equal(got, want) {
			r.Errorf("%v: response %d of several commands = %x, want %x", r.Device, i, got, want)
		}
	}
}

// cursorSize is the size of a cursor, in pixels (section 5.7.6.6 "Configure mouse
// cursor").
const cursorSize = 64

// cursor sets the cursor and moves it. It is no part of the screen. The device goes on.
func cursor(r *rig) {
	p := r.picture(1, virtiogpu.BGRX, 100, 80)
	r.show(p, 0)
	arrow := r.picture(2, virtiogpu.BGRA, cursorSize, cursorSize)
	r.paint(arrow)
	r.does("transfer", virtiogpu.TransferToHost2D, virtiogpu.Transfer(arrow.id, arrow.whole(), 0))
	at := virtiogpu.Cursor{X: 10, Y: 20, Resource: arrow.id, HotX: 1, HotY: 2}
	r.points(virtiogpu.UpdateCursor, at)
	at.X, at.Y = 99, 79
	r.points(virtiogpu.MoveCursor, at)
	for _, c := range []virtiogpu.Cursor{
		{Scanout: scanouts, Resource: arrow.id}, {Scanout: 1<<32 - 1, Resource: arrow.id}, {Resource: 77}, {X: 1<<32 - 1, Y: 1<<32 - 1, Resource: arrow.id},
		{}, // no cursor
	} {
		r.points(virtiogpu.UpdateCursor, c)
		r.points(virtiogpu.MoveCursor, c)
	}
	r.sees("picture", 0, p, p.whole())
	r.discard(arrow)
	r.discard(p)
}

func (r *rig) points(c virtiogpu.Command, cursor virtiogpu.Cursor) virtiogpu.Response {
	r.Helper()
	got, _, err := r.Send(r.Context(), r.Cursor, virtiogpu.Header{Type: uint32(c)}, cursor.Fields(), 0)
	r.Must(err)
	return virtiogpu.Response(got.Type)
}

// cursorResponse compares the response to a command of the cursor queue (section 5.7.6.10
// "cursorq").
func cursorResponse(r *rig) {
	if got := r.points(virtiogpu.MoveCursor, virtiogpu.Cursor{X: 1, Y: 1}); got != virtiogpu.OKNoData {
		r.Errorf("%v: cursor moved: response = %v, want %v", r.Device, got, virtiogpu.OKNoData)
	}
}

// reset resets the device while it shows a picture, which is then gone.
func reset(r *rig, hw *virtio.Hardware, transport virtio.Transport) {
	p := r.picture(1, virtiogpu.BGRX, 24, 16)
	r.show(p, 0)
	r.free(p)
	r.Must(r.Close(r.Context()))
	r.hidden(p)
	with(r.T, hw, transport, func(r *rig) {
		r.gets("flush of a resource from before the reset", virtiogpu.ResourceFlush, virtiogpu.Flush(p.id, p.whole()), virtiogpu.InvalidResourceID)
		p := r.picture(1, virtiogpu.BGRX, 24, 16)
		r.show(p, 0)
		r.sees("picture after the reset", 0, p, p.whole())
		r.discard(p)
	})
}
