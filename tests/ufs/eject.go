package ufs

import (
	"errors"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// There are two host controllers with a logical unit 1 each: the path's, and another.
const (
	secondID = "second"
	thirdID  = "third" // plugged in at the path's place
)

// Backends in addition to the path's disk: that of the other logical unit, and the
// throttle group that slows both.
var (
	secondDisk = graph.NewHandle("second-disk")
	slow       = graph.NewHandle("slow")
	secondSlow = graph.NewHandle("second-slow")
)

// secondSlot is the slot of the other one. The machine is a PC: see
// [i440fx.ACPIHotplug].
func secondSlot() pci.Address { return pci.Address{Device: 5} }

// ejectOptions are the options of acpi-eject.
func ejectOptions() []graph.TestOption {
	second := graph.Option{Flag: "-device", Type: ufs.Driver.Name(), ID: secondID, Props: []graph.Prop{
		graph.P("bus", i440fx.BusID),
		graph.P("addr", secondSlot().Slot()),
	}}
	unit := graph.Option{Flag: "-device", Type: "ufs-lu", Props: []graph.Prop{
		graph.P("bus", secondID),
		{Name: "drive", Value: graph.Ref(secondDisk)},
		graph.P("lun", "1"),
	}}
	return []graph.TestOption{
		graph.Requires(i440fx.ACPIHotplug),
		graph.Define(disk, slowDrive(slow)),
		graph.Define(secondDisk, slowDrive(secondSlow)),
		graph.Define(slow, throttle()),
		graph.Define(secondSlow, throttle()),
		graph.After(ufs.Unit(1, disk), second, unit),
	}
}

// throttle is a group that allows its drives one request per second of virtual time.
// The first one completes at once; others stay under way until the test lets time pass.
func throttle() graph.Backend {
	return graph.Backend{Kind: graph.Object, Type: "throttle-group", Props: []graph.Prop{graph.P("x-iops-total", "1")}}
}

// slowDrive is a drive of that group.
func slowDrive(group graph.BackendKey) graph.Backend {
	return graph.Backend{
		Kind: graph.Blockdev,
		Type: "throttle",
		Props: []graph.Prop{
			{Name: "throttle-group", Value: graph.Ref(group)},
			graph.P("file.driver", "file"),
			{Name: "file.filename", Value: graph.File()},
		},
		File: diskSize,
	}
}

// acpiEject ejects the path's device after QEMU's request, and another without a
// request, both with requests under way. Then it plugs in a new one.
func acpiEject(t *run.T, d *ufs.Device) {
	ctx := t.Context()
	bus, at := d.PCI.Bus(), d.PCI.Address()
	asked := func(d *ufs.Device) { t.Must(bus.Unplug(ctx, d.PCI)) }
	removed(t, d, asked)

	dev, err := bus.At(ctx, secondSlot())
	t.Must(err)
	second, err := ufs.Open(ctx, dev)
	t.Must(err)
	removed(t, second, func(*ufs.Device) {
		gone := deletion(t, secondID)
		t.Must(i440fx.Eject(ctx, bus.Machine(), secondSlot().Device))
		gone()
	})

	dev, err = bus.PlugAt(ctx, at, hotplug.Device{Driver: ufs.Driver.Name(), ID: thirdID})
	t.Must(err)
	third, err := ufs.Open(ctx, dev)
	t.Must(err)
	withList(t, third, func(l *ufs.List) {
		t.Must(ufs.Ping(ctx, l))
		initDevice(t, third, l)
	})
	asked(third)
	isGone(t, third)
}

// deletion returns a function that waits for the deletion of the device with that id,
// counted from the call of deletion.
func deletion(t *run.T, id string) func() {
	t.Helper()
	events := t.QEMU().QMP().Subscribe("DEVICE_DELETED")
	return func() {
		t.Helper()
		defer events.Close()
		_, err := events.WaitEvent(t.Context(), "DEVICE_DELETED", func(e qmp.Event) bool {
			data, err := qmp.DecodeEvent[struct {
				Device string `json:"device"`
			}](e)
			return err == nil && data.Device == id
		})
		t.Must(err)
	}
}

// isGone checks that no device answers at the old address.
func isGone(t *run.T, d *ufs.Device) {
	t.Helper()
	if _, err := d.PCI.Bus().At(t.Context(), d.PCI.Address()); !errors.Is(err, pci.ErrNoDevice) {
		t.Errorf("look for the removed device: got %v, want %v", err, pci.ErrNoDevice)
	}
}

// removed uses a device, removes it with requests under way, and checks that it is
// gone, that its requests have stopped, and that QEMU survives.
func removed(t *run.T, d *ufs.Device, remove func(*ufs.Device)) {
	t.Helper()
	ctx := t.Context()
	region, err := d.PCI.Map(ctx, 0)
	t.Must(err)
	t.Must(d.Start(ctx))
	l, err := d.OpenList(ctx)
	t.Must(err)
	initDevice(t, d, l)
	u := unit(d, l, 1)
	_, err = u.Execute(ctx, scsi.TestUnitReady(), nil) // a unit attention
	t.Must(err)

	buffers := underWay(t, d, l)
	remove(d)

	isGone(t, d)
	if got, err := region.Load(ctx, qtest.Width32, uint64(ufs.VER)); err != nil || got != region.Empty(qtest.Width32) {
		t.Errorf("VER of the removed device = %#x (%v), want %#x, as in empty space", got, err, region.Empty(qtest.Width32))
	}
	stays(t, d, buffers)
	t.Must(l.Free())
}

// underWay starts reads in several slots and checks that all but one stay under way.
func underWay(t *run.T, d *ufs.Device, l *ufs.List) (buffers []*ufs.Data) {
	t.Helper()
	ctx := t.Context()
	var requests []ufs.Request
	for slot := range 4 {
		b, err := d.NewData(ctx, blockSize)
		t.Must(err)
		requests = append(requests, ufs.Request{UPIU: ufs.CommandTo(1, scsi.Read10(uint32(slot), 1, blockSize)), Direction: scsi.FromTarget, Data: b})
		buffers = append(buffers, b)
	}
	t.Must(l.Put(ctx, 0, requests...))
	t.Must(l.Ring(ctx, 0, len(requests)))
	quiet(t, d)
	const most = 0xf
	if got := ufs.UTRLDBR.ReadT(t, d.Regs); got&(got-1) == 0 || got > most {
		t.Errorf("four reads of a throttled drive: UTRLDBR = %#x, want at least two bits", got)
	}
	return buffers
}

// stays lets more time pass than the requests need, and checks that the memory of their
// data does not change.
func stays(t *run.T, d *ufs.Device, buffers []*ufs.Data) {
	t.Helper()
	ctx := t.Context()
	mark := make([]byte, blockSize)
	for i := range mark {
		mark[i] = 0xa5
	}
	for _, b := range buffers {
		t.Must(b.Set(ctx, mark))
	}
	for range 2 * len(buffers) {
		t.Must(d.Machine.Pass(ctx, time.Second))
	}
	for slot, b := range buffers {
		got, err := b.Get(ctx)
		t.Must(err)
		if string(got) != string(mark) {
			t.Errorf("data of slot %d changed after the device was removed", slot)
		}
		t.Must(b.Free())
	}
}
