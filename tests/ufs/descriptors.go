package ufs

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
)

// descriptor is a descriptor of the device, with its length in bytes.
type descriptor struct {
	name   string
	idn    ufs.Descriptor
	index  uint8
	length int
}

// descriptorList lists the descriptors except strings (UFS, section 14.1.4
// "Descriptor Definitions"). Later versions have extended some; their lengths are
// those of the version that the device names on a QEMU of version v.
func descriptorList(v graph.Version) []descriptor {
	return []descriptor{
		{"Device", ufs.DescriptorDevice, 0, 0x59},
		{"Unit of logical unit 0", ufs.DescriptorUnit, 0, 0x2d},
		{"Unit of logical unit 1", ufs.DescriptorUnit, 1, 0x2d},
		{"RPMB Unit", ufs.DescriptorUnit, ufs.RPMBUnit, 0x23},
		{"Interconnect", ufs.DescriptorInterconnect, 0, 0x06},
		{"Geometry", ufs.DescriptorGeometry, 0, geometryLength.On(v)},
		{"Power", ufs.DescriptorPower, 0, 0x62},
		{"Device Health", ufs.DescriptorHealth, 0, 0x2d},
	}
}

// geometryLength is the length of the Geometry Descriptor.
var geometryLength = graph.ByVersion[int]{
	Value:   0x69,
	Earlier: []graph.Earlier[int]{{Until: "11.1", Value: 0x57, Why: "QEMU's device had the descriptor of UFS 4.0"}},
}

// descriptors checks the descriptors of the device.
func descriptors(t *run.T, d *ufs.Device) {
	withList(t, d, func(l *ufs.List) {
		m := ufs.Manager{Transport: l}
		initDevice(t, d, l)
		t.Step("lengths", func() {
			for _, row := range descriptorList(t.Env.Version()) {
				lengths(t, m, row)
			}
		})
		t.Step("device descriptor", func() { device(t, m) })
		t.Step("unit descriptors", func() { unitDescriptors(t, m) })
		t.Step("geometry descriptor", func() { geometry(t, m) })
		t.Step("errors", func() { descriptorErrors(t, m) })
	})
}

// lengths reads a descriptor with lengths up to more than its own. The device returns
// the requested length, or the whole descriptor if that is shorter (UFS, section 10.7.8
// "QUERY REQUEST UPIU"). It tries every length of the Device Descriptor; of the others,
// those at both ends and around powers of two.
func lengths(t *run.T, m ufs.Manager, row descriptor) {
	t.Helper()
	whole, err := m.ReadDescriptor(t.Context(), row.idn, row.index, 255)
	t.Must(err)
	if len(whole) != row.length || int(whole[0]) != row.length || ufs.Descriptor(whole[1]) != row.idn {
		t.Errorf("%s Descriptor: got %d bytes, first % x, want %d of type %#02x", row.name, len(whole), whole[:2], row.length, uint8(row.idn))
		return
	}
	for n := range row.length + 3 {
		telling := n < 4 || n > row.length-3 || (n-1)&n == 0 || (n+1)&n == 0
		if row.idn != ufs.DescriptorDevice && !telling {
			continue
		}
		got, err := m.ReadDescriptor(t.Context(), row.idn, row.index, uint16(n))
		t.Must(err)
		if want := whole[:min(n, len(whole))]; !bytes.Equal(got, want) {
			t.Errorf("%s Descriptor, %d bytes: got % x, want % x", row.name, n, got, want)
		}
	}
}

// device checks the Device Descriptor (UFS, section 14.1.4.2 "Device Descriptor") and its
// strings.
func device(t *run.T, m ufs.Manager) {
	p, err := m.ReadDescriptor(t.Context(), ufs.DescriptorDevice, 0, 255)
	t.Must(err)
	for _, row := range []struct {
		name string
		at   int
		want []byte
	}{
		{"bNumberLU", 0x06, []byte{2}},
		{"bNumberWLU", 0x07, []byte{4}},
		{"bDescrAccessEn", 0x09, []byte{0}},
		{"wSpecVersion", 0x10, binary.BigEndian.AppendUint16(nil, uint16(ufs.Version(t.Env.Version())))},
	} {
		if got := p[row.at:][:len(row.want)]; !bytes.Equal(got, row.want) {
			t.Errorf("%s = % x, want % x", row.name, got, row.want)
		}
	}
	for _, row := range []struct {
		name string
		at   int
		want string
	}{
		{"iManufacturerName", 0x14, "REDHAT"},
		{"iProductName", 0x15, "QEMU UFS"},
		{"iProductRevisionLevel", 0x2a, "0001"},
	} {
		if got := readString(t, m, p[row.at]); got != row.want {
			t.Errorf("string of %s = %q, want %q", row.name, got, row.want)
		}
	}
	for _, at := range []int{0x16, 0x17} { // iSerialNumber, iOemID: any text
		readString(t, m, p[at])
	}
}

