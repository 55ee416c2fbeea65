package aspeedsmc

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/board/aspeedsmc"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// statusRegister checks the latch of the chip.
func statusRegister(t *run.T, f *spinor.Flash) {
	ctx := t.Context()
	for _, tc := range []struct {
		command spinor.Command
		want    spinor.Status
	}{{spinor.WriteDisable, 0}, {spinor.WriteEnable, spinor.Latch}, {spinor.WriteDisable, 0}} {
		t.Must(f.Send(ctx, tc.command))
		s, err := f.Status(ctx)
		t.Must(err)
		if s&(spinor.Latch|spinor.Busy) != tc.want {
			t.Errorf("status after command %#02x = %v, want %v", uint8(tc.command), s, tc.want)
		}
	}
}

// page returns a page of different bytes.
func page(f *spinor.Flash, seed byte) []byte {
	p := make([]byte, f.Page)
	for i := range p {
		p[i] = byte(i)*5 + seed
	}
	return p
}

// read reads bytes in user mode.
func read(t *run.T, f *spinor.Flash, addr uint32, n int) []byte {
	t.Helper()
	p := make([]byte, n)
	t.Must(f.Read(t.Context(), addr, p))
	return p
}

// readMode has the controller make a read command of each access to the chip's window.
func readMode(t *run.T, c *aspeedsmc.Controller, v aspeedsmc.Control) {
	t.Helper()
	c.Chip(0).ControlRegister().WriteT(t, c.Regs, v)
}

// window reads bytes through the chip's window.
func window(t *run.T, c *aspeedsmc.Controller, addr uint32, n int) []byte {
	t.Helper()
	p := make([]byte, n)
	t.Must(c.Machine().ReadMemory(t.Context(), c.Chip(0).Window()+uint64(addr), p))
	return p
}

// eraseSector erases a sector of the chip, and no other.
func eraseSector(t *run.T, c *aspeedsmc.Controller, f *spinor.Flash) {
	ctx := t.Context()
	sector := uint32(f.Block)
	for i := range uint32(3) {
		t.Must(f.Erase(ctx, spinor.BlockErase, i*sector))
	}
	for _, a := range []uint32{sector - 4, sector, 2*sector - 4, 2 * sector} {
		t.Must(f.Program(ctx, a, []byte{1, 2, 3, 4}))
	}
	t.Must(f.Erase(ctx, spinor.BlockErase, sector))
	readMode(t, c, 0)
	same.Bytes(t, "the sector before", window(t, c, sector-4, 4), []byte{1, 2, 3, 4})
	same.Bytes(t, "the beginning of the sector", window(t, c, sector, 4), []byte{0xff, 0xff, 0xff, 0xff})
	same.Bytes(t, "the end of the sector", window(t, c, 2*sector-4, 4), []byte{0xff, 0xff, 0xff, 0xff})
	same.Bytes(t, "the sector behind", window(t, c, 2*sector, 4), []byte{1, 2, 3, 4})
}

// eraseAll erases the chip, whose image is all zero.
func eraseAll(t *run.T, c *aspeedsmc.Controller, f *spinor.Flash) {
	ctx := t.Context()
	const at = 0x50000
	same.Bytes(t, "before Chip Erase", read(t, f, at, 2), []byte{0, 0})
	t.Must(f.EraseAll(ctx))
	readMode(t, c, 0)
	same.Bytes(t, "after Chip Erase", window(t, c, at, 2), []byte{0xff, 0xff})
}

// writePage programs a page in user mode, and reads it and its neighbours.
func writePage(t *run.T, f *spinor.Flash) {
	const at uint32 = 0x14000
	p := page(f, 1)
	t.Must(f.Erase(t.Context(), spinor.BlockErase, at&^uint32(f.Block-1)))
	t.Must(f.Program(t.Context(), at, p))
	same.Bytes(t, "the page and its neighbours", read(t, f, at-2, len(p)+4), slices.Concat([]byte{0xff, 0xff}, p, []byte{0xff, 0xff}))
}

