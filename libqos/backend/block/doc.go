// Package block has the host's side of a drive: the -blockdev backends that QEMU
// is given (QEMU 11.1, qapi/block-core.json, "BlockdevOptions").
//
// A driver of a device with a drive declares what it needs:
//
//	graph.Consumes(g, nvme.Driver, pci.BusInterface, nvme.New, graph.Needs(block.Drive))
//
// A test that minds what is on it puts its own in place:
//
//	graph.Test(g, "virtio-blk-tests/basic", virtioblk.Interface, basic, graph.Provide(block.Drive, block.File(64<<20)))
package block
