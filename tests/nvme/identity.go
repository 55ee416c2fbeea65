package nvme

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
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

// contents is the known part of the Identify Controller data structure.
type contents struct {
	VID, SSVID uint16
	SN, MN     string
	VER        nvme.Version
	SQES, CQES uint8
	MDTS       int // in pages
	NN         uint32
	Optional   nvme.OptionalCommands
	VWC        bool
}

func identifyController(t *run.T, d *nvme.Device) {
	id, err := d.IdentifyController(t.Context())
	t.Must(err)
	pci := nvme.PCIModel().ID
	want := contents{
		VID: pci.Vendor, SSVID: pci.SubsystemVendor,
		SN: pad(nvme.Serial, 20), MN: pad("QEMU NVMe Ctrl", 40),
		VER: nvme.Version14, SQES: 0x66, CQES: 0x44,
		MDTS: 128, NN: 256,
		Optional: nvme.OptionalCompare | nvme.OptionalDataset | nvme.OptionalWriteZeroes,
		VWC:      true,
	}
	got := contents{
		VID: id.VID(), SSVID: id.SSVID(), SN: id.SN(), MN: id.MN(),
		VER: id.VER(), SQES: id.SQES(), CQES: id.CQES(), MDTS: id.MDTS(), NN: id.NN(),
		Optional: id.ONCS() & want.Optional, VWC: id.VWC(),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Identify Controller (-want +got):\n%s", diff)
	}
	if fr := id.FR(); strings.Trim(fr, " ") == "" || strings.Trim(fr, "0123456789. ") != "" {
		t.Errorf("firmware revision %q, want QEMU's version", fr)
	}
	// Section 7.9 "NVMe Qualified Names".
	if nqn := id.SUBNQN(); !regexp.MustCompile(`^nqn\.[0-9]{4}-[0-9]{2}\.[^:]+:.+$`).MatchString(nqn) {
		t.Errorf("SUBNQN = %q, want an NVMe qualified name", nqn)
	}
}

func pad(s string, n int) string { return s + strings.Repeat(" ", n-len(s)) }

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
