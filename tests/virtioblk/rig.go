package virtioblk

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// sectors is the number of sectors of the path's drive.
const sectors = driveSize / virtioblk.SectorSize

// rig is a started device with the expected content of the file behind it.
type rig struct {
	*run.T
	disk *virtioblk.Disk
	file *drive
	what string // transport and features, for messages
}

// drive is the file behind a device.
type drive struct {
	*block.Image
	serial string // of the device
	far    bool   // another process serves it
}

// openFile returns the file behind a drive, filled with data.
func openFile(t *run.T, key graph.BackendKey) *drive {
	t.Helper()
	file, err := block.OpenImage(t.Env, key, virtioblk.SectorSize)
	t.Must(err)
	for _, sector := range []uint64{0, 1, 7, sectors / 2, sectors - 1} {
		file.Data(sector, 1)
	}
	t.Must(file.Fill())
	return &drive{Image: file, serial: virtioblk.Serial}
}

// each runs check with the device opened by each of its transports in turn, and
// then compares the whole file.
func each(t *run.T, hw *virtio.Hardware, file *drive, features virtio.Features, check func(*rig)) {
	t.Helper()
	for _, transport := range hw.TransportsT(t) {
		t.Step(transport.String(), func() { with(t, hw, transport, file, features, check) })
	}
}

// with runs check with the device opened by one of its transports, with those of
// the features that it offers.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, file *drive, features virtio.Features, check func(*rig)) {
	t.Helper()
	disk, err := virtioblk.Open(t.Context(), hw, transport, features)
	t.Must(err)
	r := &rig{T: t, disk: disk, file: file}
	r.what = fmt.Sprintf("%v, %s", disk.Device, disk.Features().Format(hw.Model.Names))
	check(r)
	t.Must(disk.Close(t.Context()))
	if err := file.Check(); err != nil {
		t.Fatalf("%s: %v", r.what, err)
	}
}

// need ends the test unless the features have been agreed on.
func (r *rig) need(features ...virtio.Feature) {
	r.Helper()
	r.disk.NeedT(r, virtio.FeaturesOf(features...))
}

// do sends a request to the device, which must end with the status. For a
// successful request, the device must report the status and all data as written.
func (r *rig) do(request virtioblk.Request, want virtioblk.Status) virtioblk.Response {
	r.Helper()
	response, err := r.disk.Do(r.Context(), request)
	r.Must(err)
	r.ended(request, response, want)
	return response
}

func (r *rig) ended(request virtioblk.Request, response virtioblk.Response, want virtioblk.Status) {
	r.Helper()
	if response.Status != want {
		r.Fatalf("%s: %v: status = %v, want %v", r.what, request, response.Status, want)
	}
	if all := uint32(request.Room + 1); want == virtioblk.OK && response.Written != all {
		r.Errorf("%s: %v: got %d written bytes, want %d", r.what, request, response.Written, all)
	}
}

// read reads sectors and compares them with the expected content of the file.
func (r *rig) read(sector uint64, n int) {
	r.Helper()
	r.compare(sector, r.do(virtioblk.Read(sector, n), virtioblk.OK).Data)
}

// first does the first read. A device always sends an interrupt for it. A back end in
// another process sends one when it starts, too, and the two come together or apart: both
// have come once it has answered a later request, and are taken.
func (r *rig) first() {
	r.Helper()
	r.read(0, 1)
	if !r.file.far {
		return
	}
	queue := r.disk.Requests
	r.Must(queue.SetInterrupts(r.Context(), false))
	r.poll(1)
	for range 2 { // QEMU passes on what the back end has sent before it answers a second time
		_, err := r.disk.Transport().QueueInterrupt(r.Context(), queue.Index())
		r.Must(err)
	}
	r.Must(queue.SetInterrupts(r.Context(), true))
}

func (r *rig) compare(sector uint64, got []byte) {
	r.Helper()
	if err := r.file.Compare(sector, got); err != nil {
		r.Errorf("%s: %v", r.what, err)
	}
}

// write writes sectors and reads them again, and their neighbours.
func (r *rig) write(sector uint64, n int) {
	r.Helper()
	r.do(virtioblk.Write(sector, r.file.Data(sector, n)), virtioblk.OK)
	first, last := sector, min(sector+uint64(n)+1, sectors)
	if first > 0 {
		first--
	}
	r.read(first, int(last-first))
}

// id compares the id from GET_ID with the serial number of the command line.
func (r *rig) id(want string) {
	r.Helper()
	got := r.do(virtioblk.Request{Type: virtioblk.GetID, Room: virtioblk.IDSize}, virtioblk.OK).Data
	if padded := append([]byte(want), make([]byte, virtioblk.IDSize-len(want))...); !bytes.Equal(got, padded) {
		r.Errorf("%s: GET_ID = %q, want %q", r.what, got, padded)
	}
}