// readWindow programs a page in user mode, and reads it through the window: with Read
// Data, and with Fast Read and its dummy byte.
func readWindow(t *run.T, c *aspeedsmc.Controller, f *spinor.Flash) {
	const at uint32 = 0x18000
	p := page(f, 2)
	t.Must(f.Erase(t.Context(), spinor.BlockErase, at&^uint32(f.Block-1)))
	t.Must(f.Program(t.Context(), at, p))
	for _, tc := range []struct {
		name string
		mode aspeedsmc.Control
	}{
		{"normal", 0},
		{"Read Data", aspeedsmc.FastReadMode | aspeedsmc.Command(uint8(spinor.ReadData))},
		{"Fast Read", aspeedsmc.FastReadMode | aspeedsmc.Command(uint8(spinor.FastRead)) | aspeedsmc.Dummies(1)},
	} {
		t.Step(tc.name, func() {
			readMode(t, c, tc.mode)
			same.Bytes(t, "the page through the window", window(t, c, at, len(p)), p)
			same.Bytes(t, "a part of it", window(t, c, at+7, 3), p[7:10])
		})
	}
	t.Step("addresses of 4 bytes", func() { readWide(t, c, f, at) })
}

// readWide reads above 16 MiB through the window. Chip and controller both have to know
// that addresses have 4 bytes.
func readWide(t *run.T, c *aspeedsmc.Controller, f *spinor.Flash, low uint32) {
	ctx := t.Context()
	high := 16<<20 + low
	p := page(f, 4)
	t.Must(f.Wide(ctx, true))
	t.Must(f.Erase(ctx, spinor.BlockErase, high&^uint32(f.Block-1)))
	t.Must(f.Program(ctx, high, p))
	aspeedsmc.AddressSetting.WriteT(t, c.Regs, 1)
	readMode(t, c, 0)
	same.Bytes(t, "a page above 16 MiB", window(t, c, high, len(p)), p)
	same.Bytes(t, "the page 16 MiB below", window(t, c, low, len(p)), page(f, 2))
	t.Must(f.Wide(ctx, false))
	aspeedsmc.AddressSetting.WriteT(t, c.Regs, 0)
	readMode(t, c, 0)
	same.Bytes(t, "with addresses of 3 bytes", window(t, c, low, len(p)), page(f, 2))
}

// inImage programs a page, and finds it in the image: the chip keeps it for the next
// start of the machine.
func inImage(t *run.T, c *aspeedsmc.Controller, f *spinor.Flash) {
	const at uint32 = 0x20000
	p := page(f, 5)
	t.Must(f.Erase(t.Context(), spinor.BlockErase, at))
	t.Must(f.Program(t.Context(), at, p))
	b, err := t.Env.Backend(image)
	t.Must(err)
	file, err := os.Open(filepath.Join(t.Env.Dir, b.File))
	t.Must(err)
	got := make([]byte, len(p))
	t.Must(c.Machine().Await(t.Context(), "the page in the image", func(context.Context) (bool, error) {
		_, err := file.ReadAt(got, int64(at))
		return bytes.Equal(got, p), err
	}))
	t.Must(file.Close())
}

// writeWindow programs through the window: each access is a command of its own.
func writeWindow(t *run.T, c *aspeedsmc.Controller, f *spinor.Flash) {
	ctx := t.Context()
	const at uint32 = 0x1c000
	want := []byte{0x11, 0x22, 0x33, 0x44}
	t.Must(f.Erase(ctx, spinor.BlockErase, at&^uint32(f.Block-1)))
	t.Must(f.WriteEnable(ctx))
	readMode(t, c, aspeedsmc.WriteMode|aspeedsmc.Command(uint8(spinor.PageProgram)))
	t.Must(c.Machine().WriteMemory(ctx, c.Chip(0).Window()+uint64(at), want))
	same.Bytes(t, "in user mode", read(t, f, at, 4), want)
	readMode(t, c, 0)
	same.Bytes(t, "through the window", window(t, c, at, 5), append(slices.Clone(want), 0xff))
}
