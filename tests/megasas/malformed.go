package megasas

import (
	"encoding/binary"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/megasas"
)

// guard is the fill on both sides of the data of a malformed command.
const guard = 64

// malformed requests the description of the disk by frames with one error each. Every
// frame is completed, with an error status where the drivers know one, and none makes
// the firmware write outside the data. After each, the firmware completes a good
// frame. It finds a controller that trusts a length or a count of a frame.
func malformed(t *run.T, c *megasas.Controller, id uint16) {
	ctx := t.Context()
	le := binary.LittleEndian
	data, err := c.Machine.Alloc.Alloc(guard+pdSize+guard, 8)
	t.Must(err)
	good := func() megasas.Frame {
		return megasas.Command{Opcode: megasas.PDGetInfo, Mailbox: megasas.Device(id), Length: pdSize}.Frame(data + guard)
	}
	length := func(n uint32) func(*megasas.Frame) {
		return func(f *megasas.Frame) {
			le.PutUint32(f[megasas.FrameLength:], n)
			le.PutUint32(f[megasas.FrameSGL+4:], n)
		}
	}
	for _, row := range []struct {
		name  string
		wrong func(f *megasas.Frame)
		want  []megasas.Status // any of these; nil if the drivers know no specific one
	}{
		{"no data", length(0), []megasas.Status{megasas.InvalidParameter}},
		{"one byte", length(1), []megasas.Status{megasas.InvalidParameter}},
		{"a byte less", length(pdSize - 1), []megasas.Status{megasas.InvalidParameter}},
		{"no elements", func(f *megasas.Frame) { f[megasas.FrameSGCount] = 0 }, []megasas.Status{megasas.InvalidParameter}},
		{"an element of nothing", func(f *megasas.Frame) { le.PutUint32(f[megasas.FrameSGL+4:], 0) }, []megasas.Status{megasas.InvalidParameter}},
		{"an element of a byte", func(f *megasas.Frame) { le.PutUint32(f[megasas.FrameSGL+4:], 1) }, []megasas.Status{megasas.InvalidParameter}},
		{"elements without end", func(f *megasas.Frame) { f[megasas.FrameSGCount] = 0xff }, []megasas.Status{megasas.InvalidParameter, megasas.NoMemory}},
		{"no opcode", func(f *megasas.Frame) { le.PutUint32(f[megasas.FrameOpcode:], 0) }, nil},
		{"a reserved opcode", func(f *megasas.Frame) { le.PutUint32(f[megasas.FrameOpcode:], 0x02ffffff) }, nil},
		{"no frame's command", func(f *megasas.Frame) { f[megasas.FrameCommand] = 0xee }, []megasas.Status{megasas.InvalidCommand}},
	} {
		want := slices.Repeat([]byte{0xa5}, guard+pdSize+guard)
		t.Must(c.Machine.WriteMemory(ctx, data, want))
		f := good()
		row.wrong(&f)
		status, err := c.Do(ctx, f)
		t.Must(err)
		if row.want != nil && !slices.Contains(row.want, status) {
			t.Errorf("%s: %v, want one of %v", row.name, status, row.want)
		}
		got := make([]byte, len(want))
		t.Must(c.Machine.ReadMemory(ctx, data, got))
		if !slices.Equal(got[:guard], want[:guard]) || !slices.Equal(got[guard+pdSize:], want[guard+pdSize:]) {
			t.Errorf("%s: the firmware wrote around the data", row.name)
		}
		if status != megasas.OK && !slices.Equal(got, want) {
			t.Errorf("%s: the firmware wrote data and said %v", row.name, status)
		}
		if status, err := c.Do(ctx, good()); err != nil || status != megasas.OK {
			t.Fatalf("a good command after %s: %v (%v)", row.name, status, err)
		}
		t.Must(c.Machine.ReadMemory(ctx, data, got))
		if !slices.Equal(got[:guard], want[:guard]) || !slices.Equal(got[guard+pdSize:], want[guard+pdSize:]) {
			t.Errorf("a good command after %s: the firmware wrote around the data", row.name)
		}
		describedT(t, "device info after "+row.name, got[guard:guard+pdSize], diskFields(id, diskSize/sector))
	}
	t.Must(c.Machine.Alloc.Free(data))
}

// bytesOf puts odd values into every byte of a frame's head, one at a time. The frame
// has no data buffer. An error of the firmware therefore shows as a frame that is not
// completed, as a good frame after it that fails, or as a QEMU that has exited.
func bytesOf(t *run.T, c *megasas.Controller, id uint16) {
	ctx := t.Context()
	f := megasas.Command{Opcode: megasas.PDGetInfo, Mailbox: megasas.Device(id), Length: pdSize}.Frame(0xfffffff0)
	for at := range megasas.FrameSGL + 12 {
		if at == megasas.FrameStatus {
			continue
		}
		for _, v := range []byte{0x01, 0x7f, 0x80, 0xff} {
			if at == megasas.FrameCommand && v == 0x01 {
				continue // a read of a disk, covered by another test
			}
			bad := f
			bad[at] = v
			_, err := c.Post(ctx, bad)
			t.Must(err)
		}
	}
	b, status := ask(t, c, megasas.Command{Opcode: megasas.PDGetInfo, Mailbox: megasas.Device(id), Length: pdSize})
	if status != megasas.OK {
		t.Fatalf("a good command after all: %v", status)
	}
	describedT(t, "device info after all", b, diskFields(id, diskSize/sector))
}
