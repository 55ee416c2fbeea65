package virtioscsi

import "github.com/qgraph/qgraph/libqos/base/reg"

// Device-specific configuration space (virtio 1.3, section 5.6.4 "Device configuration
// layout").
const (
	ConfigNumQueues     reg.Reg[uint32] = 0  // num_queues: request queues
	ConfigSegMax        reg.Reg[uint32] = 4  // seg_max: segments of a command
	ConfigMaxSectors    reg.Reg[uint32] = 8  // max_sectors, of 512 bytes
	ConfigCmdPerLUN     reg.Reg[uint32] = 12 // cmd_per_lun: maximum of commands that a unit queues
	ConfigEventInfoSize reg.Reg[uint32] = 16 // event_info_size, in bytes
	ConfigSenseSize     reg.Reg[uint32] = 20 // sense_size, in bytes; the driver may change it
	ConfigCDBSize       reg.Reg[uint32] = 24 // cdb_size, in bytes; the driver may change it
	ConfigMaxChannel    reg.Reg[uint16] = 28 // max_channel
	ConfigMaxTarget     reg.Reg[uint16] = 30 // max_target
	ConfigMaxLUN        reg.Reg[uint32] = 32 // max_lun
)

// Sizes, in bytes, after a reset (virtio 1.3, section 5.6.4).
const (
	SenseSize = 96
	CDBSize   = 32
)
