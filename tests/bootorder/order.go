package bootorder

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
)

// item checks that the item has the letter of the device to boot from once, and after a reset
// that of the usual one.
func item(t *run.T, d *fwcfg.Device) {
	expect := func(when string, want byte) {
		t.Helper()
		const size = 2
		got, err := d.Number(t.Context(), fwcfg.BootDrive, size)
		t.Must(err)
		if got != uint64(want) {
			t.Errorf("%s: boot from %q, want %q", when, rune(got), rune(want))
		}
	}
	expect("at first", 'd')
	t.Must(t.QEMU().SystemReset(t.Context()))
	expect("after a reset", 'c')
	t.Must(t.QEMU().SystemReset(t.Context()))
	expect("after another reset", 'c')
}

// Bytes of the memory of a PC's clock with the devices to boot from, and the codes of these
// (SeaBIOS 1.16, src/hw/rtc.h, CMOS_BIOS_BOOTFLAG1 and 2).
const (
	cmosPort = 0x70
	third    = 0x38 // in its upper half
	first    = 0x3d // and, in its upper half, the second
	floppy   = 1
	hardDisk = 2
	cdrom    = 3
)

// cmos checks the memory of the clock.
func cmos(t *run.T, s *tableloader.Source) {
	const (
		index reg.Reg[uint8] = 0
		data  reg.Reg[uint8] = 1
	)
	ports := s.Device.Machine.Ports(cmosPort, 2)
	expect := func(when string, at, mask, want uint8) {
		t.Helper()
		index.WriteT(t, ports, at)
		reg.ExpectBitsT(t, ports, when, data, mask, want)
	}
	const all, upper = 0xff, 0xf0
	expect("first and second device at first", first, all, cdrom)
	expect("third device at first", third, upper, 0)
	t.Must(t.QEMU().SystemReset(t.Context()))
	expect("first and second device after a reset", first, all, floppy<<4|hardDisk)
	expect("third device after a reset", third, upper, 0)
}

// bootIndex checks that the file lists the devices by their index, and that nothing else is to
// be booted from.
func bootIndex(t *run.T, s *tableloader.Source) {
	const want = "/pci@i0cf8/scsi@6/disk@0,0\n/pci@i0cf8/scsi@5/disk@0,0\nHALT\x00"
	got, err := s.Device.File(t.Context(), "bootorder")
	t.Must(err)
	if string(got) != want {
		t.Errorf("bootorder = %q, want %q", got, want)
	}
}
