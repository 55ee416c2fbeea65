package biostables

import (
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/smbios"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// The files with SMBIOS.
const (
	anchorFile = "etc/smbios/smbios-anchor"
	tableFile  = "etc/smbios/smbios-tables"
)

// The UUID of the test, and its bytes: the first three fields are little-endian (DSP0134 3.7,
// section 7.2.1 "System — UUID").
const (
	systemUUID  = "00112233-4455-6677-8899-aabbccddeeff"
	uuidOffset  = 8
	wireUUIDLow = 0x6677_4455_0011_2233
	wireUUIDTop = 0xffee_ddcc_bbaa_9988
)

// property is an option's name and value, and where a structure has it: as a string, or as a
// number of size bytes.
type property struct {
	name, value  string
	offset, size int // size 0: a string
}

// description is the options of a type of structure.
type description struct {
	typ        smbios.Type
	properties []property
}

// option returns the option, with further properties.
func (d description) option(further ...graph.Prop) graph.Option {
	props := []graph.Prop{graph.P("type", strconv.Itoa(int(d.typ)))}
	for _, p := range d.properties {
		props = append(props, graph.P(p.name, p.value))
	}
	return option("-smbios", append(props, further...)...)
}

// described are the options of the test, by the type of structure.
var described = []description{
	{smbios.BIOS, []property{
		{"vendor", "Vendor of 0", 4, 0}, {"version", "1.2", 5, 0}, {"date", "02/03/2024", 8, 0},
	}},
	{smbios.System, []property{
		{"manufacturer", "Maker of 1", 4, 0}, {"product", "Product", 5, 0}, {"version", "v1", 6, 0}, {"serial", "s1", 7, 0},
		{"sku", "k1", 0x19, 0}, {"family", "f1", 0x1a, 0},
	}},
	{smbios.Baseboard, []property{
		{"manufacturer", "Maker of 2", 4, 0}, {"product", "Board", 5, 0}, {"version", "v2", 6, 0}, {"serial", "s2", 7, 0},
		{"asset", "a2", 8, 0}, {"location", "l2", 10, 0},
	}},
	{smbios.Chassis, []property{
		{"manufacturer", "Maker of 3", 4, 0}, {"version", "v3", 6, 0}, {"serial", "s3", 7, 0}, {"asset", "a3", 8, 0},
	}},
	{smbios.Processor, []property{
		{"manufacturer", "Maker of 4", 7, 0}, {"version", "v4", 0x10, 0}, {"serial", "s4", 0x20, 0}, {"asset", "a4", 0x21, 0},
		{"part", "p4", 0x22, 0}, {"max-speed", "4321", 0x14, 2}, {"current-speed", "1234", 0x16, 2},
	}},
	{smbios.MemoryDevice, []property{
		{"bank", "Bank 7", 0x11, 0}, {"manufacturer", "Maker of 17", 0x17, 0}, {"serial", "s17", 0x18, 0},
		{"asset", "a17", 0x19, 0}, {"part", "p17", 0x1a, 0}, {"speed", "2667", 0x15, 2},
	}},
}

// Further options of the test, which are not copied as they are.
const (
	socketPrefix  = "Socket"
	locatorPrefix = "Slot"
	oemString1    = "first"
	oemString2    = "second, with a comma"
	smbiosSockets = 2
	smbiosCores   = 3
)

// smbiosOptions returns the options of the test.
func smbiosOptions() []graph.Option {
	all := []graph.Option{option("-smp", graph.P("cpus", "6"), graph.P("sockets", strconv.Itoa(smbiosSockets)), graph.P("cores", strconv.Itoa(smbiosCores)))}
	further := map[smbios.Type][]graph.Prop{
		smbios.BIOS:         {graph.P("release", "4.5"), graph.P("uefi", "on")},
		smbios.System:       {graph.P("uuid", systemUUID)},
		smbios.Processor:    {graph.P("sock_pfx", socketPrefix)},
		smbios.MemoryDevice: {graph.P("loc_pfx", locatorPrefix)},
	}
	for _, d := range described {
		all = append(all, d.option(further[d.typ]...))
	}
	return append(all, option("-smbios", graph.P("type", strconv.Itoa(int(smbios.OEMStrings))), graph.P("value", oemString1), graph.P("value", oemString2)))
}

// smbiosTest checks the entry point and the structures against the options and the machine.
func smbiosTest(t *run.T, s *tableloader.Source) {
	all := smbiosOf(t, s)
	t.Step("entry point", func() { entryPoint(t, s, all) })
	t.Step("options", func() { optionsOf(t, all, described) })
	t.Step("BIOS", func() { biosInformation(t, all) })
	t.Step("UUID", func() {
		system := the(t, all, smbios.System)
		if low, top := system.Int(uuidOffset, 8), system.Int(uuidOffset+8, 8); low != wireUUIDLow || top != wireUUIDTop {
			t.Errorf("UUID = %#x %#x, want %#x %#x", low, top, uint64(wireUUIDLow), uint64(wireUUIDTop))
		}
	})
	t.Step("processors", func() { sockets(t, all) })
	t.Step("OEM strings", func() {
		got := the(t, all, smbios.OEMStrings)
		if got.Int(4, 1) != 2 || got.Strings[0] != oemString1 || got.Strings[1] != oemString2 {
			t.Errorf("OEM strings = %d, %q, want 2, %q, %q", got.Int(4, 1), got.Strings, oemString1, oemString2)
		}
	})
	t.Step("memory", func() { memoryDevices(t, s, all) })
}

// smbiosOf returns the structures of a machine.
func smbiosOf(t *run.T, s *tableloader.Source) []smbios.Structure {
	t.Helper()
	table, err := s.Device.File(t.Context(), tableFile)
	t.Must(err)
	all, err := smbios.Parse(table)
	t.Must(err)
	return all
}

// the returns the first structure of a type, which must be there.
func the(t *run.T, all []smbios.Structure, typ smbios.Type) smbios.Structure {
	t.Helper()
	some := smbios.Of(all, typ)
	if len(some) == 0 {
		t.Fatalf("there is no structure of type %d", typ)
	}
	return some[0]
}

// entryPoint checks the entry point against the table.
func entryPoint(t *run.T, s *tableloader.Source, all []smbios.Structure) {
	anchor, err := s.Device.File(t.Context(), anchorFile)
	t.Must(err)
	entry, err := smbios.ParseEntry(anchor)
	t.Must(err)
	size := 0
	for _, s := range all {
		size += s.Size
	}
	if entry.Major == 3 {
		if int(entry.Length) < size {
			t.Errorf("maximum size of the table = %d, and it has %d bytes", entry.Length, size)
		}
		return
	}
	largest := 0
	for _, s := range all {
		largest = max(largest, s.Size)
	}
	if int(entry.Length) != size || int(entry.Count) != len(all) || int(entry.MaxSize) != largest {
		t.Errorf("entry point: %d structures in %d bytes, the largest %d, want %d in %d, the largest %d",
			entry.Count, entry.Length, entry.MaxSize, len(all), size, largest)
	}
}

// optionsOf checks the values that are copied from the options, in each structure of its type.
func optionsOf(t *run.T, all []smbios.Structure, options []description) {
	t.Helper()
	for _, d := range options {
		the(t, all, d.typ)
		for _, s := range smbios.Of(all, d.typ) {
			for _, p := range d.properties {
				got := s.Text(p.offset)
				if p.size > 0 {
					got = strconv.FormatUint(s.Int(p.offset, p.size), 10)
				}
				if got != p.value {
					t.Errorf("type %d, %s = %q, want %q", d.typ, p.name, got, p.value)
				}
			}
		}
	}
}

// biosInformation checks the numbers of type 0 (section 7.1).
func biosInformation(t *run.T, all []smbios.Structure) {
	const uefi, virtual = 1 << 3, 1 << 4
	s := the(t, all, smbios.BIOS)
	if major, minor := s.Int(0x14, 1), s.Int(0x15, 1); major != 4 || minor != 5 {
		t.Errorf("release = %d.%d, want 4.5", major, minor)
	}
	if got := s.Int(0x13, 1) & (uefi | virtual); got != uefi|virtual {
		t.Errorf("characteristics = %#x, want UEFI and virtual machine, %#x", got, uefi|virtual)
	}
}

// sockets checks that each socket is a structure of type 4 (section 7.5).
func sockets(t *run.T, all []smbios.Structure) {
	const central, populatedEnabled = 3, 0x41
	some := smbios.Of(all, smbios.Processor)
	if len(some) != smbiosSockets {
		t.Errorf("%d processors, want %d", len(some), smbiosSockets)
	}
	for i, s := range some {
		if want := socketPrefix + " " + strconv.Itoa(i); s.Text(4) != want {
			t.Errorf("socket = %q, want %q", s.Text(4), want)
		}
		for _, f := range []struct {
			name         string
			offset, size int
			want         uint64
		}{
			{"type", 5, 1, central}, {"status", 0x18, 1, populatedEnabled}, {"cores", 0x23, 1, smbiosCores},
			{"enabled cores", 0x24, 1, smbiosCores}, {"threads", 0x25, 1, smbiosCores},
		} {
			if got := s.Int(f.offset, f.size); got != f.want {
				t.Errorf("processor %d: %s = %#x, want %#x", i, f.name, got, f.want)
			}
		}
	}
}

// memoryDevices checks that types 16, 17 and 19 have all of the RAM (sections 7.17, 7.18, 7.20).
func memoryDevices(t *run.T, s *tableloader.Source, all []smbios.Structure) {
	summary, err := qmp.Execute[struct {
		Base uint64 `json:"base-memory"`
	}](t.Context(), s.Device.Machine.Monitor, "query-memory-size-summary", qmp.Args{})
	t.Must(err)
	array := the(t, all, smbios.MemoryArray)
	devices := smbios.Of(all, smbios.MemoryDevice)
	var sum uint64
	for i, d := range devices {
		const mib = 20
		sum += d.Int(0xc, 2) << mib
		if want := locatorPrefix + " " + strconv.Itoa(i); d.Text(0x10) != want {
			t.Errorf("locator = %q, want %q", d.Text(0x10), want)
		}
		if got := d.Int(4, 2); got != uint64(array.Handle) {
			t.Errorf("device %d is in the array with handle %#x, want %#x", i, got, array.Handle)
		}
	}
	if sum != summary.Base {
		t.Errorf("the devices have %#x bytes, want %#x", sum, summary.Base)
	}
	const kib = 10
	if number, size := array.Int(0xd, 2), array.Int(7, 4)<<kib; number != uint64(len(devices)) || size != summary.Base {
		t.Errorf("the array has %d devices, and up to %#x bytes, want %d, %#x", number, size, len(devices), summary.Base)
	}
	mapped := smbios.Of(all, smbios.MappedAddress)
	sum = 0
	for _, a := range mapped {
		sum += (a.Int(8, 4) + 1 - a.Int(4, 4)) << kib
	}
	if len(mapped) > 0 && sum != summary.Base {
		t.Errorf("the mapped ranges have %#x bytes, want %#x", sum, summary.Base)
	}
}
