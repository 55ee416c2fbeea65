package translate

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/tools/run/reproducer"
)

// pcTree is a part of the answer to "info qtree" of a PC.
const pcTree = `bus: main-system-bus
  type System
  dev: i440FX-pcihost, id ""
    bus: pci.0
      type PCI
      dev: vmxnet3, id "net"
        mac = "52:54:00:12:34:56"
        addr = 02.0
        class Ethernet controller, addr 00:02.0, pci id 15ad:07b0 (sub 15ad:07b0)
        bar 0: mem at 0xffffffffffffffff [0xffe]
        bar 1: mem at 0xffffffffffffffff [0xffe]
        bar 6: mem at 0xffffffffffffffff [0x3fffe]
      dev: nvme, id ""
        class NVM controller, addr 00:03.0, pci id 1b36:0010 (sub 1af4:1100)
        bar 0: mem at 0xffffffffffffffff [0x3ffe]
        bus: nvme-bus.0
          type nvme-bus
          dev: nvme-ns, id ""
      dev: pci-bridge, id "b"
        class PCI bridge, addr 00:04.0, pci id 1b36:0001 (sub 0000:0000)
        bar 0: mem at 0xffffffffffffffff [0xfe]
        bus: b
          type PCI
          dev: edu, id ""
            class Class 00ff, addr 00:01.0, pci id 1234:11e8 (sub 1af4:1100)
            bar 0: mem at 0xffffffffffffffff [0xffffe]
      dev: e1000, id ""
        class Ethernet controller, addr 00:05.0, pci id 8086:100e (sub 1af4:1100)
        bar 0: mem at 0xffffffffffffffff [0x1fffe]
        bar 1: i/o at 0xffffffffffffffff [0x3e]
      dev: i440FX, id ""
        class Host bridge, addr 00:00.0, pci id 8086:1237 (sub 1af4:1100)
`

// TestFunctions reads the functions and their BARs.
func TestFunctions(t *testing.T) {
	want := []Function{
		{root(2), "vmxnet3", []BAR{{0, false, 0x1000}, {1, false, 0x1000}, {6, false, 0x40000}}},
		{root(3), "nvme", []BAR{{0, false, 0x4000}}},
		{root(4), "pci-bridge", []BAR{{0, false, 0x100}}},
		{Home{pci.Address{Device: 1}, 3}, "edu", []BAR{{0, false, 0x100000}}},
		{root(5), "e1000", []BAR{{0, false, 0x20000}, {1, true, 0x40}}},
		{root(0), "i440FX", nil},
	}
	if diff := cmp.Diff(want, functions(pcTree)); diff != "" {
		t.Errorf("functions mismatch (-want +got):\n%s", diff)
	}
}

// root returns the place of a device on a root bus.
func root(device uint8) Home { return Home{Address: pci.Address{Device: device}} }

// Address maps of a PC, and of a board with ECAM, in the format of "info mtree -f -o".
const (
	pcMap = `FlatView #0
 AS "memory", root: system
 AS "cpu-memory-0", root: system
 Root memory region: system
  0000000000000000-00000000000bffff (prio 0, ram): pc.ram owner:{obj path=/objects/pc.ram}
  00000000000c0000-00000000000dffff (prio 1, rom): pc.rom
  0000000000100000-0000000007ffffff (prio 0, ram): pc.ram @0000000000100000 owner:{obj path=/objects/pc.ram}
  00000000fec00000-00000000fec00fff (prio 0, i/o): ioapic owner:{dev path=/machine/i440fx/ioapic}
  00000000fed00000-00000000fed003ff (prio 0, i/o): two parts owner:{dev path=/machine/a}
  00000000fee00000-00000000fee003ff (prio 0, i/o): two parts owner:{dev path=/machine/b}

FlatView #1
 AS "I/O", root: io
 Root memory region: io
  0000000000000220-000000000000022f (prio 0, i/o): sb16 owner:{dev path=/machine/peripheral-anon/device[1]}
  0000000000000cf8-0000000000000cfb (prio 0, i/o): pci-conf-idx owner:{dev path=/machine/i440fx}
  0000000000000cfc-0000000000000cff (prio 0, i/o): pci-conf-data owner:{dev path=/machine/i440fx}
`
	boardMap = `FlatView #0
 AS "memory", root: system
 AS "cpu-memory-0", root: system
 Root memory region: system
  000000003eff0000-000000003effffff (prio 0, i/o): gpex_ioport_window owner:{dev path=/machine/unattached/device[5]}
  0000000040000000-0000000047ffffff (prio 0, ram): mach-virt.ram owner:{obj path=/objects/mach-virt.ram}
  0000004010000000-000000401fffffff (prio 0, container): pcie-mmcfg-mmio owner:{dev path=/machine/unattached/device[5]}
  0000008000000000-000000ffffffffff (prio 0, container): gpex_mmio_window @0000008000000000 owner:{dev path=/machine/unattached/device[5]}

FlatView #1
 AS "I/O", root: io
 Root memory region: (none)
  No rendered FlatView
`
)

