package virtioscsi

import (
	"path/filepath"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/tests/suite/scsisuite"
)

// Names of the objects added while the machine runs.
const (
	overlayFile = "overlay.qcow2"
	overlayNode = "overlay"
	storageNode = "overlay-file"
	job         = "create"
)

// iothreadAttachNode takes a snapshot of a disk with an I/O thread: QEMU must move the
// new node to that thread. It finds a QEMU that does not, and stops or fails at the next
// request.
func iothreadAttachNode(t *run.T, f *virtiopci.Function) {
	file := openFile(t, 512)
	snapshot := false
	each(t, f.Virtio(), file, func(r *rig) {
		unit := r.host.Unit(target, 0)
		scsisuite.Ready(t, unit)
		if !snapshot {
			scsisuite.Transfers(t, unit, file)
			r.snapshot()
			snapshot = true
		}
		// From now on the file is unchanged, and writes go to the overlay.
		const block, n = 24, 8
		before := file.Want(block, n)
		data := file.Data(block, n)
		t.Must(scsi.Write(t.Context(), unit, block, 512, data))
		got, err := scsi.Read(t.Context(), unit, block, n, 512)
		t.Must(err)
		t.Must(file.Compare(block, got))
		file.Put(block, before)
		_, err = scsi.Do(t.Context(), unit, scsi.SynchronizeCache10(0, 0), nil)
		t.Must(err)
	})
}

// snapshot puts a new qcow2 image on top of the disk (QEMU 11.1, QEMU QMP Reference
// Manual, "blockdev-snapshot").
func (r *rig) snapshot() {
	r.Helper()
	base, err := r.Env.Backend(disk)
	r.Must(err)
	client := r.QEMU().QMP()

	type create struct {
		Driver string `json:"driver"`
		Name   string `json:"filename,omitempty"`
		File   string `json:"file,omitempty"`
		Size   int64  `json:"size"`
	}
	for _, options := range []create{
		{Driver: "file", Name: filepath.Join(r.Env.Dir, overlayFile)},
		{Driver: "qcow2", File: storageNode, Size: driveSize},
	} {
		if options.File != "" {
			_, err := qmp.Execute[qmp.Empty](r.Context(), client, "blockdev-add", qmp.Args{
				"driver": "file", "node-name": storageNode, "filename": filepath.Join(r.Env.Dir, overlayFile),
			})
			r.Must(err)
		}
		type arguments struct {
			ID      string `json:"job-id"`
			Options create `json:"options"`
		}
		r.job(func() error {
			_, err := qmp.Execute[qmp.Empty](r.Context(), client, "blockdev-create", arguments{job, options})
			return err
		})
	}
	type node struct {
		Driver  string  `json:"driver"`
		Name    string  `json:"node-name"`
		File    string  `json:"file"`
		Backing *string `json:"backing"` // null: none yet
	}
	_, err = qmp.Execute[qmp.Empty](r.Context(), client, "blockdev-add", node{Driver: "qcow2", Name: overlayNode, File: storageNode})
	r.Must(err)
	_, err = qmp.Execute[qmp.Empty](r.Context(), client, "blockdev-snapshot", qmp.Args{"node": base.ID, "overlay": overlayNode})
	r.Must(err)
}

// job starts a job, waits until it is concluded, and checks that it has
// succeeded.
func (r *rig) job(start func() error) {
	r.Helper()
	client := r.QEMU().QMP()
	events := client.Subscribe("JOB_STATUS_CHANGE")
	defer events.Close()
	r.Must(start())
	type change struct {
		ID     string `json:"id"`
		Status string `json:"status"`
	}
	_, err := events.WaitEvent(r.Context(), "JOB_STATUS_CHANGE", func(e qmp.Event) bool {
		c, err := qmp.DecodeEvent[change](e)
		return err == nil && c.ID == job && c.Status == "concluded"
	})
	r.Must(err)
	type status struct {
		ID    string `json:"id"`
		Error string `json:"error"`
	}
	jobs, err := qmp.Execute[[]status](r.Context(), client, "query-jobs", qmp.NoArgs{})
	r.Must(err)
	for _, j := range jobs {
		if j.ID == job && j.Error != "" {
			r.Fatalf("QEMU's job %s: %s", job, j.Error)
		}
	}
	_, err = qmp.Execute[qmp.Empty](r.Context(), client, "job-dismiss", qmp.Args{"id": job})
	r.Must(err)
}
