package virtioscsi

import (
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioscsi"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/tests/suite/scsisuite"
)

// withUNMAP is the bit of WRITE SAME that allows the unit to deallocate the blocks
// (SBC-3, section 5.39 "WRITE SAME (10) command").
const withUNMAP = 1 << 3

// writeSame10 writes one block's data to count blocks.
func writeSame10(block uint32, count uint16, flags byte, size int) scsi.Command {
	cdb := make([]byte, 10)
	cdb[0], cdb[1] = 0x41, flags
	binary.BigEndian.PutUint32(cdb[2:], block)
	binary.BigEndian.PutUint16(cdb[7:], count)
	return scsi.Command{CDB: cdb, Direction: scsi.ToTarget, Length: size}
}

// writeSame16 does the same with 64 bits (SBC-3, section 5.40 "WRITE SAME (16)
// command").
func writeSame16(block uint64, count uint32, flags byte, size int) scsi.Command {
	cdb := make([]byte, 16)
	cdb[0], cdb[1] = 0x93, flags
	binary.BigEndian.PutUint64(cdb[2:], block)
	binary.BigEndian.PutUint32(cdb[10:], count)
	return scsi.Command{CDB: cdb, Direction: scsi.ToTarget, Length: size}
}

// unalignedWriteSame writes the same data to blocks that are not aligned to the host's
// access size of eight blocks. It finds a device that writes to neighbours, or not to all
// blocks, or sends its drive an unsupported request.
func unalignedWriteSame(t *run.T, hw *virtio.Hardware) {
	const size = 512
	file := openFile(t, size)
	each(t, hw, file, func(r *rig) {
		unit := r.host.Unit(target, 0)
		scsisuite.Ready(t, unit)
		for _, x := range []struct {
			block uint64
			count int
		}{
			{1, 1}, {1, 2}, {7, 2}, {3, 5}, {8, 8}, {9, 40}, {0, 1}, {file.Blocks() - 3, 3},
		} {
			from, n := max(x.block, 1)-1, x.count+2 // with the neighbours
			n = min(n, int(file.Blocks()-from))
			for _, flags := range []byte{0, withUNMAP} {
				for _, cmd := range []scsi.Command{
					writeSame10(uint32(x.block), uint16(x.count), flags, size),
					writeSame16(x.block, uint32(x.count), flags, size),
				} {
					scsisuite.Write(t, unit, file, scsi.Write16(from, n, size), from, n)
					_, err := scsi.Do(t.Context(), unit, cmd, make([]byte, size))
					t.Must(err)
					file.Zero(x.block, x.count)
					scsisuite.Read(t, unit, file, scsi.Read16(from, n, size), from)
					t.Must(file.Check())
				}
			}
			same := file.Data(x.block, 1)
			for i := range x.count {
				file.Put(x.block+uint64(i), same)
			}
			_, err := scsi.Do(t.Context(), unit, writeSame16(x.block, uint32(x.count), 0, size), same)
			t.Must(err)
			scsisuite.Read(t, unit, file, scsi.Read16(from, n, size), from)
			t.Must(file.Check())
		}
		r.refused(unit, scsi.LBAOutOfRange,
			writeSame10(uint32(file.Blocks()), 1, 0, size),
			writeSame16(file.Blocks()-1, 2, 0, size),
			writeSame16(1<<63, 1, withUNMAP, size))
	})
	t.Step("used length of a write", func() { usedLength(t, hw, file) })
	t.Step("residual of a refused read", func() { residual(t, hw, file) })
	t.Step("sizes after a reset", func() { sizes(t, hw) })
}

// sizes writes the sizes of CDB and sense data, and resets the device: they have their
// defaults again (section 5.6.4.2 "Device Requirements: Device configuration layout").
func sizes(t *run.T, hw *virtio.Hardware) {
	modern := hw.ModernT(t)
	open := func() *virtioscsi.Host {
		host, err := virtioscsi.Open(t.Context(), hw, modern, virtio.Features{})
		t.Must(err)
		return host
	}
	host := open()
	virtioscsi.ConfigSenseSize.WriteT(t, host.Config(), 64)
	virtioscsi.ConfigCDBSize.WriteT(t, host.Config(), 16)
	t.Must(host.Close(t.Context()))
	host = open()
	sense, cdb := virtioscsi.ConfigSenseSize.ReadT(t, host.Config()), virtioscsi.ConfigCDBSize.ReadT(t, host.Config())
	if sense != virtioscsi.SenseSize || cdb != virtioscsi.CDBSize {
		t.Errorf("sense_size = %d, cdb_size = %d after a reset, want %d, %d", sense, cdb, virtioscsi.SenseSize, virtioscsi.CDBSize)
	}
	t.Must(host.Close(t.Context()))
}

// usedLength writes a block. The length of the used chain is that of the response (virtio
// 1.3, section 2.7.8.2 "Device Requirements: The Virtqueue Used Ring").
func usedLength(t *run.T, hw *virtio.Hardware, file *block.Image) {
	first(t, hw, func(host *virtioscsi.Host) {
		host.Strict = true
		unit := host.Unit(target, 0)
		_, err := unit.Execute(t.Context(), scsi.Write16(3, 1, 512), file.Data(3, 1))
		t.Must(err)
	})
}

