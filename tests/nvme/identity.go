package nvme

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/field"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// identity checks the Identify data of the controller and of its namespace
// (section 5.15 "Identify command").
func identity(t *run.T, d *nvme.Device) {
	enabled(t, d, func() {
		identifyController(t, d)
		identifyNamespace(t, d)
		activeNamespaces(t, d)
		descriptors(t, d)
	})
}

// controllerFields returns the Identify Controller data structure of QEMU's controller (figure
// 247 "Identify – Identify Controller Data Structure").
func controllerFields() []field.Field {
	pci := nvme.PCIModel().ID
	return []field.Field{
		field.Little("VID, SSVID", 0, [2]uint16{pci.Vendor, pci.SubsystemVendor}),
		field.Text("SN", 4, nvme.Serial, 20, ' '),
		field.Text("MN", 24, "QEMU NVMe Ctrl", 40, ' '),
		field.Little("RAB", 72, uint8(6)),
		field.Little("IEEE", 73, [3]uint8{0x00, 0x54, 0x52}),
		field.Little("MDTS", 77, uint8(7)),
		field.Little("VER", 80, uint32(nvme.Version14)),
		field.Little("CNTRLTYPE: I/O", 111, uint8(1)),
		field.Little("ACL, AERL, FRMW, LPA, ELPE", 258, [5]uint8{3, 3, 3, 7, 0}),
		field.Little("WCTEMP, CCTEMP", 266, [2]uint16{343, 373}),
		field.Little("SQES, CQES", 512, [2]uint8{0x66, 0x44}),
		field.Little("NN", 516, uint32(256)),
		field.Little("VWC: present, flush of all namespaces", 525, uint8(7)),
		field.Little("SGLS, lower half", 536, uint16(1)),
		field.Little("PSD0: MP", 2048, uint16(2500)),
		field.Little("PSD0: ENLAT, EXLAT", 2052, [2]uint32{16, 4}),
	}
}

// What differs between versions of QEMU: FR, OAES, the lower half of CTRATT, OACS, ONCS, OCFS with its neighbour,
// SGLS's upper half; and the name.
func versionFields() []field.Range {
	return []field.Range{{At: 64, Size: 8}, {At: 92, Size: 6}, {At: 256, Size: 2}, {At: 520, Size: 2}, {At: 534, Size: 2}, {At: 538, Size: 2}, {At: 768, Size: 256}}
}

func identifyController(t *run.T, d *nvme.Device) {
	id, err := d.IdentifyController(t.Context())
	t.Must(err)
	field.ExpectT(t, "Identify Controller", id, controllerFields(), versionFields()...)
	const optional = nvme.OptionalCompare | nvme.OptionalDataset | nvme.OptionalWriteZeroes
	if got := id.ONCS(); got&optional != optional {
		t.Errorf("ONCS = %#x, want bits %#x", uint16(got), uint16(optional))
	}
	if tail := strings.Trim(string(id[768+len(id.SUBNQN()):1024]), "\x00"); tail != "" {
		t.Errorf("got %q behind SUBNQN, want zeros", tail)
	}
	if fr := id.FR(); strings.Trim(fr, " ") == "" || strings.Trim(fr, "0123456789. ") != "" {
		t.Errorf("firmware revision %q, want QEMU's version", fr)
	}
	// Section 7.9 "NVMe Qualified Names".
	if nqn := id.SUBNQN(); !regexp.MustCompile(`^nqn\.[0-9]{4}-[0-9]{2}\.[^:]+:.+$`).MatchString(nqn) {
		t.Errorf("SUBNQN = %q, want an NVMe qualified name", nqn)
	}
}

// sameIdentity checks that the Identify Controller data structure is the same when it is read again.
func sameIdentity(t *run.T, d *nvme.Device) {
	t.Helper()
	first, err := d.IdentifyController(t.Context())
	t.Must(err)
	again, err := d.IdentifyController(t.Context())
	t.Must(err)
	for i, b := range again {
		if b != first[i] {
			t.Errorf("Identify Controller, read again: byte %d is %#02x, want %#02x as before", i, b, first[i])
		}
	}
}

func identifyNamespace(t *run.T, d *nvme.Device) {
	ns, err := d.IdentifyNamespace(t.Context(), namespace)
	t.Must(err)
	type sizes struct {
		NSZE, NCAP, NUSE    uint64
		BlockSize, Metadata int
	}
	const blocks = driveSize / blockSize
	got := sizes{ns.NSZE(), ns.NCAP(), ns.NUSE(), ns.BlockSize(), ns.MetadataSize()}
	want := sizes{blocks, blocks, blocks, blockSize, 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Identify Namespace (-want +got):\n%s", diff)
	}
	// What differs between versions: features, formats in use, deallocated blocks, preferred sizes.
	field.ExpectT(t, "Identify Namespace", ns, []field.Field{
		field.Little("NSZE, NCAP, NUSE", 0, [3]uint64{blocks, blocks, blocks}),
		field.Little("LBAF0: LBADS", 130, uint8(9)),
	}, field.Range{At: 24, Size: 5}, field.Range{At: 33, Size: 1}, field.Range{At: 64, Size: 10}, field.Range{At: 104, Size: 24}, field.Range{At: 132, Size: 252})
	if ns.Format() >= ns.Formats() {
		t.Errorf("namespace uses LBA format %d of %d", ns.Format(), ns.Formats())
	}
	// An inactive namespace reads as zeros.
	empty, err := d.IdentifyNamespace(t.Context(), namespace+1)
	t.Must(err)
	if !bytes.Equal(empty, make([]byte, nvme.IdentifySize)) {
		t.Errorf("Identify Namespace of an inactive namespace: want all zero")
	}
}

// activeNamespaces checks the list of namespaces with a greater identifier.
func activeNamespaces(t *run.T, d *nvme.Device) {
	for _, row := range []struct {
		above uint32
		want  []uint32
	}{{0, []uint32{namespace}}, {namespace, nil}} {
		p, err := d.Identity(t.Context(), nvme.CNSActiveNamespaces, row.above)
		t.Must(err)
		var got []uint32
		for at := 0; at < len(p); at += 4 {
			if id := binary.LittleEndian.Uint32(p[at:]); id != 0 {
				got = append(got, id)
			}
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("active namespaces above %d (-want +got):\n%s", row.above, diff)
		}
	}
}

// descriptors checks that the list of the namespace's identifiers is well formed
// and not empty (section 5.15.2.3 "Namespace Identification Descriptor list (CNS
// 03h)", which leaves their number to the controller; the command set's is of revision
// 2.0).
func descriptors(t *run.T, d *nvme.Device) {
	p, err := d.Identity(t.Context(), nvme.CNSDescriptors, namespace)
	t.Must(err)
	lengths := map[byte]byte{1: 8, 2: 16, 3: 16, 4: 1} // EUI-64, NGUID, UUID; command set of revision 2.0
	seen := map[byte]bool{}
	for p[1] != 0 {
		kind, length := p[0], p[1]
		if want := lengths[kind]; length != want || seen[kind] {
			t.Errorf("namespace descriptor of type %d has %d bytes, want %d; seen before: %t, want false", kind, length, want, seen[kind])
			return
		}
		seen[kind] = true
		p = p[4+length:]
	}
	if len(seen) == 0 {
		t.Error("got no namespace descriptor, want at least one")
	}
	if !bytes.Equal(p, make([]byte, len(p))) {
		t.Error("namespace descriptors: want all zero behind the last one")
	}
}
