package faulty

import (
	"strings"
	"testing"
)

// talk has a tracker follow commands with their replies, and returns the places of the
// last one.
func talk(tr *tracker, lines ...string) []Place {
	var places []Place
	for _, line := range lines {
		command, reply, ok := strings.Cut(line, " = ")
		if !ok {
			reply = "OK"
		}
		a := tr.request(command)
		tr.reply(a, reply)
		places = a.at
	}
	return places
}

func TestPlaces(t *testing.T) {
	for _, tc := range []struct {
		name  string
		lines []string
		want  string // of the first byte; "" for memory
	}{
		{"memory", []string{"readl 0x1000"}, ""},
		{"at the end of memory", []string{"readl 0xfffe"}, "mem+0xfffe"},
		{"a register", []string{"writew 0x20000 0x1"}, "mem+0x20000"},
		{"a port", []string{"inb 0x3f8"}, "port+0x3f8"},
		{"configuration space", []string{"outl 0xcf8 0x80002110", "inw 0xcfe"}, "pci/00:04.1+0x12"},
		{"configuration space that is not enabled", []string{"outl 0xcf8 0x2110", "inw 0xcfe"}, "port+0xcfe"},
		{"the clock chip", []string{"outb 0x70 0x8b", "inb 0x71"}, "cmos+0xb"},
		{"a base address register", []string{
			"outl 0xcf8 0x80002010", "outl 0xcfc 0xffffffff", "inl 0xcfc = OK 0xfff00000",
			"outl 0xcfc 0xe0000000", "inl 0xcfc = OK 0xe0000000", "readl 0xe0000024",
		}, "bar0/00:04.0+0x24"},
		{"behind a base address register", []string{
			"outl 0xcf8 0x80002010", "outl 0xcfc 0xffffffff", "inl 0xcfc = OK 0xfff00000",
			"outl 0xcfc 0xe0000000", "inl 0xcfc = OK 0xe0000000", "readl 0xe0100000",
		}, "mem+0xe0100000"},
		{"a base address register of 64 bits", []string{
			"outl 0xcf8 0x80002014", "outl 0xcfc 0xffffffff", "inl 0xcfc = OK 0xffffc00c",
			"outl 0xcfc 0xe0000000", "inl 0xcfc = OK 0xe000000c",
			"outl 0xcf8 0x80002018", "outl 0xcfc 0x1", "inl 0xcfc = OK 0x1", "readl 0x1e0000008",
		}, "bar1/00:04.0+0x8"},
		{"a base address register of ports", []string{
			"outl 0xcf8 0x80002010", "outl 0xcfc 0xffffffff", "inl 0xcfc = OK 0xffffffe1",
			"outl 0xcfc 0xc000", "inl 0xcfc = OK 0xc001", "inb 0xc01f",
		}, "bar0/00:04.0+0x1f"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			places := talk(newTracker([]Range{{0, ram - 1}}, nil), tc.lines...)
			got := ""
			if len(places) > 0 {
				got = places[0].String()
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestPlacesBehindBus(t *testing.T) {
	omap := newTracker(nil, []Master{{"omapi2c", 0x3800}})
	if got := talk(omap, "writew 0x382c 0x49", "writew 0x3818 0x3", "writew 0x3824 0x8603", "writew 0x381c 0x4b02"); got[0] != (Place{}) || got[1].String() != "i2c/0x49+0x200" {
		t.Errorf("OMAP, register and its first byte: %v", got)
	}
	if got := talk(omap, "writew 0x381c 0x20"); got[0].String() != "i2c/0x49+0x201" || got[1] != (Place{}) {
		t.Errorf("OMAP, its last byte: %v", got)
	}
	if got := talk(omap, "writew 0x3818 0x2", "writew 0x3824 0x8403", "readw 0x381c = OK 0x204b"); got[1].String() != "i2c/0x49+0x201" {
		t.Errorf("OMAP, read: %v", got)
	}
	if got := talk(omap, "readw 0x3808 = OK 0x0"); got[0].String() != "mem+0x3808" {
		t.Errorf("OMAP, the controller's own: %v", got)
	}
	imx := newTracker(nil, []Master{{"imxi2c", 0x3800}})
	for i, want := range []string{"+0x0", "+0x0", "i2c/0x49+0x200"} { // address, register, byte
		got := talk(imx, []string{"writew 0x3808 0xb0", "", ""}[i], "writew 0x3810 "+[]string{"0x92", "0x02", "0x4b"}[i])
		if got[0].String() != want {
			t.Errorf("i.MX, byte %d: %v, want %s", i, got[0], want)
		}
	}
	for i, want := range []string{"+0x0", "+0x0", "i2c/0x49+0x200", "i2c/0x49+0x201"} { // address, dummy, bytes
		line := "readw 0x3810 = OK 0x1"
		if i == 0 {
			line = "writew 0x3810 0x93"
		}
		if got := talk(imx, []string{"writew 0x3808 0xb4", "", "", ""}[i], line); got[0].String() != want {
			t.Errorf("i.MX, read %d: %v, want %s", i, got[0], want)
		}
	}
}

func TestCommandsThatAreNoAccess(t *testing.T) {
	for _, line := range []string{"", "clock_step", "clock_step 100", "irq_intercept_in /machine/pic", "readl", "readl x", "writel 0x1", "b64write 0x1 0x2 AA==", "endianness"} {
		if a := parseAccess(line, false); a.form != noData || a.write {
			t.Errorf("%q is an access: %+v", line, a)
		}
	}
}

func TestRAMOfView(t *testing.T) {
	got := parseRAM(`FlatView #0
 AS "I/O", root: io
 Root memory region: io
  0000000000000000-0000000000000007 (prio 0, ram): not-memory
FlatView #1
 AS "memory", root: system
 AS "cpu-memory-0", root: system
 Root memory region: system
  0000000000000000-00000000000bffff (prio 0, ram): pc.ram KVM
  00000000000c0000-00000000000c0fff (prio 0, ram): pc.ram @00000000000c0000
  00000000fee00000-00000000feefffff (prio 4096, i/o): apic-msi
  00000000fffc0000-00000000ffffffff (prio 0, rom): pc.bios
`)
	if len(got) != 1 || got[0] != (Range{0, 0xc0fff}) {
		t.Errorf("got %x", got)
	}
}
