package megasas

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/megasas"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// The memory for data: its size in bytes, and a byte that no command has written.
const (
	roomSize  = 16 << 10
	untouched = 0xe7
)

// room is memory for data in pieces, at offsets of it.
type room struct {
	*run.T
	c    *megasas.Controller
	addr uint64
}

// fill marks the memory, and writes data to its pieces.
func (r room) fill(pieces []megasas.Piece, data []byte) {
	r.Helper()
	r.Must(r.c.Machine.WriteMemory(r.Context(), r.addr, r.with(pieces, data)))
}

// expect checks the data in the pieces, and that the rest is untouched.
func (r room) expect(what string, pieces []megasas.Piece, data []byte) {
	r.Helper()
	got, want := make([]byte, roomSize), r.with(pieces, data)
	r.Must(r.c.Machine.ReadMemory(r.Context(), r.addr, got))
	for i := range got {
		if got[i] != want[i] {
			r.Errorf("%s: byte %#x of the memory = %#02x, want %#02x", what, i, got[i], want[i])
			return
		}
	}
}

// with returns the content of the memory with data in its pieces.
func (r room) with(pieces []megasas.Piece, data []byte) []byte {
	all := bytes.Repeat([]byte{untouched}, roomSize)
	for _, p := range pieces {
		data = data[copy(all[p.Address-r.addr:][:p.Size], data):]
	}
	return all
}

// pieces returns pieces at offsets of the memory: offset and size in turn.
func (r room) pieces(numbers ...int) (all []megasas.Piece) {
	for i := 0; i < len(numbers); i += 2 {
		all = append(all, megasas.Piece{Address: r.addr + uint64(numbers[i]), Size: numbers[i+1]})
	}
	return all
}

// transfers reads and writes the disk by frames of the controller's own and by SCSI
// commands. It finds a controller that mixes up blocks or pieces of memory, transfers what
// it refuses, or loses the status or the sense data of a command.
func transfers(t *run.T, c *megasas.Controller) {
	ctx := t.Context()
	drive, err := block.OpenImage(t.Env, disk, sector)
	t.Must(err)
	for _, at := range []uint64{0, 7, 5000, drive.Blocks() - 1} {
		drive.Data(at, 1)
	}
	t.Must(drive.Fill())
	addr, err := c.Machine.Alloc.Alloc(roomSize, 4096)
	t.Must(err)
	r := room{t, c, addr}
	t.Must(c.Init(ctx))
	t.Step("read and write", func() { readWrite(r, drive) })
	t.Step("behind the end", func() { behindTheEnd(r, drive) })
	t.Step("target that is not there", func() {
		p := r.pieces(0, sector)
		r.fill(nil, nil)
		for _, frame := range []megasas.Frame{
			megasas.Transfer{Target: 1, Blocks: 1, Data: megasas.Data{Pieces: p}}.Frame(),
			megasas.Pass{Target: 1, CDB: scsi.Inquiry(36).CDB, Length: 36, Data: megasas.Data{Pieces: p}}.Frame(),
		} {
			r.ends(fmt.Sprintf("command %d", frame[megasas.FrameCommand]), frame, megasas.DeviceNotFound, scsi.Good)
		}
		r.expect("after a command to no target", nil, nil)
	})
	t.Step("SCSI commands", func() { pass(r, drive) })
	t.Must(c.Close(ctx))
	t.Must(c.Machine.Alloc.Free(addr))
	t.Must(drive.Check())
}

// withoutData sends SCSI commands that have no data, and so no scatter list. The disk is
// ready: others have been done.
func withoutData(r room, physical bool) {
	r.Helper()
	const senseSize = 18
	for _, cdb := range [][]byte{scsi.TestUnitReady().CDB, scsi.SynchronizeCache10(0, 0).CDB} {
		r.fill(nil, nil)
		frame := megasas.Pass{Physical: physical, CDB: cdb, Data: megasas.Data{Sense: r.addr, SenseSize: senseSize}}.Frame()
		status, err := r.c.Do(r.Context(), frame)
		r.Must(err)
		if status != megasas.OK {
			r.Errorf("CDB % x: status = %v (sense data % x), want %v", cdb, status, r.read(r.pieces(0, senseSize)), megasas.OK)
		}
		r.expect("after a command without data", nil, nil)
	}
}

func readWrite(r room, drive *block.Image) {
	r.Helper()
	for _, row := range []struct {
		name   string
		block  uint64
		blocks uint32
		wide   bool
		pieces []megasas.Piece
	}{
		{"one block", 0, 1, false, r.pieces(0, 512)},
		{"one block of two pieces", 7, 1, false, r.pieces(4095, 2, 12, 510)},
		{"three pieces", 100, 8, false, r.pieces(8001, 1500, 3, 2000, 12003, 596)},
		{"the last block", drive.Blocks() - 1, 1, false, r.pieces(1024, 512)},
		{"addresses of 64 bits", 5000, 4, true, r.pieces(4000, 1000, 9000, 1048)},
	} {
		r.Step(row.name, func() {
			x := megasas.Transfer{Block: row.block, Blocks: row.blocks, Data: megasas.Data{Wide: row.wide, Pieces: row.pieces}}
			do := func(what string) {
				r.Helper()
				r.ends(what, x.Frame(), megasas.OK, scsi.Good)
			}
			r.fill(nil, nil)
			do("read")
			r.expect("after the read", row.pieces, drive.Want(row.block, int(row.blocks)))
			data := drive.Data(row.block, int(row.blocks))
			r.fill(row.pieces, data)
			x.Out = true
			do("write")
			r.expect("after the write", row.pieces, data)
			r.Must(drive.Check())
			r.fill(nil, nil)
			x.Out = false
			do("read again")
			r.expect("after the second read", row.pieces, data)
		})
	}
}

