package nvme

import (
	"bytes"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// piece is a part of a command's data in memory: a number of bytes at an offset of the
// test's memory, or in none: a bit bucket (section 4.4 "Scatter Gather List (SGL)").
type piece struct {
	at, size int
	bucket   bool
}

// scattered is memory with data in pieces, and the list that names them.
type scattered struct {
	t             *run.T
	d             *nvme.Device
	memory, lists uint64 // addresses
	pieces        []piece
}

const (
	scatteredSize = 16 << 10 // of the memory
	listsSize     = 4096
	untouched     = 0xe7 // a byte of the memory
)

// fill writes the pieces of data, and marks the memory between them.
func (s scattered) fill(data []byte) {
	s.t.Helper()
	all := bytes.Repeat([]byte{untouched}, scatteredSize)
	for _, p := range s.pieces {
		if !p.bucket {
			copy(all[p.at:][:p.size], data)
		}
		data = data[p.size:]
	}
	s.t.Must(s.d.Machine.WriteMemory(s.t.Context(), s.memory, all))
}

// expect checks the pieces of data in memory, and that all other bytes are untouched.
func (s scattered) expect(what string, data []byte) {
	s.t.Helper()
	want := bytes.Repeat([]byte{untouched}, scatteredSize)
	for _, p := range s.pieces {
		if !p.bucket {
			copy(want[p.at:][:p.size], data)
		}
		data = data[p.size:]
	}
	got := make([]byte, scatteredSize)
	s.t.Must(s.d.Machine.ReadMemory(s.t.Context(), s.memory, got))
	for i := range got {
		if got[i] != want[i] {
			s.t.Errorf("%s: byte %#x of the memory = %#02x, want %#02x", what, i, got[i], want[i])
			return
		}
	}
}

// descriptorType is the type of an SGL descriptor, in the upper half of its last byte.
type descriptorType uint64

const (
	dataBlock   descriptorType = 0x00
	bitBucket   descriptorType = 0x10
	segment     descriptorType = 0x20
	lastSegment descriptorType = 0x30
	undefined   descriptorType = 0x70
)

const descriptorSize = 16

// descriptor is an SGL descriptor (section 4.4, figure "SGL Descriptor Format").
type descriptor struct {
	address uint64
	size    int
	kind    descriptorType
}

// second returns the upper half of the descriptor.
func (e descriptor) second() uint64 { return uint64(uint32(e.size)) | uint64(e.kind)<<56 }

// data returns the descriptor of a piece.
func (s scattered) data(p piece) descriptor {
	if p.bucket {
		return descriptor{0, p.size, bitBucket}
	}
	return descriptor{s.memory + uint64(p.at), p.size, dataBlock}
}

// write writes descriptors at an offset of the lists' memory.
func (s scattered) write(at int, all ...descriptor) {
	s.t.Helper()
	var p []byte
	for _, e := range all {
		p = binary.LittleEndian.AppendUint64(p, e.address)
		p = binary.LittleEndian.AppendUint64(p, e.second())
	}
	s.t.Must(s.d.Machine.WriteMemory(s.t.Context(), s.lists+uint64(at), p))
}

// list writes the list of all pieces in segments of up to n descriptors, the last of each
// but the last segment names the next one, and returns the command's own descriptor.
func (s scattered) list(n int) descriptor {
	s.t.Helper()
	if len(s.pieces) == 1 {
		return s.data(s.pieces[0])
	}
	var all []descriptor
	for _, p := range s.pieces {
		all = append(all, s.data(p))
	}
	const apart = 256 // from one segment to the next
	name := func(at int, left []descriptor) descriptor {
		if len(left) <= n {
			return descriptor{s.lists + uint64(at), len(left) * descriptorSize, lastSegment}
		}
		return descriptor{s.lists + uint64(at), n * descriptorSize, segment}
	}
	first := name(0, all)
	for at := 0; len(all) > 0; at += apart {
		if len(all) <= n {
			s.write(at, all...)
			break
		}
		part, rest := all[:n-1], all[n-1:]
		s.write(at, append(append([]descriptor{}, part...), name(at+apart, rest))...)
		all = rest
	}
	return first
}

// sgl returns the command with an SGL descriptor in place of PRP entries.
func sgl(c nvme.Command, e descriptor) nvme.Command {
	const useSGL = 1 << 6 // PSDT
	c.Flags |= useSGL
	c.PRP1, c.PRP2 = e.address, e.second()
	return c
}

// scatterLists writes and reads data that lies anywhere in memory.
func scatterLists(t *run.T, d *nvme.Device, drive *block.Image) {
	ctx := t.Context()
	memory, err := d.Machine.Alloc.Alloc(scatteredSize, 4096)
	t.Must(err)
	lists, err := d.Machine.Alloc.Alloc(listsSize, 4096)
	t.Must(err)
	const first = 6000
	enabled(t, d, func() {
		id, err := d.IdentifyController(ctx)
		t.Must(err)
		buckets := binary.LittleEndian.Uint32(id[536:])&(1<<16) != 0 // SGLS: bit buckets
		withQueue(t, d, ioQueue(), func(q *nvme.Queue) {
			write(t, d, q, drive, transfer{name: "what the lists change", block: first, count: 4})
			for _, row := range []struct {
				name   string
				blocks int
				most   int // descriptors of a segment
				pieces []piece
			}{
				{"one data block", 3, 1, []piece{{at: 4091, size: 1536}}},
				{"a last segment", 2, 8, []piece{{at: 9000, size: 511}, {at: 4095, size: 2}, {at: 17, size: 511}}},
				{"a last segment of one", 1, 8, []piece{{at: 1, size: 512}, {at: 5000, size: 0}}},
				{"segments", 4, 4, []piece{
					{at: 12000, size: 1}, {at: 8190, size: 600}, {at: 3, size: 423}, {at: 1024, size: 512}, {at: 6001, size: 500}, {at: 2000, size: 12},
				}},
				{"a chain of segments", 4, 3, []piece{
					{at: 12000, size: 1}, {at: 8190, size: 600}, {at: 3, size: 423}, {at: 1024, size: 512}, {at: 6001, size: 500}, {at: 2000, size: 12},
				}},
				{"bit buckets", 3, 4, []piece{
					{size: 100, bucket: true}, {at: 100, size: 700}, {size: 512, bucket: true}, {at: 7000, size: 24}, {size: 200, bucket: true},
				}},
			} {
				t.Step(row.name, func() {
					s := scattered{t, d, memory, lists, row.pieces}
					hasBuckets := row.pieces[0].bucket
					if hasBuckets && !buckets {
						refused(t, q, "a bit bucket without support", sgl(nvme.Read(namespace, first, row.blocks), s.list(row.most)), nvme.InvalidSGLType)
						return
					}
					if !hasBuckets {
						data := drive.Want(first, row.blocks)
						for i := range data {
							data[i] += byte(i>>8) | 1
						}
						s.fill(data)
						_, err := q.Do(ctx, sgl(nvme.Write(namespace, first, row.blocks), s.list(row.most)))
						t.Must(err)
						drive.Put(first, data)
						s.expect("after the write", data)
						t.Must(drive.Check())
					}
					s.fill(make([]byte, row.blocks*blockSize))
					_, err := q.Do(ctx, sgl(nvme.Read(namespace, first, row.blocks), s.list(row.most)))
					t.Must(err)
					s.expect("after the read", drive.Want(first, row.blocks))
				})
			}
			t.Step("refused", func() { badLists(t, q, scattered{t, d, memory, lists, nil}) })
		})
	})
	t.Must(drive.Check())
	t.Must(d.Machine.Alloc.Free(memory))
	t.Must(d.Machine.Alloc.Free(lists))
}

// badLists has lists that the controller must refuse.
func badLists(t *run.T, q *nvme.Queue, s scattered) {
	t.Helper()
	half, strange := descriptor{s.memory, blockSize / 2, dataBlock}, descriptor{s.memory, blockSize / 2, undefined}
	list := func(kind descriptorType, all ...descriptor) descriptor {
		s.write(0, all...)
		return descriptor{s.lists, len(all) * descriptorSize, kind}
	}
	odd := func(e descriptor) descriptor { e.size--; return e }
	refuses := func(name string, e descriptor, want nvme.Code) {
		t.Helper()
		refused(t, q, "write of "+name, sgl(nvme.Write(namespace, 0, 1), e), want)
		refused(t, q, "read of "+name, sgl(nvme.Read(namespace, 0, 1), e), want)
	}
	s.pieces = nil
	s.fill(nil)
	refuses("a data block that is too short", half, nvme.InvalidSGLLength)
	refuses("a list that is too short", list(lastSegment, half), nvme.InvalidSGLLength)
	refuses("an undefined type in a list", list(lastSegment, strange, half), nvme.InvalidSGLType)
	refuses("a segment of no whole number of descriptors", odd(list(lastSegment, half, half)), nvme.InvalidSGLSegment)
	refuses("a segment of no descriptor", descriptor{s.lists, 0, lastSegment}, nvme.InvalidSGLSegment)
	refuses("a last segment that names another", list(lastSegment, half, descriptor{s.lists, 2 * descriptorSize, lastSegment}), nvme.InvalidSGLSegment)
	e := descriptor{s.memory, nvme.IdentifySize, dataBlock}
	refused(t, s.d.Admin, "an admin command with an SGL", sgl(nvme.Identify(nvme.CNSController, 0), e), nvme.InvalidField)
	s.expect("after the refused commands", nil)
	t.Step("undefined type", func() {
		refuses("a descriptor of an undefined type", strange, nvme.InvalidSGLType)
		refuses("an undefined type at the end of a list", list(lastSegment, half, strange), nvme.InvalidSGLType)
	})
}
