package fdc

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/i8237"
	"github.com/qgraph/qgraph/libqos/device/storage/fdc"
)

// reads reads sectors of a track by DMA and checks them.
func (d *disk) reads(when string, cylinder, head, sector int, want []byte) {
	d.t.Helper()
	addr := d.buffer(len(want) + fdc.SectorSize)
	d.t.Must(d.Machine().Memset(d.t.Context(), addr, uint64(len(want)+fdc.SectorSize), 0xee))
	result, err := d.Transfer(d.t.Context(), i8237.ToMemory, addr, len(want), fdc.Parameters(fdc.ReadData|fdc.MFM, cylinder, head, sector))
	d.t.Must(err)
	d.ended(when, result, uint8(head))
	d.memory(when, addr, want)
	d.memory(when+", behind the data", addr+uint64(len(want)), bytes.Repeat([]byte{0xee}, fdc.SectorSize))
}

// dma checks reads and writes of one and several sectors by DMA, on both sides of the disk.
func dma(t *run.T, d *disk) {
	for _, at := range []struct{ cylinder, head, sector, count int }{
		{0, 0, 1, 1}, {0, 1, 18, 1}, {5, 1, 7, 3}, {79, 1, 18, 1}, {40, 0, 1, fdc.Sectors},
	} {
		name := fmt.Sprintf("cylinder %d, head %d, %d from sector %d", at.cylinder, at.head, at.count, at.sector)
		t.Step(name, func() {
			first := uint64(fdc.Sector(at.cylinder, at.head, at.sector))
			want := d.image.Data(first, at.count)
			t.Must(d.image.Fill())
			t.Must(d.Seek(t.Context(), uint8(at.cylinder)))
			d.reads("a read", at.cylinder, at.head, at.sector, want)
			d.raised("after the result is read", false)
			d.writes(at.cylinder, at.head, at.sector, at.count)
		})
	}
	t.Must(d.image.Check())
}

// writes writes sectors of a track by DMA; the image is checked later.
func (d *disk) writes(cylinder, head, sector, count int) {
	d.t.Helper()
	size := count * fdc.SectorSize
	addr := d.buffer(size)
	data := d.image.Data(uint64(fdc.Sector(cylinder, head, sector)), count)
	d.t.Must(d.Machine().WriteMemory(d.t.Context(), addr, data))
	result, err := d.Transfer(d.t.Context(), i8237.FromMemory, addr, size, fdc.Parameters(fdc.WriteData|fdc.MFM, cylinder, head, sector))
	d.t.Must(err)
	d.ended("a write", result, uint8(head))
	d.t.Must(d.image.Check())
}

// readFIFO checks a read of a number of sectors through the FIFO. Those of the other side of the
// disk follow the last of a track, with MT.
func readFIFO(sectors int) func(*run.T, *disk) {
	return func(t *run.T, d *disk) {
		want := d.image.Data(0, 2*fdc.Sectors)
		t.Must(d.image.Fill())
		t.Must(d.SetDMA(t.Context(), false))
		last := uint8(min(sectors, fdc.Sectors))
		p := fdc.Parameters(fdc.ReadData|fdc.MFM|fdc.MultiTrack, 0, 0, 1)
		const endOfTrack = 6
		p[endOfTrack] = last
		t.Must(d.Issue(t.Context(), p...))
		got, err := d.ReadFIFO(t.Context(), sectors*fdc.SectorSize)
		t.Must(err)
		if !bytes.Equal(got, want[:len(got)]) {
			t.Errorf("%d sectors through the FIFO are not those of the disk", sectors)
		}
	}
}

// verify checks the command that reads without a transfer ("Verify").
func verify(t *run.T, d *disk) {
	const count = 1 << 7 // "EC": the last byte is the number of sectors
	p := fdc.Parameters(fdc.Verify|fdc.MFM, 0, 0, 1)
	p[1] |= count
	p[len(p)-1] = 1
	result, err := d.Do(t.Context(), p...)
	t.Must(err)
	d.ended("of a sector", result, 0)
}

// format checks that a track is filled with the byte that the command gives, and the tracks beside
// it are not ("Format A Track").
func format(t *run.T, d *disk) {
	const cylinder, fill = 3, 0xe5
	around := [2]uint64{uint64(fdc.Sector(cylinder, 0, 1)) - 1, uint64(fdc.Sector(cylinder, 0, fdc.Sectors)) + 1}
	var beside [len(around)][]byte
	for i, sector := range around {
		beside[i] = d.image.Data(sector, 1)
	}
	t.Must(d.image.Fill())
	t.Must(d.Seek(t.Context(), cylinder))
	var ids []byte // of each sector: cylinder, head, sector, size
	for s := range byte(fdc.Sectors) {
		ids = append(ids, cylinder, 0, s+1, 2)
	}
	addr := d.buffer(len(ids))
	t.Must(d.Machine().WriteMemory(t.Context(), addr, ids))
	result, err := d.Transfer(t.Context(), i8237.FromMemory, addr, len(ids),
		[]uint8{fdc.FormatTrack | fdc.MFM, 0, 2, fdc.Sectors, 0x54, fill})
	t.Must(err)
	d.ended("of a track", result, 0)
	t.Step("beside the track", func() {
		t.Must(d.Seek(t.Context(), cylinder-1))
		d.reads("before the track", cylinder-1, 1, fdc.Sectors, beside[0])
		t.Must(d.Seek(t.Context(), cylinder))
		d.reads("behind the track", cylinder, 1, 1, beside[1])
	})
	t.Step("data", func() { d.filled(cylinder, fill) })
}

// filled checks that each byte of a track of the first head has a value.
func (d *disk) filled(cylinder int, fill byte) {
	d.t.Helper()
	d.image.Put(uint64(fdc.Sector(cylinder, 0, 1)), bytes.Repeat([]byte{fill}, fdc.Sectors*fdc.SectorSize))
	d.t.Must(d.image.Check())
}
