package virtioblk

import "github.com/qgraph/qgraph/libqos/base/reg"

// Device-specific configuration space (virtio 1.3, section 5.2.4 "Device
// configuration layout"). Sectors have [SectorSize] bytes regardless of the block size.
const (
	ConfigCapacity  reg.Reg[uint64] = 0  // capacity, in sectors
	ConfigSizeMax   reg.Reg[uint32] = 8  // size_max, in bytes, with FeatureSizeMax
	ConfigSegMax    reg.Reg[uint32] = 12 // seg_max, with FeatureSegMax
	ConfigCylinders reg.Reg[uint16] = 16 // geometry.cylinders, with FeatureGeometry
	ConfigHeads     reg.Reg[uint8]  = 18 // geometry.heads
	ConfigSectors   reg.Reg[uint8]  = 19 // geometry.sectors
	ConfigBlockSize reg.Reg[uint32] = 20 // blk_size, in bytes, with FeatureBlockSize

	ConfigPhysicalBlockExp reg.Reg[uint8]  = 24 // topology.physical_block_exp, a power of two, with FeatureTopology
	ConfigAlignmentOffset  reg.Reg[uint8]  = 25 // topology.alignment_offset, in blocks
	ConfigMinIOSize        reg.Reg[uint16] = 26 // topology.min_io_size, in blocks
	ConfigOptIOSize        reg.Reg[uint32] = 28 // topology.opt_io_size, in blocks

	ConfigWriteback reg.Reg[uint8]  = 32 // writeback: 1 for a cache that is flushed, with FeatureConfigWCE
	ConfigNumQueues reg.Reg[uint16] = 34 // num_queues, with FeatureMQ

	ConfigMaxDiscardSectors      reg.Reg[uint32] = 36 // max_discard_sectors, with FeatureDiscard
	ConfigMaxDiscardSeg          reg.Reg[uint32] = 40 // max_discard_seg
	ConfigDiscardSectorAlignment reg.Reg[uint32] = 44 // discard_sector_alignment, in sectors

	ConfigMaxWriteZeroesSectors reg.Reg[uint32] = 48 // max_write_zeroes_sectors, with FeatureWriteZeroes
	ConfigMaxWriteZeroesSeg     reg.Reg[uint32] = 52 // max_write_zeroes_seg
	ConfigWriteZeroesMayUnmap   reg.Reg[uint8]  = 56 // write_zeroes_may_unmap
)
