package hdgeo

import (
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
)

// override adds the tests of disks with a logical geometry of their own, which the firmware finds
// in a file: a line for each, with the path of the device and cylinders, heads and sectors.
func override(g *graph.Graph) {
	first, second := geometry{120, 16, 63, 0}, geometry{9000, 255, 63, 0}
	const sectors = 20000
	disk := func(n int, kind, bus string, more ...graph.Prop) graph.TestOption {
		name := kind + strconv.Itoa(n)
		id := "disk" + strconv.Itoa(n)
		props := []graph.Prop{graph.P("drive", id)}
		if bus != "" {
			props = append(props, graph.P("bus", bus))
		}
		return graph.After(blockdev(id, sectors), graph.Option{Flag: "-device", Type: kind, ID: name, Props: append(props, more...)})
	}
	scsi := graph.After(graph.Option{Flag: "-device", Type: "virtio-scsi-pci", ID: "scsi", Props: []graph.Prop{graph.P("addr", "5")}})
	file := func(name string, on graph.Parent[*tableloader.Source], want string, options ...graph.TestOption) {
		graph.Test(g, "hd-geo-tests/override/"+name, on, func(t *run.T, s *tableloader.Source) { listed(t, s, want) }, options...)
	}
	file("ide", tableloader.PC, "/pci@i0cf8/ide@1,1/drive@0/disk@0 120 16 63\n/pci@i0cf8/ide@1,1/drive@1/disk@1 9000 255 63",
		disk(0, "ide-hd", "ide.0", append(chs("l", first), graph.P("unit", "0"))...),
		disk(1, "ide-hd", "ide.1", append(chs("l", second), graph.P("unit", "1"))...))
	file("scsi", tableloader.PCInterface, "/pci@i0cf8/scsi@5/channel@0/disk@0,0 120 16 63\n/pci@i0cf8/scsi@5/channel@0/disk@3,1 9000 255 63", scsi,
		disk(0, "scsi-hd", "scsi.0", append(chs("l", first), graph.P("scsi-id", "0"))...),
		disk(1, "scsi-hd", "scsi.0", append(chs("l", second), graph.P("scsi-id", "3"), graph.P("lun", "1"))...))
	file("virtio_blk", tableloader.PCInterface, "/pci@i0cf8/scsi@6/disk@0,0 120 16 63",
		disk(0, "virtio-blk-pci", "", append(chs("l", first), graph.P("addr", "6"))...), disk(1, "virtio-blk-pci", "", graph.P("addr", "7")))
	removable := disk(1, "scsi-hd", "scsi.0", append(chs("l", second), graph.P("scsi-id", "3"))...)
	graph.Test(g, "hd-geo-tests/override/scsi_hot_unplug", tableloader.PCInterface, unplug, scsi,
		disk(0, "scsi-hd", "scsi.0", append(chs("l", first), graph.P("scsi-id", "0"))...), removable)
	file("zero_chs", tableloader.PCInterface, "", disk(0, "virtio-blk-pci", "", append(chs("l", geometry{}), graph.P("addr", "6"))...))
}

// unplugged is the disk that a test removes.
const unplugged = "scsi-hd1"

// unplug checks that a disk which is removed is no longer in the file after a reset.
func unplug(t *run.T, s *tableloader.Source) {
	const first, second = "/pci@i0cf8/scsi@5/channel@0/disk@0,0 120 16 63", "/pci@i0cf8/scsi@5/channel@0/disk@3,0 9000 255 63"
	listed(t, s, first+"\n"+second)
	t.Must(hotplug.Remove(t.Context(), t.QEMU().QMP(), unplugged, nil))
	t.Must(t.QEMU().SystemReset(t.Context()))
	listed(t, s, first)
}

// listed compares the file, which is not there without a disk to be listed. A zero byte may
// end it.
func listed(t *run.T, s *tableloader.Source, want string) {
	const name = "bios-geometry"
	files, err := s.Device.Files(t.Context())
	t.Must(err)
	got := ""
	if _, err := fwcfg.Named(files, name); err == nil {
		p, err := s.Device.File(t.Context(), name)
		t.Must(err)
		got = strings.TrimRight(string(p), "\x00")
	}
	if got != want {
		t.Errorf("%s = %q, want %q", name, got, want)
	}
}