// layout returns a layout of texts of QEMU.
func layout(t testing.TB, tree, mtree string) *Layout {
	t.Helper()
	m, err := memmap.Parse(mtree)
	if err != nil {
		t.Fatal(err)
	}
	return &Layout{Functions: functions(tree), Map: m, Models: map[string]string{"/machine/peripheral-anon/device[1]": "sb16"}}
}

// posted returns a report.
func posted(t testing.TB, command, lines string) *reproducer.Report {
	t.Helper()
	all, err := reproducer.Parse(fmt.Sprintf("cat << EOF | %s -qtest stdio\n%s\nEOF\n", command, strings.TrimSpace(lines)))
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

// text returns a translation in words.
func text(tr *Translation) string {
	var b strings.Builder
	b.WriteString(tr.Regression.String())
	for _, r := range tr.Remarks {
		fmt.Fprintf(&b, "# %d: %s\n", r.Line, r.Text)
	}
	for _, o := range tr.LeftOut {
		fmt.Fprintf(&b, "# %s\n", strings.Join(o.Args(), " "))
	}
	return b.String()
}

const vmxnet3 = "qemu-system-x86_64 -M pc -nodefaults -device vmxnet3,id=net,x-disable-pcie=on"

// TestTranslate has a reproducer of each kind.
func TestTranslate(t *testing.T) {
	board := strings.NewReplacer("i440FX", "gpex-root").Replace(pcTree)
	q35 := strings.NewReplacer(" i440FX,", " mch,").Replace(pcTree)
	for _, tc := range []struct {
		name, command, lines, tree, mtree string
		bigEndian                         bool
		want                              string
	}{
		{
			name: "configuration by ports", command: vmxnet3,
			lines: `
outl 0xcf8 0x80001014
outl 0xcfc 0xffffffff
inl 0xcfc
outl 0xcfc 0xfe000000
outl 0xcf8 0x80001004
outw 0xcfc 0x6
inb 0xcfe
writel 0xfe000038 0x1
read 0xfe000ffc 0x8
writel 0x1000 0x2
write 0x2000 0x4 0x01020304
writel 0xc0000 0x2
readl 0xfe001000
readl 0xfec00000
clock_step 100
clock_step
outl 0xcf8 0x80002804
outl 0xcfc 0x7
outl 0xcf8 0x8000f804
inl 0xcfc
writeb 0xfe000000 0x1ff
b64write 0xfe000010 0x3 AQID
write 0xfe000010 0x3 0x01
read 0xfe000010 0x0
`,
			want: `device vmxnet3 x-disable-pcie=on
map bar1
writew config+0x4 0x6
readb config+0x6
writel bar1+0x38 0x1
writel ram+0x1000 0x2
write ram+0x2000 0x4 0x01020304
clock_step 100
clock_step
writeb bar1+0x0 0xff
write bar1+0x10 0x3 0x010203
write bar1+0x10 0x3 0x010000
# 3: the address in BAR1 is the path's own
# 9: 8 bytes at 0xffc of BAR1 go beyond its end
# 12: 0xc0000 is in pc.rom, which is no RAM
# 13: nothing answers at 0xfe001000
# 14: 0xfec00000 is in ioapic, which is another device
# 18: configuration space of e1000 at 00:05.0, which is another device
# 20: nothing is at 00:1f.0
# 24: "0x0" is no size of a block: want 1 to 16777216 bytes, up to the last address
`,
		},
		{
			name: "another slot", command: vmxnet3,
			lines: "outl 0xcf8 0x80003810\noutl 0xcfc 0xe0000000\nreadl 0xe0000004",
			want:  "device vmxnet3 x-disable-pcie=on\nmap bar0\nreadl bar0+0x4\n# 2: nothing is at 00:07.0: taken for vmxnet3, which is at 00:02.0\n",
		},
		{
			name: "behind a bridge", command: "qemu-system-x86_64 -M pc -device pci-bridge,id=b -device edu,bus=b",
			lines: `
outl 0xcf8 0x80002018
outl 0xcfc 0x00010100
outl 0xcf8 0x80002020
outl 0xcfc 0xfe10fe00
outl 0xcf8 0x80010810
outl 0xcfc 0xfe100000
readl 0xfe100000
outl 0xcf8 0x80002004
outw 0xcfc 0x6
readl 0xfe100000
outl 0xcf8 0x80010804
outw 0xcfc 0x6
writel 0xfe1ffffc 0x1
outl 0xcf8 0x80020804
inw 0xcfc
outl 0xcf8 0x80010810
outl 0xcfc 0xfe200000
readl 0xfe200000
outl 0xcf8 0x80002018
outl 0xcfc 0x00030300
outl 0xcf8 0x80030804
inw 0xcfc
`,
			want: `device edu
map bar0
readl bar0+0x0
writew config+0x4 0x6
writel bar0+0xffffc 0x1
readw config+0x4
# 2: configuration space of pci-bridge at 00:04.0, the bridge before the device: a path has its own way there
# 4: configuration space of pci-bridge at 00:04.0, the bridge before the device: a path has its own way there
# 7: nothing answers at 0xfe100000
# 9: configuration space of pci-bridge at 00:04.0, the bridge before the device: a path has its own way there
# 15: nothing is at 02:01.0
# 18: nothing answers at 0xfe200000
# 20: configuration space of pci-bridge at 00:04.0, the bridge before the device: a path has its own way there
# -device pci-bridge,id=b
`,
		},
		{
			name: "I/O and 64 bits", command: "qemu-system-x86_64 -M pc -device e1000",
			lines: "outl 0xcf8 0x80002814\noutl 0xcfc 0xc001\noutl 0xc004 0x1\ninw 0xc000",
			want:  "device e1000\nmap bar1\noutl bar1+0x4 0x1\ninw bar1+0x0\n",
		},
		{
			name: "64-bit BAR", command: "qemu-system-x86_64 -M pc -device nvme",
			lines: "outl 0xcf8 0x80001810\noutl 0xcfc 0x4\noutl 0xcf8 0x80001814\noutl 0xcfc 0x2\nreadq 0x200000008",
			want:  "device nvme\nmap bar0\nreadq bar0+0x8\n",
		},
		{
			name: "Q35 window", command: vmxnet3, tree: q35,
			lines: "outl 0xcf8 0x80000060\noutl 0xcfc 0xb0000001\nwritel 0xb0010010 0xfe000000\nreadw 0xb0010000\nreadl 0xfe000000",
			want:  "device vmxnet3 x-disable-pcie=on\nmap bar0\nreadw config+0x0\nreadl bar0+0x0\n# 2: configuration space of mch at 00:00.0, which is another device\n",
		},
		{
			name: "ECAM", command: "qemu-system-arm -M virt -device e1000", tree: board, mtree: boardMap,
			lines: "writel 0x4010028014 0x1000\nwritel 0x3eff1004 0x5\nwritel 0x40000000 0x7",
			want:  "device e1000\nmap bar1\nwritel bar1+0x4 0x5\nwritel ram+0x0 0x7\n",
		},
		{
			name: "big-endian", command: "qemu-system-ppc -device e1000", tree: board, mtree: boardMap, bigEndian: true,
			lines: "writel 0x4010028014 0x00100000\nwritew 0x4010028004 0x0700\nwritel 0x3eff1004 0x05000000\nreadl 0x3eff1004",
			want:  "device e1000\nmap bar1\nwritew config+0x4 0x7\nwritel bar1+0x4 0x5\nreadl bar1+0x4\n",
		},
		{
			name: "addresses of RAM", command: vmxnet3,
			lines: "outl 0xcf8 0x80001010\noutl 0xcfc 0xfe000000\nwrite 0x5000 0x14 0x0860000000000000ffffffff0050000000000000\n" +
				"memset 0x6000 0x10 0x1\nwritel 0xfe000010 0x5004\nwritel 0xfe000014 0x7000\nwritew 0xfe000018 0x5000\nwritel 0x6004 0x6008",
			want: "device vmxnet3 x-disable-pcie=on\nmap bar0\nwrite ram+0x5000 0x14 0x0860000000000000ffffffff0050000000000000\n" +
				"writeq ram+0x5000 ram+0x6008\nwritel ram+0x500c ram+0x5000\nmemset ram+0x6000 0x10 0x1\nwritel bar0+0x10 ram+0x5004\n" +
				"writel bar0+0x14 0x7000\nwritew bar0+0x18 0x5000\nwritel ram+0x6004 ram+0x6008\n" +
				"# 3: 0x6008 is taken for an address of RAM, which the lines access there\n" +
				"# 3: 0x5000 is taken for an address of RAM, which the lines access there\n" +
				"# 5: 0x5004 is taken for an address of RAM, which the lines access there\n" +
				"# 8: 0x6008 is taken for an address of RAM, which the lines access there\n",
		},
		{
			name: "device on ISA", command: "qemu-system-x86_64 -M pc -device sb16,iobase=0x220,audiodev=a",
			lines: "outb 0x226 0x1\ninb 0x22a\nreadl 0xfec00000",
			want:  "device sb16 iobase=0x220\noutb sb16+0x6 0x1\ninb sb16+0xa\n# 3: 0xfec00000 is in ioapic, which is another device\n",
		},
		{
			name: "parts of the machine", command: "qemu-system-x86_64 -M pc,accel=kvm,smm=off,vmport=on -nodefaults -fda x.img -device edu",
			lines: "readl 0xfec00010\nwriteb 0xfee00001 0xff\nreadl 0xa0000000",
			want:  "machine x86_64/pc\noption -machine smm=off\noption -machine vmport=on\nreadl ioapic+0x10\nwriteb \"two parts\"#2+0x1 0xff\n# 3: nothing answers at 0xa0000000\n# -fda x.img\n# -device edu\n",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.tree == "" {
				tc.tree = pcTree
			}
			if tc.mtree == "" {
				tc.mtree = pcMap
			}
			l := layout(t, tc.tree, tc.mtree)
			l.BigEndian = tc.bigEndian
			tr, err := Translate(posted(t, tc.command, tc.lines), l, "")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, text(tr)); diff != "" {
				t.Errorf("translation mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestChoice checks the errors where no device is the one, and the choice among several.
func TestChoice(t *testing.T) {
	const both = "outl 0xcf8 0x80002810\noutl 0xcfc 0xe0000000\noutl 0xcf8 0x80001010\noutl 0xcfc 0xe1000000\nreadl 0xe0000004\nreadl 0xe1000004"
	l := layout(t, pcTree, pcMap)
	_, err := Translate(posted(t, vmxnet3+" -device e1000", both), l, "")
	if !errors.Is(err, ErrSeveral) || !strings.Contains(err.Error(), "e1000 at 00:05.0 (line 2), vmxnet3 at 00:02.0 (line 4)") {
		t.Errorf("two devices: error %v, want %v with their places", err, ErrSeveral)
	}
	for model, command := range map[string]string{"e1000": vmxnet3 + " -device e1000", "": "qemu-system-x86_64 -device e1000"} {
		tr, err := Translate(posted(t, command, both), l, model)
		if err != nil || tr.Regression.Device != "e1000" {
			t.Errorf("%s, model %q: %v, error %v, want e1000", command, model, tr, err)
		}
	}
	for _, lines := range []string{"readl 0x0", "readl 0xa0000000", "outl 0xcf8 0x80001010", "clock_step 1"} {
		if _, err := Translate(posted(t, vmxnet3, lines), l, ""); !errors.Is(err, ErrNoDevice) {
			t.Errorf("%q: error %v, want %v", lines, err, ErrNoDevice)
		}
	}
}

// TestReply checks replies in the form of the steps.
func TestReply(t *testing.T) {
	tr, err := Translate(posted(t, vmxnet3, "outl 0xcf8 0x80001000\ninw 0xcfc\noutw 0xcfc 0x1"), layout(t, pcTree, pcMap), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		step        int
		reply, want string
	}{{0, "OK 0x15ad", "OK 0x00000000000015ad"}, {0, "FAIL", ""}, {0, "", ""}, {0, "OK 0xzz", ""}, {1, "OK", ""}} {
		if got := tr.Reply(tc.step, tc.reply); got != tc.want {
			t.Errorf("Reply(%d, %q) = %q, want %q", tc.step, tc.reply, got, tc.want)
		}
	}
}

// TestMissed reports each slot without the device once, and where it is instead.
func TestMissed(t *testing.T) {
	l := layout(t, pcTree, pcMap)
	for lines, want := range map[string]string{
		"outl 0xcf8 0x80001004\noutw 0xcfc 0x6":                                                                          "[]",
		"outl 0xcf8 0x80000004\noutw 0xcfc 0x6\noutl 0xcf8 0x80002804\noutw 0xcfc 0x6":                                   "[{4 e1000 is at 00:05.0, vmxnet3 is at 00:02.0}]",
		"outl 0xcf8 0x80003804\noutw 0xcfc 0x6\noutl 0xcf8 0x80003810\noutl 0xcfc 0x6\noutl 0xcf8 0x80004010\ninl 0xcfc": "[{2 nothing is at 00:07.0, vmxnet3 is at 00:02.0} {6 nothing is at 00:08.0, vmxnet3 is at 00:02.0}]",
	} {
		if got := fmt.Sprint(Missed(posted(t, vmxnet3, lines), l)); got != want {
			t.Errorf("Missed() of %q = %s, want %s", lines, got, want)
		}
	}
}

// TestSlot finds the slot of lines without a command line.
func TestSlot(t *testing.T) {
	at, ok := Slot(posted(t, "qemu-system-x86_64", "outl 0xcf8 0x80000060\noutl 0xcfc 0x1\noutl 0xcf8 0x80001904\noutl 0xcfc 0x1"))
	if want := (pci.Address{Device: 3, Function: 1}); !ok || at != want {
		t.Errorf("Slot() = %v, %t, want %v", at, ok, want)
	}
	if at, ok := Slot(posted(t, "qemu-system-x86_64", "readl 0x0")); ok {
		t.Errorf("Slot() = %v of lines that configure nothing", at)
	}
}

// FuzzTranslate holds that any lines are translated to steps that a regression can have, or
// refused.
func FuzzTranslate(f *testing.F) {
	f.Add("outl 0xcf8 0x80001014\noutl 0xcfc 0xfe000000\nwritel 0xfe000038 0x1\nread 0xfe000ff0 0xffffffffffffffff\nmemset 0x1000 0x10 0x100", false)
	f.Add("outl 0xcf8 0x80001817\nwriteb 0xcfd 0x6\nreadq 0xfffffffffffffffc\nwrite 0x10 0x4 0x0102\nb64write 0x10 0x3 AAAA", true)
	f.Fuzz(func(t *testing.T, lines string, bigEndian bool) {
		all, err := reproducer.Parse(lines)
		if err != nil {
			return
		}
		l := layout(t, pcTree, pcMap)
		l.BigEndian = bigEndian
		tr, err := Translate(all[0], l, "")
		if err != nil {
			return
		}
		if len(tr.From) != len(tr.Regression.Steps) {
			t.Fatalf("%d steps are from %d commands", len(tr.Regression.Steps), len(tr.From))
		}
		for i, s := range tr.Regression.Steps {
			if err := s.Check(); err != nil {
				t.Errorf("%v, of %v: %v", s, all[0].Steps[tr.From[i]].Command, err)
			}
		}
	})
}

// TestWindows checks the windows of a bridge at their ends (PCI-to-PCI Bridge Architecture 1.2,
// sections 3.2.5.6 to 3.2.5.11).
func TestWindows(t *testing.T) {
	for _, tc := range []struct {
		name  string
		space map[int]byte
		io    bool
		want  []window
	}{
		{"memory", map[int]byte{0x04: 2, 0x20: 0x10, 0x21: 0xfe, 0x22: 0x20, 0x23: 0xfe, 0x24: 0xf1, 0x25: 0xff, 0x26: 0x01}, false, []window{
			{0xfe10_0000, 0xfe2f_ffff}, {0xfff0_0000, 0xf_ffff},
		}},
		{"prefetchable memory above 4 GiB", map[int]byte{0x04: 2, 0x20: 0xf0, 0x24: 0x01, 0x26: 0x11, 0x28: 8, 0x2c: 9}, false, []window{
			{0xf0_0000, 0xf_ffff}, {0x8_0000_0000, 0x9_001f_ffff},
		}},
		{"no memory", map[int]byte{0x04: 1, 0x22: 0x10}, false, nil},
		{"I/O", map[int]byte{0x04: 1, 0x1c: 0x21, 0x1d: 0x31, 0x30: 1, 0x32: 1}, true, []window{{0x1_2000, 0x1_3fff}}},
		{"no I/O", map[int]byte{0x04: 2, 0x1d: 0x31}, true, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var s [256]byte
			for at, v := range tc.space {
				s[at] = v
			}
			if diff := cmp.Diff(tc.want, windows(&s, tc.io), cmp.AllowUnexported(window{})); diff != "" {
				t.Errorf("windows mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
