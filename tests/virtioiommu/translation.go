package virtioiommu

import (
	"context"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
)

// guarded is an endpoint whose accesses the device translates, with memory that it writes to.
type guarded struct {
	*rig
	e    *endpoint
	page uint64 // physical address of pageSize bytes
}

const (
	domain    = 7
	window    = 1 << 36 // where the endpoint sees the page
	windowEnd = window + pageSize - 1
	both      = virtioiommu.Read | virtioiommu.Write
)

// translation has an endpoint write where it may and where it may not, and looks at the
// memory and at the reports of faults (section 5.13.6 "Device operations"). It finds a
// device that lets an endpoint reach memory without a domain, without a mapping or against
// its flags, that keeps a translation which is gone, or reports another access than was
// made.
func translation(t *run.T, f *virtiopci.Function) {
	e := newEndpoint(t, f.Device().Bus())
	for _, s := range []struct {
		name  string
		check func(*guarded)
	}{
		{"no domain", unattached}, {"no mapping", unmapped}, {"mapping without WRITE", readOnly},
		{"mapping that is gone", removed}, {"domain that the endpoint has left", left}, {"DETACH", detached}, {"domain with bypass", bypassed},
		{"buffer that is too small for a report", smallBuffer},
	} {
		t.Step(s.name, func() {
			iommu, err := virtioiommu.Open(t.Context(), f.Virtio(), f.Virtio().ModernT(t), all())
			t.Must(err)
			page, err := iommu.Machine().AllocZeroed(t.Context(), pageSize, pageSize)
			t.Must(err)
			g := &guarded{rig: &rig{T: t, iommu: iommu}, e: e, page: page}
			g.bypass(1)
			e.open(t)
			s.check(g)
			e.close(t)
			g.bypass(1)
			t.Must(iommu.Close(t.Context()))
			t.Must(iommu.Machine().Alloc.Free(page))
		})
	}
	t.Step("resets", func() { resets(t, f) })
}

// bypass sets the field that lets endpoints without a domain access all memory.
func (g *guarded) bypass(v uint8) {
	g.Helper()
	virtioiommu.ConfigBypass.WriteT(g, g.iommu.Config(), v)
}

// attach puts the endpoint into a domain, where it reaches its own queue alone.
func (g *guarded) attach(domain uint32) {
	g.Helper()
	queue := g.e.queue.Areas().Descriptor &^ (pageSize - 1)
	g.run([]step{
		{"ATTACH", virtioiommu.AttachRequest(virtioiommu.Attachment{Domain: domain, Endpoint: g.e.id}), virtioiommu.OK, 0},
		{"MAP of the endpoint's queue", virtioiommu.MapRequest(virtioiommu.Mapping{
			Domain: domain, Start: queue, End: queue + pageSize - 1, Physical: queue, Flags: both,
		}), virtioiommu.OK, 0},
	})
}

// mapPage lets the endpoints of the domain access the page.
func (g *guarded) mapPage(flags virtioiommu.MapFlags) {
	g.Helper()
	g.run([]step{{"MAP of the page", virtioiommu.MapRequest(virtioiommu.Mapping{
		Domain: domain, Start: window, End: windowEnd, Physical: g.page, Flags: flags,
	}), virtioiommu.OK, 0}})
}

// listen gives the device a buffer of size bytes for a report.
func (g *guarded) listen(size int) *virtio.Reply {
	g.Helper()
	m := g.iommu.Machine()
	at, err := m.Alloc.Alloc(uint64(size), 8)
	g.Must(err)
	g.Must(m.Memset(g.Context(), at, uint64(size), virtio.Unwritten))
	g.Cleanup(func() { g.Must(m.Alloc.Free(at)) })
	head, err := g.iommu.Events.Submit(g.Context(), virtio.Writable(at, uint32(size)))
	g.Must(err)
	return g.iommu.Events.Expect(head, at, size)
}

