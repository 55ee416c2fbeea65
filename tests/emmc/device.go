package emmc

import (
	"bytes"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/emmc"
)

// The sectors of each partition with data from the start, those that the tests write, and how many are moved at once.
const (
	prepared = 16
	written  = 64
	several  = 3
)

// address is the relative address that the host gives.
const address = 0x1234

// rig is a device with the drive behind it.
type rig struct {
	*run.T
	*emmc.Device
	image *block.Image
	size  uint64 // of the user area, in sectors
}

// The sectors of the drive where partitions begin.
const (
	boot1 = 0
	boot2 = emmc.BootSize / sd.BlockSize
	user  = 2 * boot2
)

// device tests a device with a user area of size bytes.
func device(t *run.T, p sd.Port, size int64) {
	image, err := block.OpenImage(t.Env, block.Drive, sd.BlockSize)
	t.Must(err)
	d := &rig{T: t, image: image, size: uint64(size) / sd.BlockSize}
	for _, partition := range []uint64{boot1, boot2, user} {
		image.Data(partition, prepared)
	}
	image.Data(image.Blocks()-several, several)
	t.Must(image.Fill())
	t.Step("not an SD memory card", func() { d.notSD(p) })
	d.Device, err = emmc.Identify(t.Context(), p, address)
	t.Must(err)
	t.Step("identification", d.identification)
	t.Step("relative address", d.relative)
	t.Step("Extended CSD", d.extended)
	t.Step("switch", d.switches)
	t.Step("user area", func() { d.partition(emmc.UserArea, user, d.size) })
	t.Step("boot partition 1", func() { d.partition(emmc.BootPartition1, boot1, boot2) })
	t.Step("boot partition 2", func() { d.partition(emmc.BootPartition2, boot2, boot2) })
	d.access(emmc.UserArea)
	t.Step("number of sectors", d.counted)
	t.Step("erase", d.erase)
	t.Step("reset", d.reset)
	t.Step("read-only byte", d.refused)
	t.Step("content", func() { t.Must(image.Check()) })
}

// notSD sends the commands by which an SD memory card is told, which a device in the idle state does not have.
func (d *rig) notSD(p sd.Port) {
	d.Must(p.Start(d.Context()))
	_, err := p.Command(d.Context(), sd.GoIdleState())
	d.Must(err)
	for _, cmd := range []sd.Command{sd.SendIfCond(1, 0xaa), sd.AppCmd(0)} {
		if _, err := p.Command(d.Context(), cmd); !errors.Is(err, sd.ErrNoResponse) {
			d.Errorf("%v: %v, want %v", cmd, err, sd.ErrNoResponse)
		}
	}
}

// identification checks the OCR, the CID and the CSD (sections 7.1 to 7.3).
func (d *rig) identification() {
	if want := d.size > 2<<30/sd.BlockSize; d.Sectors() != want {
		d.Errorf("OCR = %v: addresses count sectors: %t, want %t", d.OCR, d.Sectors(), want)
	}
	if d.OCR&sd.OCRVoltages != sd.OCRVoltages {
		d.Errorf("OCR = %v, want all of %v", d.OCR, sd.OCRVoltages)
	}
	const embedded = 1 // CBX, in bits 113:112
	if got := d.CID[1] & 3; got != embedded {
		d.Errorf("CID: CBX = %d, want %d: a BGA", got, embedded)
	}
	const version4 = 4 // SPEC_VERS, in bits 125:122
	if got := d.CSD[0] >> 2 & 0xf; got != version4 {
		d.Errorf("CSD: SPEC_VERS = %d, want %d", got, version4)
	}
	if !d.Sectors() {
		if got := d.CSD.Capacity(); got != d.size*sd.BlockSize {
			d.Errorf("CSD: capacity = %d, want %d", got, d.size*sd.BlockSize)
		}
	}
}

// relative checks that the device has the address that the host gave.
func (d *rig) relative() {
	s, err := d.Status(d.Context())
	d.Must(err)
	if want := sd.ReadyForData | sd.Status(sd.Transferring)<<9; s != want {
		d.Errorf("device status = %v, want %v", s, want)
	}
	if _, err := d.Host.Command(d.Context(), sd.SendStatus(address+1)); !errors.Is(err, sd.ErrNoResponse) {
		d.Errorf("CMD13 to another address: %v, want %v", err, sd.ErrNoResponse)
	}
}

