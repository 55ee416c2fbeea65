package virtioiommu

import (
	"encoding/binary"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

// probeSize is the size of the properties, in bytes (QEMU 11.1, configuration
// space).
const probeSize = 512

// addressBits is the number of bits of virtual addresses in the config test.
const addressBits = 40

// config compares every field of configuration space with the command line, or with
// QEMU's defaults: all domains, and bypass. It finds a device that omits a field or
// puts it elsewhere, or lets a driver write more than bypass.
func config(t *run.T, hw *virtio.Hardware) {
	each(t, hw, all(), func(r *rig) {
		r.fields()
		space := r.iommu.Config()
		for _, x := range []struct{ write, want uint8 }{{0, 0}, {1, 1}} {
			virtioiommu.ConfigBypass.WriteT(r, space, x.write)
			if got := virtioiommu.ConfigBypass.ReadT(r, space); got != x.want {
				r.Errorf("%v: bypass = %d after a write of %d, want %d", r.iommu.Device, got, x.write, x.want)
			}
		}
		virtioiommu.ConfigInputEnd.WriteT(r, space, 0xfff)
		virtioiommu.ConfigProbeSize.WriteT(r, space, 1)
		r.fields()
		r.probe()
	})
}

func (r *rig) fields() {
	r.Helper()
	space := r.iommu.Config()
	want := map[string]uint64{
		"page_size_mask": ^uint64(0xfff), "input_range.start": 0, "input_range.end": 1<<addressBits - 1,
		"domain_range.start": 0, "domain_range.end": 1<<32 - 1, "probe_size": probeSize, "bypass": 1,
	}
	got := map[string]uint64{
		"page_size_mask":     virtioiommu.ConfigPageSizeMask.ReadT(r, space),
		"input_range.start":  virtioiommu.ConfigInputStart.ReadT(r, space),
		"input_range.end":    virtioiommu.ConfigInputEnd.ReadT(r, space),
		"domain_range.start": uint64(virtioiommu.ConfigDomainStart.ReadT(r, space)),
		"domain_range.end":   uint64(virtioiommu.ConfigDomainEnd.ReadT(r, space)),
		"probe_size":         uint64(virtioiommu.ConfigProbeSize.ReadT(r, space)),
		"bypass":             uint64(virtioiommu.ConfigBypass.ReadT(r, space)),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.Errorf("%v: configuration space mismatch (-want +got):\n%s", r.iommu.Device, diff)
	}
}

// probe requests properties: the list must consist of reserved regions, and end.
func (r *rig) probe() {
	r.Helper()
	endpoint := r.endpoints(1)[0]
	status, list, err := r.iommu.Probe(r.Context(), endpoint, probeSize)
	r.Must(err)
	if status != virtioiommu.OK {
		r.Fatalf("%v: PROBE of endpoint %#x: status = %v, want OK", r.iommu.Device, endpoint, status)
	}
	const (
		reservedMemory = 1 // VIRTIO_IOMMU_PROBE_T_RESV_MEM
		regionSize     = 20
	)
	le := binary.LittleEndian
	for len(list) >= 4 && le.Uint16(list)&0xfff != 0 {
		kind, size := le.Uint16(list)&0xfff, int(le.Uint16(list[2:]))
		if kind != reservedMemory || size != regionSize || len(list) < 4+size {
			r.Fatalf("%v: PROBE of endpoint %#x: got a property of type %d and %d bytes, want a reserved region", r.iommu.Device, endpoint, kind, size)
		}
		if start, end := le.Uint64(list[8:]), le.Uint64(list[16:]); start > end {
			r.Errorf("%v: PROBE of endpoint %#x: got a region from %#x to %#x, want start before end", r.iommu.Device, endpoint, start, end)
		}
		list = list[4+size:]
	}
	for _, b := range list {
		if b != 0 {
			r.Fatalf("%v: PROBE of endpoint %#x: bytes behind the properties are not zero", r.iommu.Device, endpoint)
		}
	}
	status, _, err = r.iommu.Probe(r.Context(), absent, probeSize)
	r.Must(err)
	if status != virtioiommu.NoEntry {
		r.Errorf("%v: PROBE of a nonexistent endpoint: status = %v, want %v", r.iommu.Device, status, virtioiommu.NoEntry)
	}
}
