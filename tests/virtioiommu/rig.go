package virtioiommu

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

// absent is a nonexistent endpoint: the last function of the last bus.
const absent = 0xffff

// rig is a started device.
type rig struct {
	*run.T
	iommu *virtioiommu.IOMMU
}

// each runs check with the device opened by each of its transports in turn.
func each(t *run.T, hw *virtio.Hardware, features virtio.Features, check func(*rig)) {
	t.Helper()
	for _, transport := range hw.TransportsT(t) {
		t.Step(transport.String(), func() {
			iommu, err := virtioiommu.Open(t.Context(), hw, transport, features)
			t.Must(err)
			iommu.NeedT(t, features)
			check(&rig{T: t, iommu: iommu})
			t.Must(iommu.Close(t.Context()))
		})
	}
}

// modern runs check with the device opened by its first modern transport. Requests are the same
// with each of them.
func modern(t *run.T, hw *virtio.Hardware, check func(*rig)) {
	t.Helper()
	iommu, err := virtioiommu.Open(t.Context(), hw, hw.ModernT(t), all())
	t.Must(err)
	defer func() { t.Must(iommu.Close(t.Context())) }()
	check(&rig{T: t, iommu: iommu})
}

// all are the features that do not change the meaning of requests.
func all() virtio.Features {
	return virtio.FeaturesOf(virtioiommu.FeatureMapUnmap, virtioiommu.FeatureInputRange, virtioiommu.FeatureDomainRange,
		virtioiommu.FeatureProbe, virtioiommu.FeatureMMIO, virtioiommu.FeatureBypassConfig)
}

// step is a request with its expected status.
type step struct {
	name    string
	request []byte
	want    virtioiommu.Status
	or      virtioiommu.Status // also accepted, unless OK
}

// run sends requests one after the other. A wrong answer may cause others, so the
// first one ends the test.
func (r *rig) run(steps []step) {
	r.Helper()
	for _, s := range steps {
		got, _, err := r.iommu.Do(r.Context(), s.request, 0)
		r.Must(err)
		if got != s.want && (s.or == virtioiommu.OK || got != s.or) {
			r.Fatalf("%v: %s: status = %v, want %v", r.iommu.Device, s.name, got, s.want)
		}
	}
}

// endpoints returns the first n endpoints of bus 0.
func (r *rig) endpoints(n int) []uint32 {
	r.Helper()
	var found []uint32
	for endpoint := range uint32(256) {
		status, err := r.iommu.Attach(r.Context(), virtioiommu.Attachment{Domain: 1, Endpoint: endpoint})
		r.Must(err)
		if status == virtioiommu.NoEntry {
			continue
		}
		if status != virtioiommu.OK {
			r.Fatalf("%v: ATTACH of endpoint %#x: status = %v", r.iommu.Device, endpoint, status)
		}
		r.run([]step{{name: "DETACH", request: virtioiommu.DetachRequest(1, endpoint), want: virtioiommu.OK}})
		if found = append(found, endpoint); len(found) == n {
			return found
		}
	}
	r.Fatalf("%v: got endpoints %#x on bus 0, want %d", r.iommu.Device, found, n)
	return nil
}