// extended checks the Extended CSD (section 7.4).
func (d *rig) extended() {
	e, err := d.ExtendedCSD(d.Context())
	d.Must(err)
	if got := uint64(e.Sectors()); d.Sectors() && got != d.size {
		d.Errorf("SEC_COUNT = %d, want %d", got, d.size)
	}
	if got := e.BootSize(); got != emmc.BootSize {
		d.Errorf("BOOT_SIZE_MULT: %d bytes, want %d", got, emmc.BootSize)
	}
	if got := e[emmc.Revision]; got < 3 || got > 8 {
		d.Errorf("EXT_CSD_REV = %d, want 3 to 8: a device with boot partitions, up to version 5.1", got)
	}
	if got := e[emmc.DeviceType]; got == 0 {
		d.Errorf("DEVICE_TYPE = 0, want a mode of the bus")
	}
	if got := e[emmc.CommandSet]; got&1 == 0 {
		d.Errorf("S_CMD_SET = %#x, want the standard commands", got)
	}
	if got := e[emmc.PartitionConfig] & 7; got != emmc.UserArea {
		d.Errorf("PARTITION_ACCESS after power on = %d, want %d", got, emmc.UserArea)
	}
}

// switches changes bytes of the Extended CSD (section 6.6.1).
func (d *rig) switches() {
	const bootAck, enable1, enable2 = 1 << 6, 1 << 3, 2 << 3
	for _, c := range []struct {
		access emmc.Access
		value  uint8
		want   uint8
	}{
		{emmc.WriteByte, bootAck | enable1, bootAck | enable1},
		{emmc.SetBits, enable2, bootAck | enable1 | enable2},
		{emmc.ClearBits, bootAck | enable1, enable2},
		{emmc.WriteByte, 0, 0},
	} {
		d.Must(d.Switch(d.Context(), c.access, emmc.PartitionConfig, c.value))
		e, err := d.ExtendedCSD(d.Context())
		d.Must(err)
		if got := e[emmc.PartitionConfig]; got != c.want {
			d.Errorf("PARTITION_CONFIG after access %d with %#x = %#x, want %#x", c.access, c.value, got, c.want)
		}
	}
	d.Step("high speed", func() {
		d.Must(d.Switch(d.Context(), emmc.WriteByte, emmc.HSTiming, 1))
		e, err := d.ExtendedCSD(d.Context())
		d.Must(err)
		if got := e[emmc.HSTiming]; got != 1 {
			d.Errorf("HS_TIMING = %d, want 1", got)
		}
	})
}

// refused tries to change a read-only byte. The device tells of it in the response to the next command alone (section 6.13 "Device
// status", SWITCH_ERROR).
func (d *rig) refused() {
	before, err := d.ExtendedCSD(d.Context())
	d.Must(err)
	if err := d.Switch(d.Context(), emmc.WriteByte, emmc.Revision, 0); !errors.Is(err, emmc.ErrSwitch) {
		d.Errorf("SWITCH of EXT_CSD_REV: %v, want %v", err, emmc.ErrSwitch)
	}
	d.Step("status", func() {
		s, err := d.Status(d.Context())
		d.Must(err)
		if s&emmc.SwitchError != 0 {
			d.Errorf("second device status after a SWITCH that is refused = %v, want no SWITCH_ERROR", s)
		}
	})
	after, err := d.ExtendedCSD(d.Context())
	d.Must(err)
	if *after != *before {
		d.Errorf("a SWITCH that is refused changed the Extended CSD")
	}
}

// access selects a partition (section 6.2.5 "Access partitions").
func (d *rig) access(partition uint8) {
	d.Helper()
	d.Must(d.Switch(d.Context(), emmc.WriteByte, emmc.PartitionConfig, partition))
}

