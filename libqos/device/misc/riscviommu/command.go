package riscviommu

import "encoding/binary"

// Command is an entry of the command queue (section 4.1 "Command Queue (CQ)").
type Command [2]uint64

// commandSize is the size of an entry, in bytes.
const commandSize = 16

// Fields of commands.
const (
	opcodeIOTINVAL = 1
	opcodeIOFENCE  = 2
	opcodeIODIR    = 3
	funcShift      = 7

	fenceWrite    = 1 << 10 // AV
	fenceData     = 32
	directoryOne  = 1 << 33 // DV
	directoryWhom = 40      // DID
)

// Fence is IOFENCE.C. When every command before it is done, it writes the 32 bits
// of data to a guest-physical address, a multiple of four (section 4.1.2 "IOMMU
// Command-queue Fence commands").
func Fence(addr uint64, data uint32) Command {
	return Command{opcodeIOFENCE | fenceWrite | uint64(data)<<fenceData, addr >> 2}
}

// InvalidateTranslations is IOTINVAL.VMA without operands. It invalidates the cache
// of all first-stage page tables (section 4.1.1 "IOMMU Page-Table cache
// invalidation commands").
func InvalidateTranslations() Command { return Command{opcodeIOTINVAL} }

// InvalidateDevice is IODIR.INVAL_DDT for one device. It invalidates the cached
// context of the device (section 4.1.3 "IOMMU directory cache commands").
func InvalidateDevice(device uint32) Command {
	return Command{opcodeIODIR | directoryOne | uint64(device)<<directoryWhom}
}

// Reserved is a command with an opcode that the specification reserves.
func Reserved() Command { return Command{0x5f | 7<<funcShift} }

// bytes returns the command as laid out in memory.
func (c Command) bytes() []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, c[0]), c[1])
}
