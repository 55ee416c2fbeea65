package nvme

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// ioQueue is the queue that transfers use.
func ioQueue() nvme.QueueSetup { return nvme.QueueSetup{ID: 1, Size: 16} }

// transfer is a read or write of count blocks, with the layout of its data.
type transfer struct {
	name   string
	block  uint64
	count  int
	layout nvme.Layout
}

// transfersOf returns transfers of every shape of PRP entries (section 4.3
// "Physical Region Page Entry and List"), with layouts from the same sources.
func transfersOf(from nvme.Layout) []transfer {
	at := func(offset, list uint64) nvme.Layout {
		l := from
		l.Offset, l.ListOffset = offset, list
		return l
	}
	return []transfer{
		{"one block", 0, 1, at(0, 0)},
		{"one block within a page", 1, 1, at(2048+4, 0)},
		{"a page", 8, 8, at(0, 0)},
		{"one block over two pages", 7, 1, at(4096-4, 0)},
		{"two pages", 32, 16, at(0, 0)},
		{"a list of two", 64, 17, at(0, 0)},
		{"a list with an offset", 100, 24, at(512, 1024)},
		{"a list that goes on in another page", 1000, 64, at(0, 4096-24)},
		{"a list of one entry in its first page", 1100, 40, at(4092, 4096-16)},
		{"as much as one command takes", 2000, 1024, at(0, 0)},
		{"the last block", driveSize/blockSize - 1, 1, at(0, 0)},
	}
}

// transfers writes and reads, and compares the file with its expected content
// after each write.
func transfers(t *run.T, d *nvme.Device, drive *block.Image) {
	enabled(t, d, func() {
		withQueue(t, d, ioQueue(), func(q *nvme.Queue) {
			for _, x := range transfersOf(nvme.Layout{}) {
				write(t, d, q, drive, x)
				read(t, d, q, drive, x)
			}
			batch(t, d, q, drive)
		})
	})
	// The written data is there after a reset, for another queue.
	enabled(t, d, func() {
		withQueue(t, d, nvme.QueueSetup{ID: 9, Size: 4}, func(q *nvme.Queue) {
			for _, x := range transfersOf(nvme.Layout{}) {
				read(t, d, q, drive, x)
			}
		})
	})
}

// above is called while memory is above 4 GiB: queues, PRP lists and data. It writes and
// reads what takes no list, and what takes one.
func above(t *run.T, d *nvme.Device, drive *block.Image) {
	enabled(t, d, func() {
		withQueue(t, d, ioQueue(), func(q *nvme.Queue) {
			for _, x := range transfersOf(nvme.Layout{})[4:8] {
				write(t, d, q, drive, x)
				read(t, d, q, drive, x)
			}
		})
	})
}

// write writes blocks and compares the whole file. The buffer must not change.
func write(t *run.T, d *nvme.Device, q *nvme.Queue, drive *block.Image, x transfer) {
	t.Helper()
	data := drive.Data(x.block, x.count)
	b, err := d.NewBufferOf(t.Context(), data, x.layout)
	t.Must(err)
	if _, err := q.Do(t.Context(), nvme.Write(namespace, x.block, x.count).With(b)); err != nil {
		t.Fatalf("write %s: %v", x.name, err)
	}
	if err := drive.Check(); err != nil {
		t.Errorf("write %s: %v", x.name, err)
	}
	got, err := b.Get(t.Context())
	t.Must(err)
	same.Bytes(t, "the buffer after write "+x.name, got, data)
	t.Must(b.Free())
}

// read reads blocks and compares them.
func read(t *run.T, d *nvme.Device, q *nvme.Queue, drive *block.Image, x transfer) {
	t.Helper()
	b, err := d.NewBuffer(t.Context(), x.count*blockSize, x.layout)
	t.Must(err)
	if _, err := q.Do(t.Context(), nvme.Read(namespace, x.block, x.count).With(b)); err != nil {
		t.Fatalf("read %s: %v", x.name, err)
	}
	got, err := b.Get(t.Context())
	t.Must(err)
	if err := drive.Compare(x.block, got); err != nil {
		t.Errorf("read %s: %v", x.name, err)
	}
	t.Must(b.Free())
}

