package virtioblk

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
	"github.com/qgraph/qgraph/tests/suite/throttlesuite"
)

// driveSize is the size of the path's drive, in bytes.
const driveSize = 4 << 20

// second is the backend of the second device.
var second = graph.NewHandle("second")

// Register adds the tests.
func Register(g *graph.Graph) {
	registerExported(g)
	drive := graph.Provide(block.Drive, file())
	graph.Test(g, "virtio-blk-tests/basic", virtioblk.Interface, basic, drive, graph.AskHighRAM())
	graph.Test(g, "virtio-blk-tests/config", virtioblk.Interface, config, drive, shape(), graph.Known(configDeviations()...))
	graph.Test(g, "virtio-blk-tests/indirect", virtioblk.Interface, indirect, drive)
	graph.Pair(g, "virtio-blk-tests/migrate", virtioblk.Interface, migrate, drive, graph.Known(cacheMode()))
	graph.Test(g, "virtio-blk-tests/remote", virtioblk.Interface, remote, graph.Provide(block.Drive, block.Remote(driveSize)))
	graph.Test(g, "virtio-blk-tests/resize", virtioblk.Interface, resize, drive)
	graph.Test(g, "virtio-blk-tests/throttling", virtioblk.Interface, throttling, throttlesuite.Drives(),
		graph.Requires(graph.SteppedClock), graph.Known(throttlesuite.Deviations()...))

	graph.Test(g, "virtio-blk-pci-tests/hotplug", virtioblk.PCIDriver, hotPlug, drive,
		graph.Define(second, readOnlyFile()), graph.Requires(pci.Hotplug))
	graph.Test(g, "virtio-blk-pci-tests/idx", virtioblk.PCIDriver, eventIdx, drive)
	graph.Test(g, "virtio-blk-pci-tests/limits", virtioblk.PCIDriver, limits, graph.Provide(block.Drive, failing()), limited())
	graph.Pair(g, "virtio-blk-pci-tests/migrate", virtioblk.PCIDriver, migrateMasked, drive, graph.Requires(pci.MessageSignalled))
	graph.Test(g, "virtio-blk-pci-tests/msix", virtioblk.PCIDriver, vectors, drive, graph.Requires(pci.MessageSignalled))
	graph.Test(g, "virtio-blk-pci-tests/nxvirtq", virtioblk.PCIDriver, noSuchQueue, drive)
	graph.Test(g, "virtio-blk-pci-tests/throttle-group", virtioblk.PCIDriver, throttleGroup, throttlesuite.Drives(),
		graph.Define(second, block.Null(driveSize)), graph.Requires(pci.Hotplug, graph.SteppedClock))

	// The monitor's commands are the same on every bus.
	usual := graph.SlowBeside("x86_64/pc", "x86_64/q35", "ppc64/pseries", "aarch64/virt")
	graph.Test(g, "drive_del-tests/drive_del", virtioblk.PCIDriver, driveDel, graph.Requires(pci.Hotplug), usual)
	graph.Test(g, "drive_del-tests/device_del", virtioblk.PCIDriver, deviceDel, graph.Requires(pci.Hotplug), usual, graph.Define(second, oldDrive()))
	graph.Test(g, "drive_del-tests/cli_device", virtioblk.PCIDriver, deviceDelStart, graph.Requires(pci.Hotplug),
		graph.Provide(block.Drive, oldDrive()), graph.On("x86_64/pc", "x86_64/q35", "ppc64/pseries"))
}

// registerExported adds the tests of vhost-user block devices that the storage daemon
// serves.
func registerExported(g *graph.Graph) {
	export := func(queues int64) graph.TestOption {
		return graph.Provide(vhostdevice.BackEnd, block.Export(driveSize, queues))
	}
	graph.Test(g, "vhost-user-blk-tests/basic", vhostdevice.BlockInterface, exportedBasic, export(1), graph.Requires(vhostdevice.Modern))
	graph.Test(g, "vhost-user-blk-tests/indirect", vhostdevice.BlockInterface, exportedIndirect, export(1), graph.Requires(vhostdevice.Modern))
	graph.Test(g, "vhost-user-blk-pci-tests/idx", vhostdevice.BlockPCIDriver, exportedIdx, export(1))
	graph.Test(g, "vhost-user-blk-pci-tests/nxvirtq", vhostdevice.BlockPCIDriver, exportedNoSuchQueue, export(1))
	graph.Test(g, "vhost-user-blk-pci-tests/hotplug", vhostdevice.BlockPCIDriver, exportedHotPlug, export(1),
		graph.Define(second, block.Export(driveSize, 1)), graph.Requires(pci.Hotplug))
	graph.Test(g, "vhost-user-blk-pci-tests/multiqueue", vhostdevice.BlockPCIDriver, exportedMultiqueue, export(queues),
		graph.DeviceProps(graph.Prop{Name: "num-queues", Value: graph.Int(queues)}))
}

// file is a drive that returns discarded sectors to the host.
func file() graph.Backend {
	b := block.File(driveSize)
	b.Props = append(b.Props, graph.P("discard", "unmap"))
	return b
}

func readOnlyFile() graph.Backend {
	b := block.File(driveSize)
	b.Props = append(b.Props, graph.P("read-only", "on"))
	return b
}
