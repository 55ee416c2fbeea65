package faulty

import (
	"fmt"
	"slices"
)

// Range is a range of addresses, with its last one.
type Range struct{ First, Last uint64 }

// tracker follows a test's commands and knows which registers they reach.
type tracker struct {
	big     bool // the target's byte order, once the test has asked for it
	ram     []Range
	config  uint32 // the last value written to the port 0xcf8
	cmos    byte   // likewise 0x70
	bars    bars
	masters []*i2cMaster
}

// Ports of a PC: PCI's configuration mechanism 1 (PCI Local Bus Specification 3.0, section
// 3.2.2.3.2), and the clock chip.
const (
	configAddress = 0xcf8
	configData    = 0xcfc
	configEnable  = 1 << 31
	cmosIndex     = 0x70
	cmosData      = 0x71
)

func newTracker(ram []Range, masters []Master) *tracker {
	t := &tracker{ram: ram, bars: bars{}}
	for _, m := range masters {
		t.masters = append(t.masters, &i2cMaster{Master: m})
	}
	return t
}

// request takes the next command.
func (t *tracker) request(line string) *access {
	a := parseAccess(line, t.big)
	if a.form == noData {
		return a
	}
	if !a.port && t.inRAM(a.addr, a.size) {
		a.ram = true
		return a
	}
	if a.form == oneByte {
		return a
	}
	if m := t.master(a); m != nil {
		a.at = m.access(a)
		return a
	}
	base := t.locate(a)
	for i := range a.size {
		a.at = append(a.at, base.plus(i))
	}
	if a.port && a.write && a.form == number {
		switch {
		case a.addr == configAddress && a.size == 4:
			t.config = uint32(a.data[0]) | uint32(a.data[1])<<8 | uint32(a.data[2])<<16 | uint32(a.data[3])<<24
		case a.addr == cmosIndex && a.size == 1:
			t.cmos = a.data[0] & 0x7f // bit 7 masks NMIs
		}
	}
	return a
}

// reply takes the reply to a command, as QEMU gave it.
func (t *tracker) reply(a *access, reply string) {
	if a.verb == "endianness" {
		t.big = reply == "OK big"
	}
	if len(a.at) != 4 {
		return
	}
	if a.write {
		t.bars.written(a.at[0], a.data)
	} else if b, ok := a.answer(reply); ok {
		t.bars.read(a.at[0], b)
	}
}

func (t *tracker) inRAM(addr uint64, size int) bool {
	last := addr + uint64(max(size, 1)) - 1
	return slices.ContainsFunc(t.ram, func(r Range) bool { return r.First <= addr && last <= r.Last })
}

// locate returns the place of an access.
func (t *tracker) locate(a *access) Place {
	switch {
	case !a.port:
		return t.bars.place("mem", a.addr)
	case a.addr >= configData && a.addr < configData+4 && t.config&configEnable != 0:
		return Place{"pci/" + function(t.config), uint64(t.config&0xfc) + a.addr - configData}
	case a.addr == cmosData:
		return Place{"cmos", uint64(t.cmos)}
	}
	return t.bars.place("port", a.addr)
}

// function returns the name of a PCI function: "00:04.0".
func function(config uint32) string {
	return fmt.Sprintf("%02x:%02x.%d", config>>16&0xff, config>>11&0x1f, config>>8&7)
}

// master returns the I²C controller that an access reaches, nil if there is none.
func (t *tracker) master(a *access) *i2cMaster {
	for _, m := range t.masters {
		if !a.port && a.form == number && m.Base <= a.addr && a.addr < m.Base+masterSize {
			return m
		}
	}
	return nil
}
