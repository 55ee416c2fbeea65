package scsisuite

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// pair is a way to read and write.
type pair struct {
	name  string
	read  func(block, count, size int) scsi.Command
	write func(block, count, size int) scsi.Command
}

func pairs() []pair {
	return []pair{
		{
			"(10)",
			func(b, n, size int) scsi.Command { return scsi.Read10(uint32(b), n, size) },
			func(b, n, size int) scsi.Command { return scsi.Write10(uint32(b), n, size) },
		},
		{
			"(6)",
			func(b, n, size int) scsi.Command { return scsi.Read6(uint32(b), n, size) },
			func(b, n, size int) scsi.Command { return scsi.Write6(uint32(b), n, size) },
		},
		{
			"(16)",
			func(b, n, size int) scsi.Command { return scsi.Read16(uint64(b), n, size) },
			func(b, n, size int) scsi.Command { return scsi.Write16(uint64(b), n, size) },
		},
	}
}

// Transfers writes and reads by every command for it, and compares the whole image with
// its expected content after each write. The image has at least 128 blocks.
func Transfers(t *run.T, u scsi.Target, drive *block.Image) {
	t.Helper()
	last := int(drive.Blocks()) - 1
	for i, p := range pairs() {
		for _, x := range []struct{ block, count int }{
			{0, 1}, {1 + i, 1}, {last, 1}, {last - 1 - i, 2}, {10, 3 + i}, {40, 31 - i}, {last - 16, 16},
		} {
			Write(t, u, drive, p.write(x.block, x.count, drive.BlockSize()), uint64(x.block), x.count)
			Read(t, u, drive, p.read(x.block, x.count, drive.BlockSize()), uint64(x.block))
		}
	}
	// Each command reads the blocks that another command wrote.
	for _, p := range pairs() {
		Read(t, u, drive, p.read(0, 60, drive.BlockSize()), 0)
	}
}

// Write does a command that writes count blocks, with unique data, and compares the
// whole image.
func Write(t *run.T, u scsi.Target, drive *block.Image, cmd scsi.Command, at uint64, count int) {
	t.Helper()
	if _, err := scsi.Do(t.Context(), u, cmd, drive.Data(at, count)); err != nil {
		t.Fatal(err)
	}
	if err := drive.Check(); err != nil {
		t.Fatalf("after %v: %v", cmd, err)
	}
}

// Read does a command that reads blocks, and compares them.
func Read(t *run.T, u scsi.Target, drive *block.Image, cmd scsi.Command, at uint64) {
	t.Helper()
	got, err := scsi.Do(t.Context(), u, cmd, nil)
	t.Must(err)
	if len(got) != cmd.Length {
		t.Fatalf("%v: got %d bytes, want %d", cmd, len(got), cmd.Length)
	}
	if err := drive.Compare(at, got); err != nil {
		t.Errorf("%v: %v", cmd, err)
	}
}

// Maintenance checks VERIFY, SYNCHRONIZE CACHE and UNMAP. The logical unit must
// support the latter.
func Maintenance(t *run.T, u scsi.Target, drive *block.Image) {
	t.Helper()
	ctx := t.Context()
	for _, cmd := range []scsi.Command{scsi.Verify10(3, 5), scsi.SynchronizeCache10(0, 0), scsi.SynchronizeCache10(3, 5)} {
		_, err := scsi.Do(ctx, u, cmd, nil)
		t.Must(err)
	}
	const first, count = 64, 12
	size := drive.BlockSize()
	Write(t, u, drive, scsi.Write10(first, count, size), first, count)
	cmd, list := scsi.Unmap(scsi.Extent{Block: first + 2, Count: 3}, scsi.Extent{Block: first + 8, Count: 1})
	_, err := scsi.Do(ctx, u, cmd, list)
	t.Must(err)
	got, err := scsi.Read(ctx, u, first, count, size)
	t.Must(err)
	for i := range count {
		was, is := drive.Want(first+uint64(i), 1), got[i*size:][:size]
		unmapped := i >= 2 && i < 5 || i == 8
		if !bytes.Equal(is, was) && !(unmapped && bytes.Equal(is, make([]byte, size))) {
			t.Error(fmt.Errorf("after UNMAP: block %d of %d, unmapped %t, has neither its old content nor, if unmapped, zeros", i, count, unmapped))
		}
	}
	drive.Put(first, got)
	t.Must(drive.Check())
}