// partition reads and writes a partition of some sectors, which begins at a sector of the drive.
func (d *rig) partition(number uint8, start, sectors uint64) {
	d.access(number)
	for _, n := range []int{1, several} {
		d.reads(start, 1, n)
		d.reads(start, sectors-uint64(n), n)
		to := uint64(written + 2*n)
		d.Must(d.Write(d.Context(), to, d.image.Data(start+to, n)))
		d.reads(start, to-1, n+2)
	}
	d.Step("beyond the end", func() {
		r, err := d.Host.Command(d.Context(), sd.ReadSingleBlock(d.Address(sectors)))
		d.Must(err)
		if got := sd.Status(r.Short).Failure(); got != sd.OutOfRange {
			d.Errorf("error of reading behind the last sector = %#x (%v), want %v", uint32(got), got, sd.OutOfRange)
		}
		if sd.Status(r.Short).Failure() == 0 { // the device sends data
			_, err := d.Host.Command(d.Context(), sd.StopTransmission())
			d.Must(err)
		}
	})
}

// reads reads sectors of a partition and compares them.
func (d *rig) reads(start, sector uint64, n int) {
	d.Helper()
	p := make([]byte, n*sd.BlockSize)
	d.Must(d.Read(d.Context(), sector, p))
	if err := d.image.Compare(start+sector, p); err != nil {
		d.Errorf("%d sectors from sector %d of the partition: %v", n, sector, err)
	}
}

// counted moves as many sectors as CMD23 says. The device ends the transfer by itself.
func (d *rig) counted() {
	to := uint64(2 * written)
	d.Must(d.WriteCounted(d.Context(), to, d.image.Data(user+to, several)))
	p := make([]byte, several*sd.BlockSize)
	d.Must(d.ReadCounted(d.Context(), to, p))
	d.Must(d.image.Compare(user+to, p))
	s, err := d.Status(d.Context())
	d.Must(err)
	if s.State() != sd.Transferring || s.Failure() != 0 {
		d.Errorf("device status after a counted transfer = %v, want %v", s, sd.Transferring)
	}
	d.reads(user, to-1, several+2)
}

// erase erases a group of sectors (section 6.6.12 "Erase").
func (d *rig) erase() {
	e, err := d.ExtendedCSD(d.Context())
	d.Must(err)
	group := d.EraseGroup()
	d.Logf("an erase group has %d sectors", group)
	first := (4*written + group - 1) / group * group
	last := first + group - 1
	for _, sector := range []uint64{first - 1, first, last, last + 1} {
		d.Must(d.Write(d.Context(), sector, d.image.Data(user+sector, 1)))
	}
	for _, cmd := range []sd.Command{
		emmc.EraseGroupStart(d.Address(first)), emmc.EraseGroupEnd(d.Address(first)), sd.Erase(),
	} {
		r, err := d.Host.Command(d.Context(), cmd)
		d.Must(err)
		if s := sd.Status(r.Short); s.Failure() != 0 {
			d.Errorf("%v: device status %v, want no error", cmd, s)
		}
	}
	fill := bytes.Repeat([]byte{0xff * e[emmc.ErasedContent]}, sd.BlockSize)
	d.Step("content", func() { d.erased(first, fill) })
	d.Step("whole group", func() {
		if group > 1 {
			d.erased(last, fill)
		}
	})
	d.reads(user, first-1, 1)
	d.reads(user, last+1, 1)
	d.Must(d.Write(d.Context(), first, d.image.Data(user+first, 1)))
	d.Must(d.Write(d.Context(), last, d.image.Data(user+last, 1)))
}

// erased checks the content of an erased sector.
func (d *rig) erased(sector uint64, want []byte) {
	p := make([]byte, sd.BlockSize)
	d.Must(d.Read(d.Context(), sector, p))
	if !bytes.Equal(p, want) {
		d.Errorf("sector %d, erased = %x…, want %x…", sector, p[:8], want[:8])
	}
}

// reset checks that CMD0 returns to the user area and keeps the data.
func (d *rig) reset() {
	d.access(emmc.BootPartition1)
	var err error
	d.Device, err = emmc.Identify(d.Context(), d.Host, 1)
	d.Must(err)
	d.reads(user, 0, 1)
	if s, err := d.Status(d.Context()); err != nil || s.State() != sd.Transferring {
		d.Errorf("device status after a reset = %v (%v), want %v", s, err, sd.Transferring)
	}
}