// residual reads behind the end of the disk. The residual is the number of bytes that
// were not transferred: all (virtio 1.3, section 5.6.6.1 "Device Operation: Request
// Queues").
func residual(t *run.T, hw *virtio.Hardware, file *block.Image) {
	first(t, hw, func(host *virtioscsi.Host) {
		cmd := scsi.Read16(file.Blocks(), 2, 512)
		result, err := host.Unit(target, 0).Execute(t.Context(), cmd, nil)
		t.Must(err)
		if result.Status != scsi.CheckCondition || result.Residual != cmd.Length {
			t.Errorf("read behind the end: status %v, residual %d; want %v, %d", result.Status, result.Residual, scsi.CheckCondition, cmd.Length)
		}
	})
}

// first runs check with the device opened by its first transport, and its unit ready.
func first(t *run.T, hw *virtio.Hardware, check func(*virtioscsi.Host)) {
	t.Helper()
	host, err := virtioscsi.Open(t.Context(), hw, hw.TransportsT(t)[0], virtio.Features{})
	t.Must(err)
	scsisuite.Ready(t, host.Unit(target, 0))
	check(host)
	t.Must(host.Close(t.Context()))
}

// largeLBAUnmap unmaps far behind the end of the disk, so that the position in
// bytes, or in sectors of 512 bytes, overflows 64 bits. It finds a device that
// computes the position before it checks.
func largeLBAUnmap(t *run.T, hw *virtio.Hardware) {
	const size = 4096
	file := openFile(t, size)
	each(t, hw, file, func(r *rig) {
		unit := r.host.Unit(target, 0)
		scsisuite.Ready(t, unit)
		scsisuite.Medium(t, unit, file)
		for _, extent := range []scsi.Extent{
			{Block: file.Blocks(), Count: 1},
			{Block: file.Blocks() - 1, Count: 2},
			{Block: 0, Count: 1<<32 - 1},
			{Block: 1 << 52, Count: 1}, // 0, counted in bytes
			{Block: 1 << 61, Count: 1}, // 0, counted in sectors
			{Block: 1<<61 + 1, Count: 8},
			{Block: 1 << 63, Count: 1},
			{Block: 1<<64 - 1, Count: 1},
			{Block: 1<<64 - 1, Count: 2},
		} {
			cmd, list := scsi.Unmap(extent)
			result, err := unit.Execute(t.Context(), cmd, list)
			t.Must(err)
			if !errors.Is(result.Err(), scsi.LBAOutOfRange) {
				t.Errorf("%v: UNMAP of %d blocks at %#x: got %v, want %v", unit, extent.Count, extent.Block, result.Err(), scsi.LBAOutOfRange)
			}
		}
		r.refused(unit, scsi.LBAOutOfRange,
			scsi.Read16(1<<52, 1, size), scsi.Read16(1<<61, 1, size), scsi.Write16(1<<52, 1, size), scsi.Write16(1<<61, 1, size))
		t.Must(file.Check())
		scsisuite.Maintenance(t, unit, file)
	})
}

// refused sends commands that must fail.
func (r *rig) refused(unit virtioscsi.Unit, want scsi.Additional, commands ...scsi.Command) {
	r.Helper()
	for _, cmd := range commands {
		result, err := unit.Execute(r.Context(), cmd, make([]byte, cmd.Length))
		r.Must(err)
		if !errors.Is(result.Err(), want) || result.Sense.Key() != scsi.IllegalRequest {
			r.Errorf("%v: %v: got %v, want %v", unit, cmd, result.Err(), want)
		}
	}
}

// writeToCDROM writes to a read-only disc by every write command of a disk. It
// finds a device that executes one.
func writeToCDROM(t *run.T, hw *virtio.Hardware) {
	const size = 2048
	file := openFile(t, size)
	each(t, hw, file, func(r *rig) {
		unit := r.host.Unit(target, 0)
		scsisuite.Ready(t, unit)
		scsisuite.Read(t, unit, file, scsi.Read10(0, 16, size), 0)
		unmap, list := scsi.Unmap(scsi.Extent{Count: 4})
		for _, tc := range []struct {
			cmd scsi.Command
			out []byte
		}{
			{scsi.Write6(0, 1, size), make([]byte, size)},
			{scsi.Write10(0, 1, size), make([]byte, size)},
			{scsi.Write16(0, 1, size), make([]byte, size)},
			{writeSame10(0, 1, 0, size), make([]byte, size)},
			{writeSame16(0, 1, withUNMAP, size), make([]byte, size)},
			{unmap, list},
		} {
			result, err := unit.Execute(t.Context(), tc.cmd, tc.out)
			t.Must(err)
			if !errors.Is(result.Err(), scsi.WriteProtected) && !errors.Is(result.Err(), scsi.InvalidOperationCode) {
				t.Errorf("%v: %v: got %v, want %v or %v", unit, tc.cmd, result.Err(), scsi.WriteProtected, scsi.InvalidOperationCode)
			}
			t.Must(file.Check())
		}
		scsisuite.Read(t, unit, file, scsi.Read10(0, 16, size), 0)
	})
}
