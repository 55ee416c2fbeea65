package identity

import (
	"errors"
	"maps"
	"path"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
	"github.com/qgraph/qgraph/qtest"
)

// views are two views of "info mtree -f": QEMU 11 and older ones differ in the kind of
// ranges where nothing answers.
const views = `FlatView #0
 AS "I/O", root: io
 Root memory region: io
  0000000000000000-0000000000000007 (prio 0, i/o): dma-chan
  0000000000000008-000000000000006f (prio 0, container): io @0000000000000008
  0000000000000070-0000000000000070 (prio 0, i/o): rtc-index
  0000000000000071-0000000000000071 (prio 0, i/o): rtc @0000000000000001
  0000000000000072-000000000000ffff (prio 0, i/o): io @0000000000000072

FlatView #1
 AS "i440FX", root: bus master container
 Root memory region: (none)
  No rendered FlatView

FlatView #2
 AS "memory", root: system
 AS "cpu-memory-0", root: system
 Root memory region: system
  0000000000000000-00000000000bffff (prio 0, ram): pc.ram KVM
  00000000000c0000-00000000000dffff (prio 1, rom): pc.rom
  00000000000e0000-00000000000fffff (prio 0, rom): pc.bios @0000000000020000
  00000000fec00000-00000000fec00fff (prio 0, i/o): ioapic
`

func TestAreas(t *testing.T) {
	m, err := memmap.Parse(views)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]area{
		"ports": {
			{0, 7, "i/o", []string{"dma-chan"}},
			{0x70, 0x71, "i/o", []string{"rtc-index", "rtc"}},
		},
		"memory": {
			{0, 0xbffff, "ram", []string{"pc.ram"}},
			{0xc0000, 0xfffff, "rom", []string{"pc.rom", "pc.bios"}},
			{0xfec00000, 0xfec00fff, "i/o", []string{"ioapic"}},
		},
	}
	if diff := cmp.Diff(want, areas(m), cmp.AllowUnexported(area{})); diff != "" {
		t.Errorf("views mismatch (-want +got):\n%s", diff)
	}
}

// widget returns a model with a BAR, capabilities and a register.
func widget() pci.Model {
	return pci.Model{
		Name: "widget", ID: pci.EmulatedID(0x1b36, 0x0005), Revision: 2, Class: pci.ClassSystem, Pin: pci.INTA,
		BARs:         []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 0x100}, {Index: 2, Kind: pci.Memory64, Size: 0x1000, Prefetchable: true}},
		Capabilities: []pci.CapabilityID{pci.CapabilityPowerManagement, pci.CapabilityMSI}, MSI: 1,
		Landmarks: []pci.Landmark{{Name: "ID", BAR: 0, Offset: 8, Width: qtest.Width32, Value: 0x1234}},
	}
}

// recorded returns the fields of a function.
func recorded(t *testing.T, model pci.Model, change func(f *pcifake.Function)) map[string]string {
	t.Helper()
	slot := pci.Address{Device: 4}
	f := pcifake.New(model)
	change(f)
	d, err := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot: f}).Bus(slot).Device(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := newPage()
	if err := function(t.Context(), p, "pci/", d); err != nil {
		t.Fatal(err)
	}
	return p.fields
}

func TestFunction(t *testing.T) {
	got := recorded(t, widget(), func(f *pcifake.Function) { f.Config[0xf4] = 7 })
	for field, want := range map[string]string{
		"pci/vendor": "0x1b36", "pci/device": "0x0005", "pci/subsystem": "0x1100", "pci/class": "088000", "pci/revision": "0x02",
		"pci/command": "0x0", "pci/status": "CAPABILITIES", "pci/interrupt-pin": "INTA#",
		"pci/bar0": "32-bit memory, 0x100 bytes", "pci/bar2": "64-bit memory, prefetchable, 0x1000 bytes",
		"pci/capabilities":           "power-management@40, MSI@80",
		"pci/power-management@40+00": "0x0a038001", "pci/config+f4": "0x00000007",
		"pci/bar0+0008": "0x00001234",
	} {
		if got[field] != want {
			t.Errorf("%s = %q, want %q", field, got[field], want)
		}
	}
	if t.Failed() {
		t.Logf("the fields are %q", slices.Sorted(maps.Keys(got)))
	}
}

