package virtioblk

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// basic sends every request by each transport, including ones that must fail. It
// finds a device that mixes up sectors, loses writes or a piece of a scattered
// request, goes past its end, or reports failure as success.
func basic(t *run.T, hw *virtio.Hardware) {
	file := openFile(t, block.Drive)
	flush := virtio.FeaturesOf(virtioblk.FeatureFlush)
	t.Step("transfers", func() { each(t, hw, file, virtio.Features{}, transfers) })
	t.Step("transfers with EVENT_IDX and ANY_LAYOUT", func() {
		each(t, hw, file, virtio.FeaturesOf(virtio.FeatureEventIdx, virtio.FeatureAnyLayout), transfers)
	})
	t.Step("many requests", func() { each(t, hw, file, virtio.Features{}, many) })
	t.Step("many requests with EVENT_IDX", func() { each(t, hw, file, virtio.FeaturesOf(virtio.FeatureEventIdx), many) })
	t.Step("joined descriptors", func() { each(t, hw, file, virtio.FeaturesOf(virtio.FeatureAnyLayout), joined) })
	t.Step("flush", func() { each(t, hw, file, flush, flushes) })
	t.Step("zones without the feature", func() { each(t, hw, file, virtio.Features{}, zones) })
	t.Step("failures", func() { each(t, hw, file, virtio.Features{}, failures) })
	t.Step("discard", func() { each(t, hw, file, virtio.FeaturesOf(virtioblk.FeatureDiscard), discards) })
	t.Step("write zeroes", func() { each(t, hw, file, virtio.FeaturesOf(virtioblk.FeatureWriteZeroes), zeroes) })
	hw.Machine.StepAbove(t, func() { each(t, hw, file, virtio.Features{}, transfers) })
	t.Step("cache mode", func() { each(t, hw, file, flush.With(virtioblk.FeatureConfigWCE), cache) })
}

// transfers writes and reads at the drive's edges and in its middle.
func transfers(r *rig) {
	r.id(r.file.serial)
	r.read(0, 8)
	for _, tc := range []struct {
		sector uint64
		n      int
	}{
		{0, 1}, {1, 1}, {8, 8}, {sectors / 2, 64}, {sectors - 1, 1}, {sectors - 5, 3},
	} {
		r.write(tc.sector, tc.n)
		r.scattered(tc.sector, tc.n)
	}
}

// scattered writes and reads with a descriptor for each sector.
func (r *rig) scattered(sector uint64, n int) {
	r.Helper()
	write := virtioblk.Write(sector, r.file.Data(sector, n))
	write.Layout = virtioblk.Scattered
	r.do(write, virtioblk.OK)
	read := virtioblk.Read(sector, n)
	read.Layout = virtioblk.Scattered
	r.compare(sector, r.do(read, virtioblk.OK).Data)
}

// many has several requests under way, for separate sectors.
func many(r *rig) {
	const n = 40
	requests := map[uint16]virtioblk.Request{}
	for i := range uint64(n) {
		request := virtioblk.Read(3*i, 1)
		if i%2 == 0 {
			request = virtioblk.Write(3*i, r.file.Data(3*i, 1))
		}
		head, err := r.disk.Add(r.Context(), request)
		r.Must(err)
		requests[head] = request
	}
	r.Must(r.disk.Requests.Kick(r.Context()))
	for range n {
		used, err := r.disk.Requests.Wait(r.Context())
		r.Must(err)
		response, err := r.disk.Collect(r.Context(), used)
		r.Must(err)
		request := requests[used.Head]
		r.ended(request, response, virtioblk.OK)
		r.compare(request.Sector, response.Data)
	}
}

// joined lets the device find the parts of a request itself (section 2.7.4
// "Message Framing").
func joined(r *rig) {
	if !r.disk.Has(virtio.FeatureVersion1) && !r.disk.Has(virtio.FeatureAnyLayout) {
		return // each part has a buffer of its own (section 2.7.4.3 "Legacy Interface: Message Framing")
	}
	write := virtioblk.Write(9, r.file.Data(9, 3))
	write.Layout = virtioblk.Joined
	r.do(write, virtioblk.OK)
	read := virtioblk.Read(9, 3)
	read.Layout = virtioblk.Joined
	r.compare(9, r.do(read, virtioblk.OK).Data)
}