// behindTheEnd has transfers behind the last block, and over it.
func behindTheEnd(r room, drive *block.Image) {
	r.Helper()
	p := r.pieces(0, 2*sector)
	for _, out := range []bool{false, true} {
		for _, row := range []struct {
			block  uint64
			blocks uint32
		}{{drive.Blocks(), 1}, {drive.Blocks() - 1, 2}, {1 << 40, 1}} {
			r.fill(nil, nil)
			x := megasas.Transfer{Block: row.block, Blocks: row.blocks, Data: megasas.Data{Out: out, Pieces: p}}
			what := fmt.Sprintf("%d blocks at block %d of %d, write %t", row.blocks, row.block, drive.Blocks(), out)
			r.ends(what, x.Frame(), megasas.SCSIError, scsi.CheckCondition)
			r.expect("after the refused transfer", nil, nil)
		}
	}
	r.Must(drive.Check())
}

// pass sends SCSI commands to the logical and to the physical disk.
func pass(r room, drive *block.Image) {
	r.Helper()
	const inquiry, capacity = 36, 8
	var identity []byte // of the logical disk, which is the physical one
	for _, physical := range []bool{false, true} {
		r.Step(fmt.Sprintf("physical %t", physical), func() {
			r.Step("INQUIRY", func() {
				p := r.pieces(100, 10, 1000, inquiry-10)
				r.fill(nil, nil)
				r.passes(megasas.Pass{Physical: physical, CDB: scsi.Inquiry(inquiry).CDB, Length: inquiry, Data: megasas.Data{Pieces: p}})
				got := r.read(p)
				if id := scsi.InquiryData(got); id.Type() != scsi.DirectAccess || id.Vendor() != "QEMU" {
					r.Errorf("INQUIRY: type %v of %q, want a disk of QEMU", id.Type(), id.Vendor())
				}
				r.expect("after INQUIRY", p, got)
				if physical && identity != nil && !bytes.Equal(got, identity) {
					r.Errorf("INQUIRY of the physical disk: got % x, want % x as of the logical disk", got, identity)
				}
				identity = got
			})
			r.Step("READ CAPACITY", func() {
				p := r.pieces(64, capacity)
				r.passes(megasas.Pass{Physical: physical, CDB: scsi.ReadCapacity10().CDB, Length: capacity, Data: megasas.Data{Pieces: p}})
				got := r.read(p)
				last, size := binary.BigEndian.Uint32(got), binary.BigEndian.Uint32(got[4:])
				if uint64(last) != drive.Blocks()-1 || size != sector {
					r.Errorf("READ CAPACITY: last block %d of %d bytes, want %d of %d", last, size, drive.Blocks()-1, sector)
				}
			})
			r.Step("READ and WRITE", func() {
				p := r.pieces(4095, 700, 9001, 324)
				data := drive.Data(300, 2)
				r.fill(p, data)
				r.passes(megasas.Pass{Physical: physical, CDB: scsi.Write10(300, 2, sector).CDB, Length: 2 * sector, Data: megasas.Data{Out: true, Pieces: p}})
				r.Must(drive.Check())
				r.fill(nil, nil)
				r.passes(megasas.Pass{Physical: physical, CDB: scsi.Read10(300, 2, sector).CDB, Length: 2 * sector, Data: megasas.Data{Pieces: p}})
				r.expect("after READ", p, data)
			})
			r.Step("without data", func() { withoutData(r, physical) })
			r.Step("sense data", func() { r.fails(physical, uint32(drive.Blocks())) })
		})
	}
}

// ends does a frame, which must end with these statuses of the frame and of the SCSI
// command.
func (r room) ends(what string, f megasas.Frame, want megasas.Status, wantSCSI scsi.Status) {
	r.Helper()
	status, err := r.c.Do(r.Context(), f)
	r.Must(err)
	code, err := r.c.SCSIStatus(r.Context())
	r.Must(err)
	if status != want || scsi.Status(code) != wantSCSI {
		r.Fatalf("%s: status = %v, SCSI status %v, want %v and %v", what, status, scsi.Status(code), want, wantSCSI)
	}
}

// passes sends a SCSI command that must succeed.
func (r room) passes(x megasas.Pass) {
	r.Helper()
	r.ends(fmt.Sprintf("CDB % x", x.CDB), x.Frame(), megasas.OK, scsi.Good)
}

// read returns the bytes of pieces.
func (r room) read(pieces []megasas.Piece) (all []byte) {
	r.Helper()
	for _, p := range pieces {
		b := make([]byte, p.Size)
		r.Must(r.c.Machine.ReadMemory(r.Context(), p.Address, b))
		all = append(all, b...)
	}
	return all
}

// fails sends a SCSI command that must fail, and checks its status and its sense data.
func (r room) fails(physical bool, behind uint32) {
	r.Helper()
	const senseAt, senseSize, data = 2048, 18, 4096
	p := r.pieces(data, sector)
	r.fill(nil, nil)
	frame := megasas.Pass{Physical: physical, CDB: scsi.Read10(behind, 1, sector).CDB, Length: sector, Data: megasas.Data{
		Pieces: p, Sense: r.addr + senseAt, SenseSize: senseSize,
	}}.Frame()
	r.ends("READ behind the end", frame, megasas.SCSIError, scsi.CheckCondition)
	at := r.pieces(senseAt, senseSize)
	sense := scsi.Sense(r.read(at))
	if !sense.Valid() || sense.Key() != scsi.IllegalRequest || !errors.Is(sense.Additional(), scsi.LBAOutOfRange) {
		r.Errorf("sense data = % x, want %v, %v", []byte(sense), scsi.IllegalRequest, scsi.LBAOutOfRange)
	}
	r.expect("after a command that failed", at, sense)
}
