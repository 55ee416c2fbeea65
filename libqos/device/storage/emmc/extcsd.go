package emmc

import "encoding/binary"

// ExtendedCSD is the Extended CSD register (section 7.4 "Extended CSD register").
type ExtendedCSD [512]byte

// The bytes of the Extended CSD that can be written here.
const (
	EraseGroupDef   = 175
	PartitionConfig = 179 // PARTITION_ACCESS in bits 2:0, BOOT_PARTITION_ENABLE in bits 5:3, BOOT_ACK
	BusWidth        = 183
	HSTiming        = 185
)

// Bytes that are read-only.
const (
	ErasedContent = 181 // ERASED_MEM_CONT: 0 or 1, the value of erased bits
	Revision      = 192 // EXT_CSD_REV
	Structure     = 194 // CSD_STRUCTURE
	DeviceType    = 196 // the modes of its bus
	CommandSet    = 504 // S_CMD_SET
)

// Values of PARTITION_ACCESS.
const (
	UserArea       = 0
	BootPartition1 = 1
	BootPartition2 = 2
)

// Sectors returns SEC_COUNT, the number of sectors of 512 bytes in the user area.
func (e *ExtendedCSD) Sectors() uint32 { return binary.LittleEndian.Uint32(e[212:]) }

// BootSize returns the size in bytes of each of the boot partitions, according to BOOT_SIZE_MULT.
func (e *ExtendedCSD) BootSize() uint64 { return uint64(e[226]) << 17 }

// EraseGroup returns the size in bytes of an erase group of high capacity, according to HC_ERASE_GRP_SIZE.
func (e *ExtendedCSD) EraseGroup() uint64 { return uint64(e[224]) << 19 }
