package virtioscsi

import (
	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioscsi"
)

// rig is a started device with the expected content of the file behind the path's
// disk.
type rig struct {
	*run.T
	host *virtioscsi.Host
	file *block.Image
	last virtioscsi.Event
}

// openFile returns the file behind the disk, filled with data.
func openFile(t *run.T, blockSize int) *block.Image {
	t.Helper()
	file, err := block.OpenImage(t.Env, disk, blockSize)
	t.Must(err)
	file.Data(0, 16)
	file.Data(file.Blocks()-1, 1)
	t.Must(file.Fill())
	return file
}

// each runs check with the device opened by each of its transports in turn, and
// then compares the whole file.
func each(t *run.T, hw *virtio.Hardware, file *block.Image, check func(*rig)) {
	t.Helper()
	for _, transport := range hw.TransportsT(t) {
		t.Step(transport.String(), func() { with(t, hw, transport, file, check) })
	}
}

// with is each with one transport.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, file *block.Image, check func(*rig)) {
	t.Helper()
	all := virtio.FeaturesOf(virtioscsi.FeatureHotplug, virtioscsi.FeatureChange)
	host, err := virtioscsi.Open(t.Context(), hw, transport, all)
	t.Must(err)
	host.NeedT(t, all)
	r := &rig{T: t, host: host, file: file}
	r.configuration()
	check(r)
	t.Must(host.Close(t.Context()))
	if err := file.Check(); err != nil {
		t.Fatalf("%v: %v", host.Device, err)
	}
}

// configuration compares configuration space with the specification and with
// QEMU's defaults.
func (r *rig) configuration() {
	r.Helper()
	space := r.host.Config()
	want := map[string]uint32{
		"num_queues": 1, "seg_max": 254, "max_sectors": 65535, "cmd_per_lun": 128, "event_info_size": 16,
		"sense_size": virtioscsi.SenseSize, "cdb_size": virtioscsi.CDBSize, "max_channel": 0, "max_target": 255, "max_lun": 16383,
	}
	got := map[string]uint32{
		"num_queues":      virtioscsi.ConfigNumQueues.ReadT(r, space),
		"seg_max":         virtioscsi.ConfigSegMax.ReadT(r, space),
		"max_sectors":     virtioscsi.ConfigMaxSectors.ReadT(r, space),
		"cmd_per_lun":     virtioscsi.ConfigCmdPerLUN.ReadT(r, space),
		"event_info_size": virtioscsi.ConfigEventInfoSize.ReadT(r, space),
		"sense_size":      virtioscsi.ConfigSenseSize.ReadT(r, space),
		"cdb_size":        virtioscsi.ConfigCDBSize.ReadT(r, space),
		"max_channel":     uint32(virtioscsi.ConfigMaxChannel.ReadT(r, space)),
		"max_target":      uint32(virtioscsi.ConfigMaxTarget.ReadT(r, space)),
		"max_lun":         virtioscsi.ConfigMaxLUN.ReadT(r, space),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.Errorf("%v: configuration space mismatch (-want +got):\n%s", r.host.Device, diff)
	}
}

// event waits for an event and compares it. A device may report a change of parameters
// several times (virtio 1.3, section 5.6.6.3 "Device Operation: eventq").
func (r *rig) event(want virtioscsi.Event) {
	r.Helper()
	got, err := r.host.WaitEvent(r.Context())
	r.Must(err)
	for got.Type == virtioscsi.ParamChange && got == r.last && got != want {
		got, err = r.host.WaitEvent(r.Context())
		r.Must(err)
	}
	r.last = got
	if got != want {
		r.Errorf("%v: got event %v of %v, reason %#x; want %v of %v, reason %#x", r.host.Device,
			got.Type, got.LUN, got.Reason, want.Type, want.LUN, want.Reason)
	}
}
