package virtioblk

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// resize makes the drive larger and smaller while the device runs. It finds a
// device that does not notify its driver, or keeps the old size.
func resize(t *run.T, hw *virtio.Hardware) {
	file := openFile(t, block.Drive)
	each(t, hw, file, virtio.FeaturesOf(virtioblk.FeatureBlockSize), func(r *rig) {
		r.capacity(sectors)
		const more = 2048
		end := virtioblk.Read(sectors, more)
		r.do(end, virtioblk.IOError)

		generation := r.generation()
		r.setSize(sectors + more)
		r.Must(r.disk.WaitConfigChange(r.Context()))
		r.capacity(sectors + more)
		if after := r.generation(); !r.disk.Transport().Legacy() && after == generation {
			r.Errorf("%s: configuration generation is %d before and after the resize, want a change", r.what, after)
		}
		for _, b := range r.do(end, virtioblk.OK).Data {
			if b != 0 {
				r.Fatalf("%s: added sectors are not all zero", r.what)
			}
		}
		last := make([]byte, virtioblk.SectorSize)
		copy(last, "the last sector")
		r.do(virtioblk.Write(sectors+more-1, last), virtioblk.OK)
		if got := r.do(virtioblk.Read(sectors+more-1, 1), virtioblk.OK).Data; string(got) != string(last) {
			r.Errorf("%s: the new last sector differs from the written data", r.what)
		}
		r.do(virtioblk.Read(sectors+more, 1), virtioblk.IOError)

		r.setSize(sectors)
		r.Must(r.disk.WaitConfigChange(r.Context()))
		r.capacity(sectors)
		r.do(virtioblk.Read(sectors, 1), virtioblk.IOError)
		r.read(sectors-1, 1)
	})
}

// capacity compares the device's size.
func (r *rig) capacity(want uint64) {
	r.Helper()
	if got := virtioblk.ConfigCapacity.ReadT(r, r.disk.Config()); got != want {
		r.Errorf("%s: capacity = %d sectors, want %d", r.what, got, want)
	}
}

func (r *rig) generation() uint32 {
	r.Helper()
	g, err := r.disk.Transport().ConfigGeneration(r.Context())
	r.Must(err)
	return g
}

// setSize resizes the path's drive, in sectors.
func (r *rig) setSize(n int64) {
	r.Helper()
	drive, err := r.Env.Backend(block.Drive)
	r.Must(err)
	type arguments struct {
		Node string `json:"node-name"`
		Size int64  `json:"size"` // bytes
	}
	_, err = qmp.Execute[qmp.Empty](r.Context(), r.QEMU().QMP(), "block_resize", arguments{drive.ID, n * virtioblk.SectorSize})
	r.Must(err)
}