// batch has many writes under way at a time, then as many reads.
func batch(t *run.T, d *nvme.Device, q *nvme.Queue, drive *block.Image) {
	ctx := t.Context()
	const first, count = 5000, 3
	n := q.SQ.Size() - 1
	for _, writing := range []bool{true, false} {
		var buffers []*nvme.Buffer
		var commands []nvme.Command
		at := func(i int) uint64 { return uint64(first + 10*i) }
		for i := range n {
			layout := nvme.Layout{Offset: uint64(i) * 256}
			if writing {
				b, err := d.NewBufferOf(ctx, drive.Data(at(i), count), layout)
				t.Must(err)
				buffers, commands = append(buffers, b), append(commands, nvme.Write(namespace, at(i), count).With(b))
				continue
			}
			b, err := d.NewBuffer(ctx, count*blockSize, layout)
			t.Must(err)
			buffers, commands = append(buffers, b), append(commands, nvme.Read(namespace, at(i), count).With(b))
		}
		ids, err := q.SQ.PushAll(ctx, commands...)
		t.Must(err)
		t.Must(q.SQ.Ring(ctx))
		all, err := q.CQ.WaitTake(ctx, n)
		t.Must(err)
		t.Must(q.CQ.Release(ctx))
		for _, c := range all {
			t.Must(c.Err())
			i := slices.Index(ids, c.Command)
			got, err := buffers[i].Get(ctx)
			t.Must(err)
			if err := drive.Compare(at(i), got); err != nil {
				t.Errorf("one of %d commands at a time: %v", n, err)
			}
			t.Must(buffers[i].Free())
		}
		t.Must(drive.Check())
	}
}

// blockErrors checks that invalid reads and writes are refused and transfer
// nothing.
func blockErrors(t *run.T, d *nvme.Device, drive *block.Image) {
	const blocks = driveSize / blockSize
	enabled(t, d, func() {
		withQueue(t, d, ioQueue(), func(q *nvme.Queue) {
			withBuffer(t, d, 3*4096, nvme.Layout{}, func(b *nvme.Buffer) {
				odd := nvme.Write(namespace, 0, 16).With(b)
				odd.PRP2 += 512
				large := nvme.Write(namespace, 0, 1025).With(b)
				for _, row := range []struct {
					name string
					cmd  nvme.Command
					want nvme.Code
				}{
					{"an unknown opcode", nvme.Command{Opcode: 0x7f, Namespace: namespace}, nvme.InvalidOpcode},
					{"an admin command in an I/O queue", nvme.Identify(nvme.CNSNamespace, namespace).With(b), nvme.InvalidOpcode},
					{"write behind the end", nvme.Write(namespace, blocks, 1).With(b), nvme.LBAOutOfRange},
					{"write over the end", nvme.Write(namespace, blocks-1, 2).With(b), nvme.LBAOutOfRange},
					{"write at 2^64-1", nvme.Write(namespace, 1<<64-1, 2).With(b), nvme.LBAOutOfRange},
					{"read behind the end", nvme.Read(namespace, blocks, 1).With(b), nvme.LBAOutOfRange},
					{"read over the end", nvme.Read(namespace, blocks-8, 9).With(b), nvme.LBAOutOfRange},
					{"write zeroes over the end", nvme.WriteZeroes(namespace, blocks-1, 2), nvme.LBAOutOfRange},
					{"write to namespace 0", nvme.Write(0, 0, 1).With(b), nvme.InvalidNamespace},
					{"write to all namespaces", nvme.Write(nvme.AllNamespaces, 0, 1).With(b), nvme.InvalidNamespace},
					{"write to a namespace above NN", nvme.Write(257, 0, 1).With(b), nvme.InvalidNamespace},
					{"write to a nonexistent namespace", nvme.Write(namespace+1, 0, 1).With(b), nvme.InvalidField},
					{"a second PRP entry with an offset", odd, nvme.InvalidPRPOffset},
					{"more than MDTS", large, nvme.InvalidField},
				} {
					refused(t, q, row.name, row.cmd, row.want)
				}
				got, err := b.Get(t.Context())
				t.Must(err)
				for i, v := range got {
					if v != 0 {
						t.Fatalf("a refused command wrote %#02x to byte %d of its buffer", v, i)
					}
				}
			})
			read(t, d, q, drive, transfer{"after refused commands", 0, 9, nvme.Layout{}})
		})
	})
	t.Must(drive.Check())
}