// report has the endpoint write to an address, and returns the device's report of that.
func (g *guarded) report(addr uint64) virtioiommu.FaultReport {
	g.Helper()
	reply := g.listen(virtioiommu.FaultSize)
	g.attempt(addr)
	used, err := g.iommu.Events.WaitShared(g.Context())
	g.Must(err)
	if !reply.Read {
		g.Must(g.iommu.Machine().ReadMemory(g.Context(), reply.Addr, reply.Bytes))
	}
	got, err := virtioiommu.ParseFault(reply.Bytes[:used.Size])
	g.Must(err)
	return got
}

// refused has the endpoint write to an address, and checks that the device refuses and reports
// it. A report need not have the address, nor the direction (section 5.13.6.9 "Fault
// reporting").
func (g *guarded) refused(addr uint64) {
	g.Helper()
	got := g.report(addr)
	optional := virtioiommu.FaultWrite | virtioiommu.FaultAddress
	want := virtioiommu.FaultReport{Reason: virtioiommu.FaultMapping, Flags: got.Flags & optional, Endpoint: g.e.id, Address: got.Address}
	if got.Flags&virtioiommu.FaultAddress != 0 {
		want.Address = addr
	}
	if got != want {
		g.Errorf("%v: write of endpoint %#x to %#x: fault report %+v, want %+v", g.iommu.Device, g.e.id, addr, got, want)
	}
	g.untouched()
}

// attempt has the endpoint write to an address.
func (g *guarded) attempt(addr uint64) {
	g.Helper()
	_, err := g.e.queue.Submit(g.Context(), virtio.Writable(addr, 16))
	g.Must(err)
}

// untouched waits until the endpoint has ended its write, resets it, and checks that the page
// is as it was.
func (g *guarded) untouched() {
	g.Helper()
	g.Must(g.iommu.Machine().Await(g.Context(), "the endpoint to end its write", func(ctx context.Context) (bool, error) {
		used, err := g.e.queue.CountUsed(ctx)
		if used > 0 || err != nil {
			return true, err
		}
		s, err := g.e.dev.Status(ctx)
		return s&virtio.StatusNeedsReset != 0, err
	}))
	g.Must(g.e.dev.Reset(g.Context()))
	g.zero()
}

// zero checks that the page holds zeros.
func (g *guarded) zero() {
	g.Helper()
	got := make([]byte, pageSize)
	g.Must(g.iommu.Machine().ReadMemory(g.Context(), g.page, got))
	if at := slices.IndexFunc(got, func(b byte) bool { return b != 0 }); at >= 0 {
		g.Errorf("%v: endpoint %#x changed memory that it must not reach: byte %#x of the page at %#x", g.iommu.Device, g.e.id, at, g.page)
	}
}

// reaches has the endpoint write to an address, and clears the page again.
func (g *guarded) reaches(addr uint64) {
	g.Helper()
	g.e.writes(g.T, addr, g.page)
	g.Must(g.iommu.Machine().Memset(g.Context(), g.page, pageSize, 0))
}

// unattached has an endpoint write without a domain: with bypass, and then without.
func unattached(g *guarded) {
	g.reaches(g.page)
	g.bypass(0)
	got := g.report(g.page)
	const defined = virtioiommu.FaultRead | virtioiommu.FaultWrite | virtioiommu.FaultAddress
	if got.Endpoint != g.e.id || got.Reserved != 0 || got.Flags&^defined != 0 {
		g.Errorf("%v: access of endpoint %#x without a domain: fault report %+v, want that endpoint and no other bits", g.iommu.Device, g.e.id, got)
	}
	g.Must(g.e.dev.Reset(g.Context()))
	g.zero()
	g.Step("reason", func() { g.wantReason(got, virtioiommu.FaultDomain) })
}

// unmapped has the endpoint write where its domain has no mapping.
func unmapped(g *guarded) {
	g.attach(domain)
	g.refused(g.page)
}

// readOnly has the endpoint write to a mapping that is for reading.
func readOnly(g *guarded) {
	g.attach(domain)
	g.mapPage(virtioiommu.Read)
	g.refused(window)
}

