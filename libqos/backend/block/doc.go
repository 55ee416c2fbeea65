// Package block has the host's side of a drive: QEMU's -blockdev backends (QEMU
// 11.1, qapi/block-core.json, "BlockdevOptions").
//
// A driver of a device with a drive declares the need:
//
//	graph.Consumes(g, nvme.Driver, pci.BusInterface, nvme.New, graph.Needs(block.Drive))
//
// A test that depends on the drive's contents provides its own:
//
//	graph.Test(g, "virtio-blk-tests/basic", virtioblk.Interface, basic, graph.Provide(block.Drive, block.File(64<<20)))
package block
