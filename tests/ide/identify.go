package ide

import (
	"errors"

	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// identify checks the identity of the disks and of the CD drive (ATA8-ACS, sections 7.16 "IDENTIFY
// DEVICE" and 7.17 "IDENTIFY PACKET DEVICE").
func identify(r *rig) {
	id, err := r.Primary.Identify(r.Context(), ata.IdentifyDevice, 0)
	r.Must(err)
	r.Step("names", func() {
		for _, s := range []struct {
			what    string
			word, n int
			want    string
		}{
			{"serial number", ata.WordSerial, 10, ata.DiskSerial},
			{"firmware revision", ata.WordFirmware, 4, ata.DiskFirmware},
			{"model number", ata.WordModel, 20, ata.DiskModel},
		} {
			if got := id.Text(s.word, s.n); got != s.want {
				r.Errorf("%s = %q, want %q", s.what, got, s.want)
			}
		}
		if got := id.Name(); got != ata.DiskName {
			r.Errorf("world wide name = %#x, want %#x", got, uint64(ata.DiskName))
		}
	})
	r.Step("sizes", func() { sizes(r, &id) })
	r.Step("abilities", func() { abilities(r, &id) })
	r.Step("checksum", func() {
		if !id.Intact() {
			r.Errorf("word 255 = %#04x: the sum of all bytes is not 0", id[ata.WordIntegrity])
		}
	})
	r.Step("second disk", func() {
		other, err := r.Primary.Identify(r.Context(), ata.IdentifyDevice, ata.Second)
		r.Must(err)
		const want = ata.OtherDiskSize / ata.SectorSize
		if got := other.Number(ata.WordSectorCount, 2); got != want {
			r.Errorf("the second disk has %d sectors, want %d", got, want)
		}
		if a, b := id.Text(ata.WordSerial, 10), other.Text(ata.WordSerial, 10); a == b {
			r.Errorf("both disks have the serial number %q", a)
		}
	})
	r.Step("packet device", func() { packetIdentity(r) })
}

// sizes checks the numbers of sectors and the geometry: 16383 cylinders at most, 16 heads, 63
// sectors, and as many cylinders as fit (ATA/ATAPI-6, section 6.2).
func sizes(r *rig, id *ata.Identity) {
	const heads, sectors, cylinders = 16, 63, diskSectors / 63 / 16
	for _, s := range []struct {
		what string
		got  uint64
		want uint64
	}{
		{"sectors of 28 bits", id.Number(ata.WordSectorCount, 2), diskSectors},
		{"sectors of 48 bits", id.Number(ata.WordSectorCountExt, 4), diskSectors},
		{"cylinders", uint64(id[ata.WordCylinders]), cylinders},
		{"heads", uint64(id[ata.WordHeads]), heads},
		{"sectors of a track", uint64(id[ata.WordSectors]), sectors},
		{"current cylinders", uint64(id[ata.WordCurrent]), cylinders},
		{"current heads", uint64(id[ata.WordCurrent+1]), heads},
		{"current sectors of a track", uint64(id[ata.WordCurrent+2]), sectors},
		{"current sectors", id.Number(ata.WordCurrent+3, 2), cylinders * heads * sectors},
	} {
		if s.got != s.want {
			r.Errorf("%s = %d, want %d", s.what, s.got, s.want)
		}
	}
	if id[ata.WordGeneral]&ata.NotATA != 0 {
		r.Errorf("word 0 = %#04x, want that of a disk, without bit 15", id[ata.WordGeneral])
	}
}

// abilities checks that words which depend on each other fit, and that words of commands which
// other tests execute say that they are supported.
func abilities(r *rig, id *ata.Identity) {
	const valid54, valid64, valid88 = 1 << 0, 1 << 1, 1 << 2
	for _, s := range []struct {
		what       string
		word       int
		mask, want uint16
	}{
		{"LBA and DMA", ata.WordCapabilities, ata.CapabilityLBA | ata.CapabilityDMA, ata.CapabilityLBA | ata.CapabilityDMA},
		{"words 54 to 58, 64 to 70 and 88 are valid", ata.WordValid, valid54 | valid64 | valid88, valid54 | valid64 | valid88},
		{"commands of 48 bits, flush and flush of 48 bits", ata.WordSupported + 1, ata.SupportsExt | ata.SupportsFlush | ata.SupportsFlushEx, ata.SupportsExt | ata.SupportsFlush | ata.SupportsFlushEx},
		{"the word of supported commands is valid", ata.WordSupported + 1, 3 << 14, 1 << 14},
		{"the word of enabled commands is valid", ata.WordEnabled + 2, 3 << 14, 1 << 14},
		{"commands of 48 bits are enabled", ata.WordEnabled + 1, ata.SupportsExt, ata.SupportsExt},
		{"sectors of a request of READ MULTIPLE", ata.WordMaxMultiple, 0xff00, 0x8000},
	} {
		if got := id[s.word] & s.mask; got != s.want {
			r.Errorf("%s: word %d is %#04x, want %#04x of %#04x", s.what, s.word, id[s.word], s.want, s.mask)
		}
	}
	const modes = 8 // the selected mode is in the upper byte
	if multi, ultra := id[ata.WordMultiwordDMA]>>modes, id[ata.WordUltraDMA]>>modes; multi != 0 && ultra != 0 {
		r.Errorf("a mode of multiword DMA, %#02x, and one of Ultra DMA, %#02x, are selected, want one of the two", multi, ultra)
	}
	if n := uint8(id[ata.WordMaxMultiple]); n == 0 || n&(n-1) != 0 {
		r.Errorf("READ MULTIPLE has at most %d sectors at a request, want a power of two", n)
	}
}

// packetIdentity checks that a CD drive refuses IDENTIFY DEVICE with its signature, and the other
// identity; and that a disk refuses that one.
func packetIdentity(r *rig) {
	_, err := r.Secondary.Identify(r.Context(), ata.IdentifyDevice, 0)
	if !errors.Is(err, ata.ErrFailed) {
		r.Errorf("IDENTIFY DEVICE of a CD drive: error %v, want a failed command", err)
	}
	r.signs("after IDENTIFY DEVICE", r.Secondary, 0, packetSignature())
	id, err := r.Secondary.Identify(r.Context(), ata.IdentifyPacketDevice, 0)
	r.Must(err)
	const kind, removable, size = 0x1f << 8, 1 << 7, 3
	const cd = 5 << 8
	if got := id[ata.WordGeneral]; got>>14 != 2 || got&kind != cd || got&removable == 0 || got&size != 0 {
		r.Errorf("word 0 of the CD drive = %#04x, want a removable CD with packets of 12 bytes", got)
	}
	_, err = r.Primary.Identify(r.Context(), ata.IdentifyPacketDevice, 0)
	r.refused("IDENTIFY PACKET DEVICE of a disk", err, ata.Aborted)
}
