package virtioiommu

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

// mapUnmap adds mappings and removes them, correctly and incorrectly (section 5.13.6.5.2
// "Device Requirements: MAP request", and the three examples and more of 5.13.6.6 "UNMAP
// request"). It finds a device that lets mappings overlap, splits one, removes too many
// or too few, or counts the last address wrongly.
func mapUnmap(t *run.T, hw *virtio.Hardware) {
	const (
		domain  = 7
		both    = virtioiommu.Read | virtioiommu.Write
		unknown = virtioiommu.MapFlags(1 << 31)
		top     = 1<<64 - 1
	)
	add := func(start, end uint64, flags virtioiommu.MapFlags) []byte {
		return virtioiommu.MapRequest(virtioiommu.Mapping{Domain: domain, Start: start, End: end, Physical: 0xa000000, Flags: flags})
	}
	remove := func(start, end uint64) []byte { return virtioiommu.UnmapRequest(domain, start, end) }
	t.Step("mappings", func() {
		each(t, hw, all(), func(r *rig) {
			endpoint := r.endpoints(1)[0]
			r.run([]step{
				{"MAP of a nonexistent domain", add(0, 0xfff, both), virtioiommu.NoEntry, 0},
				{"UNMAP of a nonexistent domain", remove(0, 0xfff), virtioiommu.NoEntry, 0},
				{"ATTACH", virtioiommu.AttachRequest(virtioiommu.Attachment{Domain: domain, Endpoint: endpoint}), virtioiommu.OK, 0},
				{"MAP with an unknown flag", add(0, 0xfff, unknown), virtioiommu.Invalid, 0},
				{"UNMAP of nothing", remove(0, top), virtioiommu.OK, 0},

				{"MAP", add(0x10000, 0x1ffff, both), virtioiommu.OK, 0},
				{"MAP of the same", add(0x10000, 0x1ffff, both), virtioiommu.Invalid, 0},
				{"MAP of its first page", add(0x10000, 0x10fff, both), virtioiommu.Invalid, 0},
				{"MAP of its last page", add(0x1f000, 0x1ffff, both), virtioiommu.Invalid, 0},
				{"MAP across its start", add(0xf000, 0x10fff, both), virtioiommu.Invalid, 0},
				{"MAP across its end", add(0x1f000, 0x20fff, both), virtioiommu.Invalid, 0},
				{"MAP around it", add(0, 0xfffff, both), virtioiommu.Invalid, 0},
				{"MAP in front of it", add(0xf000, 0xffff, virtioiommu.Read), virtioiommu.OK, 0},
				{"MAP behind it", add(0x20000, 0x20fff, virtioiommu.Write), virtioiommu.OK, 0},
				{"MAP of the last page", add(top-0xfff, top, virtioiommu.Read|virtioiommu.MMIO), virtioiommu.OK, 0},

				{"UNMAP of its first page", remove(0x10000, 0x10fff), virtioiommu.OutOfRange, 0},
				{"UNMAP of its last page", remove(0x1f000, 0x1ffff), virtioiommu.OutOfRange, 0},
				{"UNMAP from its middle on", remove(0x18000, 0x20fff), virtioiommu.OutOfRange, 0},
				{"MAP of the same, still complete", add(0x10000, 0x1ffff, both), virtioiommu.Invalid, 0},
				{"UNMAP of it", remove(0x10000, 0x1ffff), virtioiommu.OK, 0},
				{"UNMAP of it once more", remove(0x10000, 0x1ffff), virtioiommu.OK, 0},
				{"MAP in front of it once more", add(0xf000, 0xffff, both), virtioiommu.Invalid, 0},
				{"MAP of it, page by page: the first", add(0x10000, 0x10fff, both), virtioiommu.OK, 0},
				{"MAP of it, page by page: the second", add(0x11000, 0x11fff, both), virtioiommu.OK, 0},
				{"UNMAP of more than all pages", remove(0, 0xfffff), virtioiommu.OK, 0},
				{"MAP of it all", add(0xf000, 0x20fff, both), virtioiommu.OK, 0},
				{"MAP of the last page once more", add(top-0xfff, top, both), virtioiommu.Invalid, 0},
				{"UNMAP of everything", remove(0, top), virtioiommu.OK, 0},
				{"MAP of everything", add(0, top, both), virtioiommu.OK, 0},
				{"UNMAP of less than that", remove(0, top-0x1000), virtioiommu.OutOfRange, 0},
				{"UNMAP of everything once more", remove(0, top), virtioiommu.OK, 0},

				{"MAP of a page", add(0x5000, 0x5fff, both), virtioiommu.OK, 0},
				{"DETACH", virtioiommu.DetachRequest(domain, endpoint), virtioiommu.OK, 0},
				{"ATTACH to a domain of that number", virtioiommu.AttachRequest(virtioiommu.Attachment{Domain: domain, Endpoint: endpoint}), virtioiommu.OK, 0},
				{"MAP of the page in the new domain", add(0x5000, 0x5fff, both), virtioiommu.OK, 0},
				{"DETACH from that", virtioiommu.DetachRequest(domain, endpoint), virtioiommu.OK, 0},
			})
		})
	})
	t.Step("mappings without MMIO", func() {
		each(t, hw, all().Without(virtioiommu.FeatureMMIO), func(r *rig) {
			r.run([]step{
				{"ATTACH", virtioiommu.AttachRequest(virtioiommu.Attachment{Domain: domain, Endpoint: r.endpoints(1)[0]}), virtioiommu.OK, 0},
				{"MAP", add(0x5000, 0x5fff, both), virtioiommu.OK, 0},
			})
		})
	})
}