// readString returns a string (UFS, section 14.1.4.10 "Manufacturer Name String
// Descriptor" and following): UTF-16, big-endian.
func readString(t *run.T, m ufs.Manager, index uint8) string {
	t.Helper()
	p, err := m.ReadDescriptor(t.Context(), ufs.DescriptorString, index, 255)
	t.Must(err)
	if len(p) < 2 || len(p)%2 != 0 || int(p[0]) != len(p) || ufs.Descriptor(p[1]) != ufs.DescriptorString {
		t.Errorf("string %d = % x, want a string descriptor", index, p)
		return ""
	}
	var units []uint16
	for at := 2; at < len(p); at += 2 {
		units = append(units, binary.BigEndian.Uint16(p[at:]))
	}
	return strings.TrimRight(string(utf16.Decode(units)), "\x00")
}

// unitDescriptors checks the Unit Descriptor of both logical units (UFS, section 14.1.4.5
// "Unit Descriptor").
func unitDescriptors(t *run.T, m ufs.Manager) {
	for lun, size := range []int64{block.DefaultSize, diskSize} {
		p, err := m.ReadDescriptor(t.Context(), ufs.DescriptorUnit, uint8(lun), 255)
		t.Must(err)
		const blockShift = 12
		count := binary.BigEndian.Uint64(p[0x0b:])
		if p[2] != uint8(lun) || p[3] != 1 || p[0x0a] != blockShift || count != uint64(size>>blockShift) {
			t.Errorf("logical unit %d: bUnitIndex %d, bLUEnable %d, bLogicalBlockSize %d, qLogicalBlockCount %d", lun, p[2], p[3], p[0x0a], count)
		}
	}
}

// geometry checks that the Geometry Descriptor (UFS, section 14.1.4.4 "Geometry
// Descriptor") has the total capacity of the logical units, in units of 512
// bytes.
func geometry(t *run.T, m ufs.Manager) {
	p, err := m.ReadDescriptor(t.Context(), ufs.DescriptorGeometry, 0, 255)
	t.Must(err)
	if got, want := binary.BigEndian.Uint64(p[4:]), uint64(block.DefaultSize+diskSize)/512; got != want {
		t.Errorf("qTotalRawDeviceCapacity = %d, want %d", got, want)
	}
}

// descriptorErrors checks that the device refuses nonexistent descriptors, and
// writes to read-only ones.
func descriptorErrors(t *run.T, m ufs.Manager) {
	read := func(d ufs.Descriptor, index, selector uint8) ufs.Query {
		return ufs.Query{Opcode: ufs.QueryReadDescriptor, IDN: uint8(d), Index: index, Selector: selector, Length: 16}
	}
	for _, idn := range []ufs.Descriptor{0x03, 0x06, 0x0a, 0x7f, 0x80, 0xff} {
		refusedQuery(t, m, fmt.Sprintf("descriptor %#02x", uint8(idn)), read(idn, 0, 0), ufs.QueryInvalidIDN)
	}
	for _, row := range []struct {
		name string
		q    ufs.Query
		want ufs.QueryCode
	}{
		{"Unit of logical unit 2", read(ufs.DescriptorUnit, 2, 0), ufs.QueryInvalidIndex},
		{"Unit of logical unit 8", read(ufs.DescriptorUnit, 8, 0), ufs.QueryInvalidIndex},
		{"Unit of a well known logical unit", read(ufs.DescriptorUnit, ufs.DeviceUnit, 0), ufs.QueryInvalidIndex},
		{"string 5", read(ufs.DescriptorString, 5, 0), ufs.QueryInvalidIndex},
		{"string 255", read(ufs.DescriptorString, 255, 0), ufs.QueryInvalidIndex},
		{"Device with a selector", read(ufs.DescriptorDevice, 0, 1), ufs.QueryInvalidSelector},
	} {
		refusedQuery(t, m, row.name, row.q, row.want)
	}
	before, err := m.ReadDescriptor(t.Context(), ufs.DescriptorDevice, 0, 255)
	t.Must(err)
	for _, idn := range []ufs.Descriptor{ufs.DescriptorDevice, ufs.DescriptorUnit, ufs.DescriptorGeometry, ufs.DescriptorPower} {
		data := bytes.Repeat([]byte{0x5a}, 32)
		q := ufs.Query{Opcode: ufs.QueryWriteDescriptor, IDN: uint8(idn), Length: uint16(len(data)), Data: data}
		if _, err := m.Query(t.Context(), q); !errors.Is(err, ufs.QueryNotWriteable) {
			t.Errorf("write descriptor %#02x: got %v, want %v", uint8(idn), err, ufs.QueryNotWriteable)
		}
	}
	after, err := m.ReadDescriptor(t.Context(), ufs.DescriptorDevice, 0, 255)
	t.Must(err)
	if !bytes.Equal(before, after) {
		t.Errorf("the Device Descriptor changed from % x to % x", before, after)
	}
}
