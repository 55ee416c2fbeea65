package hdgeo

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// sectorSize is the size of a sector in bytes.
const sectorSize = ata.SectorSize

// Bytes of the clock's memory about the first two disks (Ralf Brown's Interrupt List, release 61,
// CMOS.LST, "12h", "19h", "1Ah", "1Bh" to "23h", "24h" to "2Ch"), and about the translation of four
// (SeaBIOS 1.16, src/hw/rtc.h, CMOS_BIOS_DISKTRANSFLAG).
const (
	cmosPort     = 0x70
	types        = 0x12 // 0xf for a disk with an extended type, the first in the upper half
	extendedType = 0x19 // of the first disk, then of the second one
	parameters   = 0x1b // of the first disk
	paramSize    = 9
	translations = 0x39 // two bits a disk

	userType = 47 // its parameters follow
)

// Codes of translations (SeaBIOS 1.16, src/block.h, TRANSLATION_NONE and the others).
const (
	noTranslation = 0
	lba           = 1
	large         = 2
	rechs         = 3
)

// check compares the clock's memory and the disks' identities with the geometry of drives.
func check(t *run.T, s *tableloader.Source, drives []drive) {
	const (
		index reg.Reg[uint8] = 0
		data  reg.Reg[uint8] = 1
	)
	m := s.Device.Machine
	ports := m.Ports(cmosPort, 2)
	expect := func(what string, at, want uint8) {
		t.Helper()
		index.WriteT(t, ports, at)
		reg.ExpectT(t, ports, what, data, want)
	}
	var kinds, translation uint8
	var numbers [2]uint8
	var bytes [2][paramSize]uint8
	for _, d := range drives {
		n := 2*d.channel + d.unit
		translation |= d.want.translation << (2 * n)
		if n >= len(numbers) {
			continue
		}
		const extended, half = 0xf, 4
		kinds |= extended << (half * (1 - n))
		numbers[n], bytes[n] = userType, d.want.parameters()
	}
	t.Step("types", func() {
		expect("types of the disks", types, kinds)
		for n, v := range numbers {
			expect(fmt.Sprintf("extended type of disk %d", n), extendedType+uint8(n), v)
		}
	})
	for n, list := range bytes {
		t.Step(fmt.Sprintf("parameters of disk %d", n), func() {
			for i, v := range list {
				expect(fmt.Sprintf("byte %d of the parameters", i), uint8(parameters+n*paramSize+i), v)
			}
		})
	}
	t.Step("translation", func() { expect("translations", translations, translation) })
	adapter := ata.New(isa.NewBus(m, m.Ports(0, isa.PortCount), nil), [2]reg.Space{})
	for _, d := range drives {
		t.Step(fmt.Sprintf("identity of disk %d of channel %d", d.unit, d.channel), func() { identity(t, adapter, d) })
	}
}

// parameters are the bytes of the clock's memory about a disk: cylinders, heads, no precompensation
// (two bytes), the control byte, the landing zone (two bytes), and sectors of a track. The
// control byte has retries disabled, and tells of more than eight heads.
func (g geometry) parameters() [paramSize]uint8 {
	const noPrecompensation, noRetries, manyHeads = 0xff, 0xc0, 1 << 3
	control := uint8(noRetries)
	if g.heads > 8 {
		control |= manyHeads
	}
	low, high := uint8(g.cylinders), uint8(g.cylinders>>8)
	return [paramSize]uint8{low, high, uint8(g.heads), noPrecompensation, noPrecompensation, control, low, high, uint8(g.sectors)}
}

// identity compares the geometry of IDENTIFY DEVICE.
func identity(t *run.T, a *ata.Adapter, d drive) {
	c, device := a.Primary, ata.Select(0)
	if d.channel == 1 {
		c = a.Secondary
	}
	if d.unit == 1 {
		device = ata.Second
	}
	id, err := c.Identify(t.Context(), ata.IdentifyDevice, device)
	t.Must(err)
	got := geometry{int(id[ata.WordCylinders]), int(id[ata.WordHeads]), int(id[ata.WordSectors]), d.want.translation}
	if got != d.want {
		t.Errorf("cylinders, heads, sectors: %v, want %v", got, d.want)
	}
	if n := id.Number(ata.WordSectorCount, 2); n != uint64(d.sectors) {
		t.Errorf("%d sectors, want %d", n, d.sectors)
	}
}
