package virtioblk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Names of drives and devices that come and go.
const (
	loose   = "loose-drive"
	plugged = "plugged"
)

// zeros are the options of a drive of 1 MiB that reads as zeros.
const zeros = "format=raw,file.driver=null-co,file.read-zeroes=on,file.size=1048576"

// oldDrive is a drive by the option -drive. Unlike a block node it belongs to the device that has it.
func oldDrive() graph.Backend {
	b := graph.Backend{Kind: graph.Drive, Props: []graph.Prop{graph.P("if", "none")}}
	for prop := range strings.SplitSeq(zeros, ",") {
		name, value, _ := strings.Cut(prop, "=")
		b.Props = append(b.Props, graph.P(name, value))
	}
	return b
}

// host is the host's side of drives, with the bus that devices are plugged into.
type host struct {
	*run.T
	bus     *pci.Bus
	monitor *qmp.Client
}

func hostOf(t *run.T, f *virtiopci.Function) host {
	return host{t, f.Device().Bus(), t.QEMU().QMP()}
}

// driveDel checks the monitor's command drive_del (QEMU 11.1, docs/system/monitor.rst, drive_del): a
// drive that no device uses is gone, and its name free; a device whose drive is deleted stays, and
// its requests fail.
func driveDel(t *run.T, first *virtiopci.Function) {
	h := hostOf(t, first)
	t.Step("without-dev", func() {
		for range 2 {
			h.add(loose)
			h.expect(loose, true)
			h.del(loose)
			h.expect(loose, false)
		}
		if said := h.say("drive_del " + loose); !strings.Contains(said, "not found") {
			t.Errorf("drive_del of a drive that there is not: %q, want an error", said)
		}
	})
	t.Step("after_failed_device_add", func() {
		h.add(loose)
		err := hotplug.Add(t.Context(), h.monitor, hotplug.Device{Driver: virtioblk.PCIDriver.Name(), ID: plugged, Props: []hotplug.Prop{
			hotplug.String("drive", loose), hotplug.Int("num-queues", 0),
		}})
		var refusal *qmp.Error
		if !errors.As(err, &refusal) {
			t.Fatalf("a device without a queue is plugged in: %v, want an error", err)
		}
		h.del(loose)
		h.expect(loose, false)
		h.add(loose)
		h.unplug(h.plug(loose))
		h.gone(loose)
	})
	t.Step("drive_del_device_del", func() {
		h.add(loose)
		d := h.plug(loose, hotplug.String("rerror", "stop"), hotplug.String("werror", "stop"))
		f, err := virtiopci.New(t.Context(), d, virtioblk.PCIModel())
		t.Must(err)
		h.reads(f, virtioblk.OK)
		h.del(loose)
		h.expect(loose, false)
		// Errors are reported to the guest whatever the device's actions on errors are.
		h.reads(f, virtioblk.IOError)
		h.unplug(d)
		h.add(loose)
		h.del(loose)
	})
}

// deviceDel checks what becomes of a drive when its device is unplugged: one by the option -drive, or
// by the monitor's drive_add, goes with the device, and a block node stays (QEMU 11.1, QEMU QMP
// Reference Manual, blockdev-add).
func deviceDel(t *run.T, first *virtiopci.Function) {
	h := hostOf(t, first)
	t.Step("empty", func() {
		const adapter, drive = "adapter", "empty"
		d, err := h.bus.Plug(t.Context(), hotplug.Device{Driver: "virtio-scsi-pci", ID: adapter})
		t.Must(err)
		t.Must(hotplug.Add(t.Context(), h.monitor, hotplug.Device{Driver: "scsi-cd", ID: drive, Props: []hotplug.Prop{hotplug.String("bus", adapter+".0")}}))
		t.Must(hotplug.Remove(t.Context(), h.monitor, drive, nil))
		h.unplug(d)
	})
	t.Step("drive_add_device_add", func() {
		for range 2 {
			h.add(loose)
			h.unplug(h.plug(loose))
			h.gone(loose)
		}
	})
	t.Step("device_add", func() {
		backend, err := t.Env.Backend(second)
		t.Must(err)
		h.expect(backend.ID, true)
		h.unplug(h.plug(backend.ID))
		h.gone(backend.ID)
	})
	t.Step("blockdev", func() {
		_, err := qmp.Execute[qmp.Empty](t.Context(), h.monitor, "blockdev-add", map[string]any{"driver": "null-co", "node-name": loose, "read-zeroes": true})
		t.Must(err)
		for range 2 {
			h.unplug(h.plug(loose))
			if !slices.Contains(h.nodes(), loose) {
				t.Errorf("block nodes after device_del: %q, want %q still", h.nodes(), loose)
			}
		}
		t.Must(h.bus.Machine().Await(t.Context(), "a block node that is no longer in use", func(ctx context.Context) (bool, error) {
			_, err := qmp.Execute[qmp.Empty](ctx, h.monitor, "blockdev-del", qmp.Args{"node-name": loose})
			if refusal := (*qmp.Error)(nil); errors.As(err, &refusal) && strings.Contains(refusal.Desc, "in use") {
				return false, nil
			}
			return true, err
		}))
	})
}

