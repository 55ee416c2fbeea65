package virtioiommu

import (
	"bytes"
	"slices"

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
// puts it elsewhere, lets a driver write more than bypass, has a list of properties that cannot
// be read, or maps addresses outside of its limits.
func config(t *run.T, hw *virtio.Hardware) {
	each(t, hw, all(), func(r *rig) {
		r.fields()
		space := r.iommu.Config()
		for _, v := range []uint8{0, 1} {
			virtioiommu.ConfigBypass.WriteT(r, space, v)
			if got := virtioiommu.ConfigBypass.ReadT(r, space); got != v {
				r.Errorf("%v: bypass = %d after a write of %d", r.iommu.Device, got, v)
			}
		}
		virtioiommu.ConfigInputEnd.WriteT(r, space, 0xfff)
		virtioiommu.ConfigProbeSize.WriteT(r, space, 1)
		r.fields()
		r.probe()
	})
	for _, s := range []struct {
		name  string
		check func(*rig)
	}{
		{"other values of bypass", bypassValues}, {"features that exclude each other", bypassFeatures},
		{"addresses outside of the input range", outside}, {"mappings of reserved regions", reservedRegions},
	} {
		t.Step(s.name, func() { modern(t, hw, s.check) })
	}
}

// bypassValues writes values that bypass cannot have (section 5.13.4.2 "Device Requirements:
// Device configuration layout").
func bypassValues(r *rig) {
	space := r.iommu.Config()
	for _, v := range []uint8{2, 0xff} {
		virtioiommu.ConfigBypass.WriteT(r, space, v)
		if got := virtioiommu.ConfigBypass.ReadT(r, space); got > 1 {
			r.Errorf("%v: bypass = %d after a write of %d, want 0 or 1", r.iommu.Device, got, v)
		}
	}
	virtioiommu.ConfigBypass.WriteT(r, space, 1)
}

// bypassFeatures looks at the two features of bypass, of which a device offers one at most
// (section 5.13.3.2 "Device Requirements: Feature bits").
func bypassFeatures(r *rig) {
	offered, err := r.iommu.Offered(r.Context())
	r.Must(err)
	if offered.Has(virtioiommu.FeatureBypass) && offered.Has(virtioiommu.FeatureBypassConfig) {
		r.Errorf("%v: it offers both BYPASS and BYPASS_CONFIG", r.iommu.Device)
	}
}

// mapRange maps a range in a new domain, and returns the answer.
func (r *rig) mapRange(start, end uint64) virtioiommu.Status {
	r.Helper()
	const domain = 3
	endpoint := r.endpoints(1)[0]
	r.run([]step{{"ATTACH", virtioiommu.AttachRequest(virtioiommu.Attachment{Domain: domain, Endpoint: endpoint}), virtioiommu.OK, 0}})
	got, err := r.iommu.Map(r.Context(), virtioiommu.Mapping{Domain: domain, Start: start, End: end, Physical: 1 << 20, Flags: virtioiommu.Read})
	r.Must(err)
	r.run([]step{{"DETACH", virtioiommu.DetachRequest(domain, endpoint), virtioiommu.OK, 0}})
	return got
}

// wantRefused maps ranges, and has a step of its own for the check that each is refused.
func (r *rig) wantRefused(ranges ...[2]uint64) {
	r.Helper()
	answers := make([]virtioiommu.Status, len(ranges))
	for i, x := range ranges {
		answers[i] = r.mapRange(x[0], x[1])
	}
	r.Step("refusal", func() {
		for i, x := range ranges {
			if answers[i] == virtioiommu.OK {
				r.Errorf("%v: MAP of %#x to %#x: status = %v, want an error", r.iommu.Device, x[0], x[1], answers[i])
			}
		}
	})
}

// outside maps addresses above the input range (section 5.13.6 "Device operations").
func outside(r *rig) {
	r.wantRefused([2]uint64{1 << addressBits, 1<<addressBits + pageSize - 1}, [2]uint64{1<<addressBits - pageSize, 1<<addressBits + pageSize - 1})
}

// reservedRegions maps addresses that the device has reserved (section 5.13.6.8.1.2 "Device
// Requirements: Property RESV_MEM").
func reservedRegions(r *rig) {
	regions := r.regions(r.endpoints(1)[0])
	if len(regions) == 0 {
		r.Skipf("%v reserves no region", r.iommu.Device)
	}
	first := regions[0]
	r.wantRefused([2]uint64{first.Start, first.End}, [2]uint64{first.Start - pageSize, first.Start + pageSize - 1})
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

// probe requests properties: the list must consist of reserved regions, and end. A request
// with room for fewer bytes is refused (section 5.13.6.7.2 "Device Requirements: PROBE
// request").
func (r *rig) probe() {
	r.Helper()
	endpoint := r.endpoints(1)[0]
	messages := 0
	regions := r.regions(endpoint)
	for i, region := range regions {
		if region.Start > region.End || region.Kind > virtioiommu.RegionMSI || region.Reserved != 0 {
			r.Errorf("%v: PROBE of endpoint %#x: got the region %+v", r.iommu.Device, endpoint, region)
		}
		if region.Kind == virtioiommu.RegionMSI {
			messages++
		}
		if slices.ContainsFunc(regions[:i], region.Overlaps) {
			r.Errorf("%v: PROBE of endpoint %#x: the region from %#x to %#x overlaps another one", r.iommu.Device, endpoint, region.Start, region.End)
		}
	}
	if messages > 1 {
		r.Errorf("%v: PROBE of endpoint %#x: got %d regions of messages, want at most one", r.iommu.Device, endpoint, messages)
	}
	status, _, err := r.iommu.Probe(r.Context(), absent, probeSize)
	r.Must(err)
	if status != virtioiommu.NoEntry {
		r.Errorf("%v: PROBE of a nonexistent endpoint: status = %v, want %v", r.iommu.Device, status, virtioiommu.NoEntry)
	}
}

// regions returns the reserved regions of an endpoint.
func (r *rig) regions(endpoint uint32) []virtioiommu.ReservedRegion {
	r.Helper()
	status, list, err := r.iommu.Probe(r.Context(), endpoint, probeSize)
	r.Must(err)
	if status != virtioiommu.OK {
		r.Fatalf("%v: PROBE of endpoint %#x: status = %v, want OK", r.iommu.Device, endpoint, status)
	}
	regions, rest, err := virtioiommu.ParseProperties(list)
	r.Must(err)
	if !bytes.Equal(rest, make([]byte, len(rest))) {
		r.Errorf("%v: PROBE of endpoint %#x: bytes behind the properties are not zero", r.iommu.Device, endpoint)
	}
	return regions
}