// removed has the endpoint write to a mapping, and once more when it is gone.
func removed(g *guarded) {
	g.attach(domain)
	g.mapPage(both)
	g.reaches(window)
	g.run([]step{{"UNMAP", virtioiommu.UnmapRequest(domain, window, windowEnd), virtioiommu.OK, 0}})
	g.refused(window)
}

// left moves the endpoint to another domain: it no longer reaches the memory that the first one maps.
func left(g *guarded) {
	g.attach(domain)
	g.mapPage(both)
	g.reaches(window)
	g.attach(domain + 1)
	g.refused(window)
}

// detached has the endpoint write after DETACH, without bypass.
func detached(g *guarded) {
	g.attach(domain)
	g.mapPage(both)
	g.reaches(window)
	g.bypass(0)
	g.run([]step{{"DETACH", virtioiommu.DetachRequest(domain, g.e.id), virtioiommu.OK, 0}})
	got := g.report(window)
	g.Must(g.e.dev.Reset(g.Context()))
	g.zero()
	g.Step("reason", func() { g.wantReason(got, virtioiommu.FaultDomain) })
}

// wantReason compares the reason of a report.
func (g *guarded) wantReason(got virtioiommu.FaultReport, want virtioiommu.FaultReason) {
	g.Helper()
	if got.Reason != want {
		g.Errorf("%v: access of endpoint %#x: reason %d of a fault, want %d", g.iommu.Device, g.e.id, got.Reason, want)
	}
}

// bypassed attaches the endpoint to a domain with bypass.
func bypassed(g *guarded) {
	g.bypass(0)
	g.run([]step{{"ATTACH", virtioiommu.AttachRequest(virtioiommu.Attachment{
		Domain: domain, Endpoint: g.e.id, Flags: virtioiommu.Bypass,
	}), virtioiommu.OK, 0}})
	g.reaches(g.page)
}

// smallBuffer gives the device two buffers, which have room for a report together alone.
func smallBuffer(g *guarded) {
	g.attach(domain)
	const half = virtioiommu.FaultSize / 2
	buffers := []*virtio.Reply{g.listen(half), g.listen(half)}
	g.attempt(window)
	g.untouched()
	written := 0
	for _, b := range buffers {
		got := make([]byte, half)
		g.Must(g.iommu.Machine().ReadMemory(g.Context(), b.Addr, got))
		if slices.ContainsFunc(got, func(b byte) bool { return b != virtio.Unwritten }) {
			written++
		}
	}
	if written > 1 {
		g.Errorf("%v: the device spread a fault report over %d buffers of %d bytes", g.iommu.Device, written, half)
	}
}

// resets looks at bypass after a reset of the device, which leaves it as it is, and after one
// of the system, which does not (section 5.13.4.2 "Device Requirements: Device configuration
// layout").
func resets(t *run.T, f *virtiopci.Function) {
	open := func() *guarded {
		iommu, err := virtioiommu.Open(t.Context(), f.Virtio(), f.Virtio().ModernT(t), all())
		t.Must(err)
		return &guarded{rig: &rig{T: t, iommu: iommu}}
	}
	expect := func(g *guarded, when string, want uint8) {
		t.Helper()
		if got := virtioiommu.ConfigBypass.ReadT(t, g.iommu.Config()); got != want {
			t.Errorf("%v: bypass = %d after a reset of the %s, want %d", g.iommu.Device, got, when, want)
		}
	}
	g := open()
	for _, v := range []uint8{0, 1, 0} {
		g.bypass(v)
		t.Must(g.iommu.Close(t.Context()))
		g = open()
		expect(g, "device", v)
	}
	t.Must(g.iommu.Close(t.Context()))
	t.Must(t.QEMU().SystemReset(t.Context()))
	t.Must(f.Device().Bus().Setup(t.Context()))
	again, err := virtiopci.New(t.Context(), f.Device(), virtioiommu.PCIModel())
	t.Must(err)
	f = again
	g = open()
	expect(g, "system", 1)
	t.Must(g.iommu.Close(t.Context()))
}