// deviceDelStart is [deviceDel] for a device that is there from the start.
func deviceDelStart(t *run.T, first *virtiopci.Function) {
	h := hostOf(t, first)
	backend, err := t.Env.Backend(block.Drive)
	t.Must(err)
	h.expect(backend.ID, true)
	h.unplug(first.Device())
	h.gone(backend.ID)
}

// say executes a command of the monitor.
func (h host) say(command string) string {
	h.Helper()
	said, err := h.monitor.HMP(h.Context(), command)
	h.Must(err)
	return said
}

// add makes a drive that no device uses.
func (h host) add(name string) {
	h.Helper()
	if said := h.say(fmt.Sprintf("drive_add 0 if=none,id=%s,%s", name, zeros)); strings.TrimSpace(said) != "OK" {
		h.Fatalf("drive_add of %s: %q, want OK", name, said)
	}
}

func (h host) del(name string) {
	h.Helper()
	if said := h.say("drive_del " + name); said != "" {
		h.Fatalf("drive_del of %s: %q, want nothing", name, said)
	}
}

// drives are the names of all drives.
func (h host) drives(ctx context.Context) (names []string, err error) {
	all, err := qmp.Execute[[]struct {
		Device string `json:"device"`
	}](ctx, h.monitor, "query-block", qmp.NoArgs{})
	for _, d := range all {
		names = append(names, d.Device)
	}
	return names, err
}

// nodes are the names of all block nodes.
func (h host) nodes() (names []string) {
	h.Helper()
	all, err := qmp.Execute[[]struct {
		Name string `json:"node-name"`
	}](h.Context(), h.monitor, "query-named-block-nodes", qmp.NoArgs{})
	h.Must(err)
	for _, n := range all {
		names = append(names, n.Name)
	}
	return names
}

// expect checks whether a drive is there.
func (h host) expect(name string, want bool) {
	h.Helper()
	all, err := h.drives(h.Context())
	h.Must(err)
	if got := slices.Contains(all, name); got != want {
		h.Errorf("drives %q: %s is there: %t, want %t", all, name, got, want)
	}
}

// gone waits until a drive is no longer there, and checks that its name is free. QEMU gives it back
// some time after the device, in a thread of its own.
func (h host) gone(name string) {
	h.Helper()
	h.Must(h.bus.Machine().Await(h.Context(), "the end of drive "+name, func(ctx context.Context) (bool, error) {
		all, err := h.drives(ctx)
		return !slices.Contains(all, name), err
	}))
	h.add(name)
	h.del(name)
}

// plug plugs in a device with a drive.
func (h host) plug(drive string, more ...hotplug.Prop) *pci.Device {
	h.Helper()
	device := hotplug.Device{Driver: virtioblk.PCIDriver.Name(), ID: plugged, Props: append([]hotplug.Prop{hotplug.String("drive", drive)}, more...)}
	d, err := h.bus.Plug(h.Context(), device)
	h.Must(err)
	return d
}

func (h host) unplug(d *pci.Device) {
	h.Helper()
	h.Must(h.bus.Unplug(h.Context(), d))
}

// reads reads a sector, which must end with a status.
func (h host) reads(f *virtiopci.Function, want virtioblk.Status) {
	h.Helper()
	transports := f.Virtio().TransportsT(h.T)
	disk, err := virtioblk.Open(h.Context(), f.Virtio(), transports[len(transports)-1], virtio.Features{})
	h.Must(err)
	request := virtioblk.Read(0, 1)
	response, err := disk.Do(h.Context(), request)
	h.Must(err)
	if response.Status != want {
		h.Errorf("%v: status = %v, want %v", request, response.Status, want)
	}
	h.Must(disk.Close(h.Context()))
}
