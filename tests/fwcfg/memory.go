package fwcfg

import (
	"encoding/binary"
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// The machine of the test: its RAM is below and above 4 GiB, and half of its processors are yet to
// be plugged in.
const (
	ramMiB            = 4608
	processors        = 2
	maximumProcessors = 4

	mib     = 1 << 20
	fourGiB = 4 << 30
)

func memoryOptions() []graph.Option {
	return []graph.Option{
		{Flag: "-m", Type: strconv.Itoa(ramMiB)},
		{Flag: "-smp", Props: []graph.Prop{
			graph.P("cpus", strconv.Itoa(processors)), graph.P("maxcpus", strconv.Itoa(maximumProcessors)), graph.P("sockets", "1"),
		}},
	}
}

// memory checks what a PC's firmware is told about RAM and processors: by items, by the map of
// memory in the file "etc/e820", and by the memory of the clock.
func memory(t *run.T, d *fwcfg.Device) {
	below, above := ranges(t, d)
	t.Step("items", func() {
		number(t, d, "size of the RAM", fwcfg.RAMSize, 8, ramMiB*mib)
		number(t, d, "processors", fwcfg.Processors, 2, processors)
		number(t, d, "most processors", fwcfg.MaxProcessors, 2, maximumProcessors)
	})
	t.Step("e820", func() {
		if below+above != ramMiB*mib || below == 0 || above == 0 {
			t.Errorf("RAM of %#x bytes below 4 GiB and %#x above, want some of both, and %#x together", below, above, uint64(ramMiB*mib))
		}
	})
	t.Step("clock", func() { clockMemory(t, d, below, above) })
}

// ranges returns the bytes of RAM below and above 4 GiB of the file "etc/e820": entries of an
// address, a length and a type (SeaBIOS 1.16, src/fw/paravirt.c, struct qemu_e820_reservation). It
// checks that the RAM is there.
func ranges(t *run.T, d *fwcfg.Device) (below, above uint64) {
	t.Helper()
	const size, ram = 20, 1
	p, err := d.File(t.Context(), "etc/e820")
	t.Must(err)
	view, err := memmap.Read(t.Context(), d.Machine.Monitor)
	t.Must(err)
	if len(p)%size != 0 {
		t.Fatalf("etc/e820 has %d bytes, want entries of %d", len(p), size)
	}
	for ; len(p) > 0; p = p[size:] {
		at, length := binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(p[8:])
		if binary.LittleEndian.Uint32(p[16:]) != ram {
			continue
		}
		for _, where := range []uint64{at, at + length - 1} {
			if r, ok := view.Memory().At(where); !ok || r.Kind != memmap.RAM && where >= mib { // the first MiB has holes
				t.Errorf("RAM of %#x bytes at %#x: at %#x is %v", length, at, where, r)
			}
		}
		if at < fourGiB {
			below += length
		} else {
			above += length
		}
	}
	return below, above
}

// clockMemory checks the bytes in the memory of a PC's clock with the size of the RAM and the number
// of processors (SeaBIOS 1.16, src/hw/rtc.h, CMOS_MEM_* and CMOS_BIOS_SMP_COUNT; the first three are
// the IBM PC AT's).
func clockMemory(t *run.T, d *fwcfg.Device, below, above uint64) {
	const (
		index reg.Reg[uint8] = 0
		data  reg.Reg[uint8] = 1

		port       = 0x70
		kib        = 1 << 10
		block      = 64 << 10 // a unit
		most       = 0xffff   // of KiB
		sixteenMiB = 16 << 20
	)
	ports := d.Machine.Ports(port, 2)
	for _, f := range []struct {
		name     string
		at, size int
		want     uint64
	}{
		{"KiB below 1 MiB", 0x15, 2, 640},
		{"KiB above 1 MiB", 0x17, 2, min((below-mib)/kib, most)},
		{"KiB above 1 MiB, again", 0x30, 2, min((below-mib)/kib, most)},
		{"blocks above 16 MiB", 0x34, 2, (below - sixteenMiB) / block},
		{"blocks above 4 GiB", 0x5b, 3, above / block},
		{"further processors", 0x5f, 1, processors - 1},
	} {
		got := uint64(0)
		for i := range f.size {
			index.WriteT(t, ports, uint8(f.at+i))
			got |= uint64(data.ReadT(t, ports)) << (8 * i)
		}
		if got != f.want {
			t.Errorf("%s = %d, want %d", f.name, got, f.want)
		}
	}
}