// flushes checks that a flush reaches the drive.
func flushes(r *rig) {
	r.need(virtioblk.FeatureFlush)
	r.write(100, 2)
	before := r.statistics()
	r.do(virtioblk.Request{Type: virtioblk.Flush}, virtioblk.OK)
	if after := r.statistics(); after.Flushes != before.Flushes+1 {
		r.Errorf("%s: FLUSH: got %d flushes of the drive, want 1", r.what, after.Flushes-before.Flushes)
	}
}

// cache has writes reach the drive at once, and then not at once (section 5.2.5
// "Device Initialization").
func cache(r *rig) {
	r.need(virtioblk.FeatureConfigWCE)
	for _, writeback := range []uint8{0, 1} {
		virtioblk.ConfigWriteback.WriteT(r, r.disk.Config(), writeback)
		if got := virtioblk.ConfigWriteback.ReadT(r, r.disk.Config()); got != writeback {
			r.Errorf("%s: writeback = %d after a write of %d", r.what, got, writeback)
		}
		before := r.statistics()
		r.write(50, 1)
		if flushed := r.statistics().Flushes - before.Flushes; writeback == 1 && flushed != 0 {
			r.Errorf("%s: got a flush by a write to a write-back cache, want none", r.what)
		}
	}
}

// zones sends the requests of zoned devices, which a device without zones does not know (section
// 5.2.6.2 "Device Requirements: Device Operation").
func zones(r *rig) {
	for kind := virtioblk.RequestType(15); kind <= 26; kind++ { // VIRTIO_BLK_T_ZONE_APPEND to VIRTIO_BLK_T_ZONE_RESET_ALL
		switch kind {
		case 15, 16, 18, 20, 22, 24, 26:
			r.do(virtioblk.Request{Type: kind, Room: virtioblk.SectorSize}, virtioblk.Unsupported)
		}
	}
	r.read(0, 8)
}

// failures sends invalid requests. The file must not change, and the device must
// continue (section 5.2.6.2 "Device Requirements: Device Operation").
func failures(r *rig) {
	sector := make([]byte, virtioblk.SectorSize)
	for i := range sector {
		sector[i] = 0xee
	}
	two := append(sector, sector...)
	for _, tc := range []struct {
		name    string
		request virtioblk.Request
		want    virtioblk.Status
	}{
		{"a read behind the end", virtioblk.Read(sectors, 1), virtioblk.IOError},
		{"a read across the end", virtioblk.Read(sectors-1, 2), virtioblk.IOError},
		{"a read far behind the end", virtioblk.Read(1<<63, 1), virtioblk.IOError},
		{"a read at the greatest sector number", virtioblk.Read(1<<64-1, 1), virtioblk.IOError},
		{"a read whose byte offset overflows to 0", virtioblk.Read(1<<55, 1), virtioblk.IOError},
		{"a write behind the end", virtioblk.Write(sectors, sector), virtioblk.IOError},
		{"a write across the end", virtioblk.Write(sectors-1, two), virtioblk.IOError},
		{"a write whose byte offset overflows to 0", virtioblk.Write(1<<55, sector), virtioblk.IOError},
		{"a read of half a sector", virtioblk.Request{Type: virtioblk.In, Room: 256}, virtioblk.IOError},
		{"a write of half a sector", virtioblk.Request{Type: virtioblk.Out, Data: sector[:256]}, virtioblk.IOError},
		{"an unknown type", virtioblk.Request{Type: 0x4242, Room: 512}, virtioblk.Unsupported},
		{"an erasure without the feature", virtioblk.Ranges(virtioblk.SecureErase, r.disk.Order(), virtioblk.Segment{Sectors: 1}), virtioblk.Unsupported},
	} {
		response, err := r.disk.Do(r.Context(), tc.request)
		r.Must(err)
		if response.Status != tc.want {
			r.Errorf("%s: %s: status = %v, want %v", r.what, tc.name, response.Status, tc.want)
		}
		if response.Written == 0 {
			r.Errorf("%s: %s: got 0 written bytes, want at least the status", r.what, tc.name)
		}
	}
	r.read(0, 8)
}