// otherCommands checks Compare, Write Zeroes and Dataset Management (sections
// 6.6, 6.17 and 6.7).
func otherCommands(t *run.T, d *nvme.Device, drive *block.Image) {
	ctx := t.Context()
	const first, count = 300, 20
	enabled(t, d, func() {
		withQueue(t, d, ioQueue(), func(q *nvme.Queue) {
			write(t, d, q, drive, transfer{"the data of Compare", first, count, nvme.Layout{}})
			withBuffer(t, d, count*blockSize, nvme.Layout{}, func(b *nvme.Buffer) {
				data := drive.Want(first, count)
				t.Must(b.Set(ctx, data))
				_, err := q.Do(ctx, nvme.Compare(namespace, first, count).With(b))
				t.Must(err)
				data[len(data)-1] ^= 1
				t.Must(b.Set(ctx, data))
				if _, err := q.Do(ctx, nvme.Compare(namespace, first, count).With(b)); !errors.Is(err, nvme.CompareFailure) {
					t.Errorf("Compare with one wrong bit: got %v, want %v", err, nvme.CompareFailure)
				}
			})
			_, err := q.Do(ctx, nvme.WriteZeroes(namespace, first+3, 5))
			t.Must(err)
			drive.Zero(first+3, 5)
			read(t, d, q, drive, transfer{"after Write Zeroes", first, count, nvme.Layout{}})
			_, err = q.Do(ctx, nvme.Flush(namespace))
			t.Must(err)
			t.Must(drive.Check())
			deallocate(t, d, q, drive, first+10, 4)
		})
	})
}

// deallocate checks that deallocated blocks read as before or as zeros, and that
// all the others are unchanged.
func deallocate(t *run.T, d *nvme.Device, q *nvme.Queue, drive *block.Image, at uint64, count int) {
	ctx := t.Context()
	withBuffer(t, d, 16, nvme.Layout{}, func(b *nvme.Buffer) {
		var r [16]byte // context attributes, length, starting LBA
		binary.LittleEndian.PutUint32(r[4:], uint32(count))
		binary.LittleEndian.PutUint64(r[8:], at)
		t.Must(b.Set(ctx, r[:]))
		const oneRange, attributeDeallocate = 0, 1 << 2
		cmd := nvme.Command{Opcode: nvme.NVMDataset, Namespace: namespace, Words: [6]uint32{oneRange, attributeDeallocate}}
		_, err := q.Do(ctx, cmd.With(b))
		t.Must(err)
	})
	withBuffer(t, d, count*blockSize, nvme.Layout{}, func(b *nvme.Buffer) {
		_, err := q.Do(ctx, nvme.Read(namespace, at, count).With(b))
		t.Must(err)
		got, err := b.Get(ctx)
		t.Must(err)
		if err := oldOrZero(got, drive.Want(at, count)); err != nil {
			t.Errorf("after deallocation: %v", err)
		}
		drive.Put(at, got)
	})
	t.Must(drive.Check())
}

// oldOrZero checks that each block is unchanged or all zero.
func oldOrZero(got, old []byte) error {
	for at := 0; at < len(got); at += blockSize {
		b := string(got[at:][:blockSize])
		if b != string(old[at:][:blockSize]) && b != string(make([]byte, blockSize)) {
			return fmt.Errorf("block %d: want its old content or zeros", at/blockSize)
		}
	}
	return nil
}