// TestFunctionChanges changes a device in one way each, and wants to find the change in
// the record.
func TestFunctionChanges(t *testing.T) {
	without := widget()
	without.Capabilities, without.MSI = without.Capabilities[:1], 0
	larger := widget()
	larger.BARs[0].Size = 0x200
	for _, tc := range []struct {
		name   string
		model  pci.Model
		change func(f *pcifake.Function)
		want   string // a field that differs
	}{
		{"a capability is gone", without, func(*pcifake.Function) {}, "pci/capabilities"},
		{"its content is gone", without, func(*pcifake.Function) {}, "pci/MSI@80+00"},
		{"a BAR is larger", larger, func(*pcifake.Function) {}, "pci/bar0"},
		{"a register", widget(), func(f *pcifake.Function) { f.BARs[0].Memory[0x10] = 1 }, "pci/bar0+0010"},
		{"a run of registers", widget(), func(f *pcifake.Function) {
			for i := 0x20; i < 0x40; i++ {
				f.BARs[0].Memory[i] = 0xff
			}
		}, "pci/bar0+0020-003f"},
		{"the revision", widget(), func(f *pcifake.Function) { f.Config[pci.RevisionID]++ }, "pci/revision"},
		{"a bit of a capability", widget(), func(f *pcifake.Function) { f.Config[0x44] ^= 8 }, "pci/power-management@40+04"},
		{"the status", widget(), func(f *pcifake.Function) { f.Config[pci.Status] |= 0x80 }, "pci/status"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before, after := recorded(t, widget(), func(*pcifake.Function) {}), recorded(t, tc.model, tc.change)
			if before[tc.want] == after[tc.want] {
				t.Errorf("%s = %q on both", tc.want, after[tc.want])
			}
		})
	}
}

// TestPathsOf wants a path to each PCI device of a PC, without options of a test.
func TestPathsOf(t *testing.T) {
	paths := pathsOf(newGraph(), "x86_64")
	for machine, names := range map[string][]string{
		"pc": {"pci-bus", "e1000e", "sdhci-pci", "virtio-blk-pci"}, "q35": {"pci-bus", "nvme"}, "microvm": {"virtio-net-device"},
	} {
		for _, name := range names {
			if _, ok := paths[machine][name]; !ok {
				t.Errorf("no path to %s on %s", name, machine)
			}
		}
	}
	cmd, err := paths["pc"]["e1000e"].path.CommandLine()
	if err != nil {
		t.Fatal(err)
	}
	var plugged []string
	for _, o := range cmd.Options {
		if o.Flag == "-device" {
			plugged = append(plugged, o.Type)
		}
	}
	if diff := cmp.Diff([]string{"e1000e"}, plugged); diff != "" {
		t.Errorf("devices on the path to e1000e (-want +got):\n%s", diff)
	}
}

// TestPathsOfSlots wants a device without a driver on a path through a slot, beside what the
// path to the bus plugs in, and a device with a driver on a path of that.
func TestPathsOfSlots(t *testing.T) {
	q35 := pathsOf(newGraph(), "x86_64")["q35"]
	for name, want := range map[string]bool{"rocker": true, "e1000e": false} {
		w, ok := q35[name]
		if !ok || w.read == nil || w.slot != want {
			t.Errorf("the path to %s: found: %t, through a slot: %t, want %t", name, ok, w.slot, want)
		}
	}
	var beside []string
	for _, o := range q35["rocker"].beside {
		beside = append(beside, o.Flag+" "+o.Type+" "+o.ID)
	}
	if diff := cmp.Diff([]string{"-device pcie-root-port hotplug-port"}, beside); diff != "" {
		t.Errorf("options beside rocker (-want +got):\n%s", diff)
	}
	if w, ok := pathsOf(newGraph(), "s390x")["s390-ccw-virtio"]["rocker"]; ok {
		t.Errorf("there is a path to rocker by %s, and none to its bus", w.path)
	}
}

