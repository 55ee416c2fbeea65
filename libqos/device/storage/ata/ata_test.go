package ata_test

import (
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// identity returns the bytes of an identity with some words.
func identity(words map[int]uint16) []byte {
	p := make([]byte, ata.SectorSize)
	for at, v := range words {
		binary.LittleEndian.PutUint16(p[2*at:], v)
	}
	return p
}

func TestIdentity(t *testing.T) {
	id := ata.ParseIdentity(identity(map[int]uint16{
		ata.WordSerial: 0x4142, ata.WordSerial + 1: 0x4320, ata.WordSerial + 2: 0x2020,
		ata.WordSectorCount: 0x5678, ata.WordSectorCount + 1: 0x1234,
		ata.WordName: 0x5000, ata.WordName + 1: 0xc500, ata.WordName + 2: 0xa1b2, ata.WordName + 3: 0xc3d4,
	}))
	if got := id.Text(ata.WordSerial, 3); got != "ABC" {
		t.Errorf("Text() = %q, want ABC: the upper byte first, without spaces at the end", got)
	}
	if got := id.Number(ata.WordSectorCount, 2); got != 0x1234_5678 {
		t.Errorf("Number() = %#x, want 0x12345678: the first word is the lowest", got)
	}
	if got := id.Name(); got != ata.DiskName {
		t.Errorf("Name() = %#x, want %#x: the first word is the highest", got, uint64(ata.DiskName))
	}
}

func TestIntact(t *testing.T) {
	for _, tc := range []struct {
		name     string
		checksum uint16
		want     bool
	}{
		{"no checksum", 0x1200, true},
		{"right", (0x100-0x40-0xa5)<<8 | 0xa5, true},
		{"wrong", 0x11a5, false},
	} {
		id := ata.ParseIdentity(identity(map[int]uint16{ata.WordGeneral: 0x40, ata.WordIntegrity: tc.checksum}))
		if got := id.Intact(); got != tc.want {
			t.Errorf("%s (%#04x): Intact() = %t, want %t", tc.name, tc.checksum, got, tc.want)
		}
	}
}

func TestTasks(t *testing.T) {
	got := []ata.Task{ata.At(ata.ReadSectors, 5, 256), ata.AtExt(ata.ReadSectorsExt, 1<<40, 2), ata.AtCHS(ata.ReadSectors, 0x123, 4, 5, 6)}
	want := []ata.Task{
		{Command: ata.ReadSectors, Count: 256, LBA: 5, Device: ata.LBA},
		{Command: ata.ReadSectorsExt, Count: 2, LBA: 1 << 40, Device: ata.LBA, Extended: true},
		{Command: ata.ReadSectors, Count: 6, LBA: 0x12305, Device: 4},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tasks (-want +got):\n%s", diff)
	}
}
