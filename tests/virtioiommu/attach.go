package virtioiommu

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

// attachDetach attaches endpoints to domains and detaches them, correctly and incorrectly
// (section 5.13.6.3.2 "Device Requirements: ATTACH request" and 5.13.6.4.2 "Device
// Requirements: DETACH request"). It finds a device that forgets an endpoint's domain, or
// keeps an empty domain.
func attachDetach(t *run.T, hw *virtio.Hardware) {
	const (
		one, other = 1, 0xfffffffe // domains
		unknown    = virtioiommu.AttachFlags(1 << 31)
	)
	each(t, hw, all(), func(r *rig) {
		endpoints := r.endpoints(2)
		first, second := endpoints[0], endpoints[1]
		attach := func(domain, endpoint uint32, flags virtioiommu.AttachFlags) []byte {
			return virtioiommu.AttachRequest(virtioiommu.Attachment{Domain: domain, Endpoint: endpoint, Flags: flags})
		}
		detach := virtioiommu.DetachRequest
		// The answer to UNMAP shows whether a domain exists.
		exists := virtioiommu.UnmapRequest
		r.run([]step{
			{"ATTACH of a nonexistent endpoint", attach(one, absent, 0), virtioiommu.NoEntry, 0},
			{"UNMAP of a domain after a refused ATTACH", exists(one, 0, 0xfff), virtioiommu.NoEntry, 0},
			{"ATTACH with an unknown flag", attach(one, first, unknown), virtioiommu.Invalid, 0},
			{"DETACH of an unattached endpoint", detach(one, first), virtioiommu.Invalid, virtioiommu.NoEntry},
			{"DETACH of a nonexistent endpoint", detach(one, absent), virtioiommu.NoEntry, 0},

			{"ATTACH", attach(one, first, 0), virtioiommu.OK, 0},
			{"UNMAP of its domain", exists(one, 0, 0xfff), virtioiommu.OK, 0},
			{"ATTACH to the same domain again", attach(one, first, 0), virtioiommu.OK, 0},
			{"ATTACH of another endpoint to the domain", attach(one, second, 0), virtioiommu.OK, 0},
			{"DETACH from another domain", detach(other, first), virtioiommu.Invalid, virtioiommu.NoEntry},
			{"ATTACH to another domain", attach(other, first, 0), virtioiommu.OK, 0},
			{"DETACH from the first domain, which it has left", detach(one, first), virtioiommu.Invalid, 0},
			{"DETACH of the other endpoint", detach(one, second), virtioiommu.OK, 0},
			{"UNMAP of the empty domain", exists(one, 0, 0xfff), virtioiommu.NoEntry, 0},
			{"DETACH from the other domain", detach(other, first), virtioiommu.OK, 0},
			{"DETACH once more", detach(other, first), virtioiommu.Invalid, virtioiommu.NoEntry},
			{"UNMAP of the other, empty domain", exists(other, 0, 0xfff), virtioiommu.NoEntry, 0},

			{"ATTACH to a domain with bypass", attach(one, first, virtioiommu.Bypass), virtioiommu.OK, 0},
			{"ATTACH to it without bypass", attach(one, second, 0), virtioiommu.Invalid, 0},
			{"MAP of a domain with bypass", virtioiommu.MapRequest(virtioiommu.Mapping{Domain: one, End: 0xfff, Flags: virtioiommu.Read}), virtioiommu.Invalid, 0},
			{"UNMAP of a domain with bypass", exists(one, 0, 0xfff), virtioiommu.Invalid, 0},
			{"DETACH from the domain with bypass", detach(one, first), virtioiommu.OK, 0},
			{"ATTACH of the other endpoint to a domain without bypass", attach(other, second, 0), virtioiommu.OK, 0},
			{"ATTACH to that with bypass", attach(other, first, virtioiommu.Bypass), virtioiommu.Invalid, 0},
			{"DETACH from the domain without", detach(other, second), virtioiommu.OK, 0},
		})
	})
	for _, s := range []struct {
		name  string
		check func(*rig)
	}{
		{"unknown type", unknownType}, {"reserved bytes", reserved}, {"PROBE with reserved bytes", probes},
		{"ranges that are not aligned", unaligned}, {"PROBE with too little room", shortProbe}, // the last: it crashes QEMU 7.2
	} {
		t.Step(s.name, func() { modern(t, hw, s.check) })
	}
}