// A path that plugs in more than one device is none to either, and one with a process
// beside QEMU is left out.
func TestAlong(t *testing.T) {
	for path, want := range map[string]string{
		"x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/pci-ohci/pci-device/pci-device-tests/nop":           "pci-ohci",
		"x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/pci-ohci/usb-bus/usb-kbd/usb-kbd-tests/descriptors": "",
		"x86_64/microvm/virtio-mmio/virtio-bus/virtio-rng-device/virtio/virtio-tests/nop":                "virtio-rng-device",
		"x86_64/pc/pci-slot/rocker/device-tests/sweep":                                                   "rocker",
		"x86_64/pc/pci-slot/usb-controller/usb-port/usb-kbd/device-tests/sweep":                          "",
	} {
		p, err := newGraph().Lookup(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, _ := along(p); got != want {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
	}
	for _, tc := range []struct {
		backend graph.Backend
		want    bool
	}{
		{graph.Backend{}, false}, {graph.Backend{Channel: graph.Stream}, false}, {graph.Backend{Channel: graph.TestListens}, true},
		{graph.Backend{Helper: &graph.Helper{}}, true},
	} {
		if got := served(graph.BackendUse{Backend: tc.backend}); got != tc.want {
			t.Errorf("served(%v) = %v, want %v", tc.backend, got, tc.want)
		}
	}
}

func TestSubjects(t *testing.T) {
	q := &graph.Inventory{Arch: "x86_64", Version: "11.1.2", Machines: []string{"pc", "pc-i440fx-11.1", "pc-i440fx-9.0"}, Devices: []string{"e1000e", "edu"}}
	q.Clock = graph.RealTime // a QEMU without the qtest accelerator
	aliases := map[string]string{"pc": "pc-i440fx-11.1"}
	for _, tc := range []struct {
		name    string
		options Options
		want    []string
		absent  []string
	}{
		{"the current type", Options{Devices: []string{"edu"}}, []string{"pc-i440fx-11.1/edu"}, nil},
		{"an alias", Options{Machines: []string{"pc"}, Devices: []string{"edu"}}, []string{"pc-i440fx-11.1/edu"}, nil},
		{"an older type", Options{Machines: []string{"x86_64/pc-i440fx-9.0", "arm/virt-9.0"}, Devices: []string{"edu", "nvme"}}, []string{"pc-i440fx-9.0/edu"}, []string{"x86_64/pc-i440fx-9.0/nvme"}},
		{"the processors", Options{Machines: []string{"pc-i440fx-9.0"}, Devices: []string{Processors}}, []string{"pc-i440fx-9.0/processors"}, nil},
		{"by a pattern", Options{Machines: []string{"pc*"}, Devices: []string{Machine}}, []string{"pc-i440fx-11.1/machine", "pc-i440fx-9.0/machine"}, nil},
		{"everything", Options{Machines: []string{"pc-i440fx-9.0"}}, []string{"pc-i440fx-9.0/machine", "pc-i440fx-9.0/processors", "pc-i440fx-9.0/e1000e", "pc-i440fx-9.0/edu", "pc-i440fx-9.0/pci-bus"}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := NewRecord("")
			todo, err := subjects(r, newGraph(), q, aliases, tc.options)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range todo {
				got = append(got, s.machine+"/"+s.name)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("subjects mismatch (-want +got):\n%s", diff)
			}
			for _, subject := range tc.absent {
				if r.Absent[subject] == "" {
					t.Errorf("%s is not absent", subject)
				}
			}
		})
	}
	if _, err := subjects(NewRecord(""), newGraph(), q, aliases, Options{Devices: []string{"widget"}}); !errors.Is(err, ErrNoDevice) {
		t.Errorf("with a device that no path plugs in: error %v, want %v", err, ErrNoDevice)
	}
	if _, err := subjects(NewRecord(""), newGraph(), q, aliases, Options{Machines: []string{"pc-[q35"}}); !errors.Is(err, path.ErrBadPattern) {
		t.Errorf("with half a pattern: error %v, want %v", err, path.ErrBadPattern)
	}
	if _, err := subjects(NewRecord(""), newGraph(), q, aliases, Options{Machines: []string{"pc-q35-9.0"}}); !errors.Is(err, ErrNoMachine) {
		t.Errorf("with another machine type: error %v, want %v", err, ErrNoMachine)
	}
}

func TestNumbers(t *testing.T) {
	for name, want := range map[string][]int{"pc-q35-9.2": {9, 2}, "virt-10.0": {10, 0}, "pc-q35-4.0.1": {4, 0, 1}} {
		if diff := cmp.Diff(want, numbers(name)); diff != "" {
			t.Errorf("numbers(%s) mismatch (-want +got):\n%s", name, diff)
		}
	}
	if got := stem("pc-q35-4.0.1"); got != "pc-q35" {
		t.Errorf("stem() = %q", got)
	}
}
