package virtioiommu

import (
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

// pageSize is a multiple of every machine's granularity of mappings, in bytes.
const pageSize = 1 << 16

// migrate moves the machine while an endpoint reaches memory through a mapping, another
// is in a domain with bypass, and a request waits for its notification. It finds a device
// that loses a domain, an endpoint, a mapping or where it leads to, the field bypass or
// its place in the ring.
func migrate(t *run.T, f *virtiopci.Function, second run.Instance[*virtiopci.Function]) {
	const (
		mapped, bypassed = 7, 9 // domains
		both             = virtioiommu.Read | virtioiommu.Write
		window           = 1 << 40 // where the endpoint sees a page of memory
		last             = window + pageSize - 1
	)
	iommu, err := virtioiommu.Open(t.Context(), f.Virtio(), f.Virtio().ModernT(t), all())
	t.Must(err)
	r := &rig{T: t, iommu: iommu}
	e := newEndpoint(t, f.Device().Bus())
	memory := iommu.Machine()
	page, err := memory.AllocZeroed(t.Context(), 2*pageSize, pageSize)
	t.Must(err)
	others := slices.DeleteFunc(r.endpoints(2), func(id uint32) bool { return id == e.id })
	other := others[0]
	attach := func(domain, endpoint uint32, flags virtioiommu.AttachFlags) []byte {
		return virtioiommu.AttachRequest(virtioiommu.Attachment{Domain: domain, Endpoint: endpoint, Flags: flags})
	}
	add := func(domain uint32, start, end, physical uint64) []byte {
		return virtioiommu.MapRequest(virtioiommu.Mapping{Domain: domain, Start: start, End: end, Physical: physical, Flags: both})
	}
	r.run([]step{
		{"ATTACH", attach(mapped, e.id, 0), virtioiommu.OK, 0},
		{"MAP of the endpoint's queue", add(mapped, 0, window-1, 0), virtioiommu.OK, 0},
		{"MAP of a page", add(mapped, window, last, page), virtioiommu.OK, 0},
		{"ATTACH of another endpoint to a domain with bypass", attach(bypassed, other, virtioiommu.Bypass), virtioiommu.OK, 0},
	})
	e.open(t)
	e.writes(t, window, page)
	virtioiommu.ConfigBypass.WriteT(t, iommu.Config(), 0)
	request := add(mapped, last+1, last+pageSize, page+pageSize)
	at, err := memory.AllocZeroed(t.Context(), 64, 8)
	t.Must(err)
	status := at + uint64(len(request))
	head, err := iommu.Requests.Add(virtio.Readable(at, uint32(len(request))), virtio.Writable(status, 4))
	t.Must(err)
	iommu.Requests.Stage(at, append(request, 0xff))
	t.Must(iommu.Requests.Publish(t.Context()))

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	if got := virtioiommu.ConfigBypass.ReadT(t, iommu.Config()); got != 0 {
		t.Errorf("%v: bypass = %d after the migration, want 0", iommu.Device, got)
	}
	e.writes(t, window+64, page+64)
	t.Must(iommu.Requests.Notify(t.Context()))
	used, err := iommu.Requests.Wait(t.Context())
	t.Must(err)
	var got [1]byte
	t.Must(memory.ReadMemory(t.Context(), status, got[:]))
	if used.Head != head || virtioiommu.Status(got[0]) != virtioiommu.OK {
		t.Errorf("%v: MAP that waited for its notification: status = %v", iommu.Device, virtioiommu.Status(got[0]))
	}
	e.writes(t, window+pageSize, page+pageSize)
	r.run([]step{
		{"MAP of the page once more", add(mapped, window, last, page), virtioiommu.Invalid, 0},
		{"MAP of a domain with bypass", add(bypassed, 0, 0xfff, page), virtioiommu.Invalid, 0},
		{"DETACH from the domain with bypass", virtioiommu.DetachRequest(bypassed, other), virtioiommu.OK, 0},
		{"UNMAP of a part of the page", virtioiommu.UnmapRequest(mapped, window, window+0x7ff), virtioiommu.OutOfRange, 0},
	})
	e.close(t)
	r.run([]step{{"DETACH", virtioiommu.DetachRequest(mapped, e.id), virtioiommu.OK, 0}})
	t.Must(iommu.Close(t.Context()))
	t.Must(memory.Alloc.Free(at))
	t.Must(memory.Alloc.Free(page))
}
