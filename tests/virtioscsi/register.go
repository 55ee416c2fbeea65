package virtioscsi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioscsi"
)

// The backends.
var (
	disk   = graph.NewHandle("disk")
	thread = graph.NewHandle("thread")
)

// driveSize is the size of every disk, in bytes.
const driveSize = 4 << 20

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-scsi-tests/hotplug", virtioscsi.Interface, hotPlug, graph.Define(disk, block.File(driveSize)))
	graph.Test(g, "virtio-scsi-tests/unaligned-write-same", virtioscsi.Interface, unalignedWriteSame,
		graph.Define(disk, aligned(4096)), unit("scsi-hd"), graph.Known(deviations()...))
	graph.Test(g, "virtio-scsi-tests/large-lba-unmap", virtioscsi.Interface, largeLBAUnmap,
		graph.Define(disk, unmappable()), unit("scsi-hd", graph.P("logical_block_size", "4096"), graph.P("physical_block_size", "4096")))
	graph.Test(g, "virtio-scsi-tests/write-to-cdrom", virtioscsi.Interface, writeToCDROM,
		graph.Define(disk, block.File(driveSize)), unit("scsi-cd"))
	graph.Pair(g, "virtio-scsi-tests/migrate", virtioscsi.Interface, migrate,
		graph.Define(disk, block.File(driveSize)), unit("scsi-hd"), graph.Known(deviations()...))

	graph.Test(g, "virtio-scsi-pci-tests/responses", virtioscsi.PCIDriver, responses, graph.Define(disk, block.File(driveSize)))
	graph.Test(g, "virtio-scsi-pci-tests/iothread-attach-node", virtioscsi.PCIDriver, iothreadAttachNode,
		graph.Define(thread, graph.Backend{Kind: graph.Object, Type: "iothread"}),
		graph.DeviceProps(graph.Prop{Name: "iothread", Value: graph.Ref(thread)}),
		graph.Define(disk, block.File(driveSize)), unit("scsi-hd"))
}

// target is the target whose logical unit 0 is the path's disk.
const target = 1

// unit puts a device with the disk's backend behind the path's host.
func unit(driver string, props ...graph.Prop) graph.TestOption {
	return graph.After(graph.Option{Flag: "-device", Type: driver, Props: append([]graph.Prop{
		{Name: "bus", Value: graph.DeviceID(".0")},
		{Name: "drive", Value: graph.Ref(disk)},
		{Name: "scsi-id", Value: graph.Int(target)},
		{Name: "lun", Value: graph.Int(0)},
	}, props...)})
}

// aligned is a drive on a host that accesses only whole pieces of align bytes.
func aligned(align int64) graph.Backend {
	return graph.Backend{
		Kind: graph.Blockdev,
		Type: "blkdebug",
		Props: []graph.Prop{
			{Name: "align", Value: graph.Int(align)},
			graph.P("discard", "unmap"),
			graph.P("image.driver", "file"),
			{Name: "image.filename", Value: graph.File()},
		},
		File: driveSize,
	}
}

func unmappable() graph.Backend {
	b := block.File(driveSize)
	b.Props = append(b.Props, graph.P("discard", "unmap"))
	return b
}
