package virtioblk

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// indirect puts the descriptors of requests in separate tables (section 2.7.5.3
// "Indirect Descriptors"), as many as seg_max allows. It finds a device that
// misreads the table, or takes it for data.
func indirect(t *run.T, hw *virtio.Hardware) { indirectOf(t, hw, openFile(t, block.Drive)) }

func indirectOf(t *run.T, hw *virtio.Hardware, file *drive) {
	t.Helper()
	for _, features := range []virtio.Features{
		virtio.FeaturesOf(virtio.FeatureIndirectDesc),
		virtio.FeaturesOf(virtio.FeatureIndirectDesc, virtio.FeatureEventIdx),
	} {
		t.Step(features.Format(hw.Model.Names), func() {
			each(t, hw, file, features, func(r *rig) {
				r.need(virtio.FeatureIndirectDesc)
				most := int(virtioblk.ConfigSegMax.ReadT(r, r.disk.Config()))
				for _, n := range []int{1, 2, 16, most} {
					for _, layout := range []virtioblk.Layout{virtioblk.Separate, virtioblk.Scattered} {
						r.throughTable(uint64(n), n, layout)
					}
				}
				r.full()
				r.do(virtioblk.Request{Type: virtioblk.In, Sector: sectors, Room: 512, Indirect: true}, virtioblk.IOError)
				r.write(3, 2) // and without a table
			})
		})
	}
}

// throughTable writes and reads sectors.
func (r *rig) throughTable(sector uint64, n int, layout virtioblk.Layout) {
	r.Helper()
	write, read := virtioblk.Write(sector, r.file.Data(sector, n)), virtioblk.Read(sector, n)
	write.Indirect, read.Indirect = true, true
	write.Layout, read.Layout = layout, layout
	r.do(write, virtioblk.OK)
	r.compare(sector, r.do(read, virtioblk.OK).Data)
}

// full has as many requests under way as the queue has descriptors, three times
// the number that fits without tables.
func (r *rig) full() {
	r.Helper()
	n := int(r.disk.Requests.Size())
	at := map[uint16]uint64{}
	for i := range n {
		request := virtioblk.Read(uint64(i), 1)
		request.Indirect = true
		head, err := r.disk.Add(r.Context(), request)
		r.Must(err)
		at[head] = uint64(i)
	}
	r.Must(r.disk.Requests.Kick(r.Context()))
	for range n {
		used, err := r.disk.Requests.Wait(r.Context())
		r.Must(err)
		response, err := r.disk.Collect(r.Context(), used)
		r.Must(err)
		sector := at[used.Head]
		r.ended(virtioblk.Read(sector, 1), response, virtioblk.OK)
		r.compare(sector, response.Data)
	}
}
