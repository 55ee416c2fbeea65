package ufs

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
)

// linked enables the controller and starts the link, calls use and disables it.
func linked(t *run.T, d *ufs.Device, use func()) {
	t.Helper()
	t.Must(d.Start(t.Context()))
	use()
	t.Must(d.Disable(t.Context()))
}

// withList calls use with the transfer request list of a controller whose link is up.
// The list uses the interrupt.
func withList(t *run.T, d *ufs.Device, use func(l *ufs.List)) {
	t.Helper()
	linked(t, d, func() {
		l, err := d.OpenList(t.Context())
		t.Must(err)
		line, err := d.PCI.INTx(t.Context())
		t.Must(err)
		t.Must(l.UseInterrupt(t.Context(), line))
		use(l)
		t.Must(l.Close(t.Context()))
	})
}

// openDisk returns the file behind logical unit 1.
func openDisk(t *run.T) *block.Image {
	t.Helper()
	drive, err := block.OpenImage(t.Env, disk, blockSize)
	t.Must(err)
	return drive
}

// quiet lets a little virtual time pass, in which nothing must happen.
func quiet(t *run.T, d *ufs.Device) {
	t.Helper()
	for range 3 {
		t.Must(d.Machine.Pass(t.Context(), 3*time.Millisecond))
	}
}

// unit returns a logical unit.
func unit(d *ufs.Device, tr ufs.Transport, lun uint8) ufs.LogicalUnit {
	return ufs.LogicalUnit{Controller: d.Controller, Transport: tr, LUN: lun}
}
