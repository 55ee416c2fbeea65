package nvme

import (
	"encoding/binary"
	"fmt"
)

// EntrySize is the size of a submission queue entry in bytes.
const EntrySize = 64

// Opcode is the code of a command. The queue decides whether it is of the admin
// or of an I/O command set.
type Opcode uint8

// Opcodes of admin commands (section 5 "Admin Command Set").
const (
	AdminDeleteSQ    Opcode = 0x00
	AdminCreateSQ    Opcode = 0x01
	AdminGetLogPage  Opcode = 0x02
	AdminDeleteCQ    Opcode = 0x04
	AdminCreateCQ    Opcode = 0x05
	AdminIdentify    Opcode = 0x06
	AdminAbort       Opcode = 0x08
	AdminSetFeatures Opcode = 0x09
	AdminGetFeatures Opcode = 0x0a
	AdminAsyncEvent  Opcode = 0x0c
)

// Opcodes of the NVM command set (section 6 "NVM Command Set").
const (
	NVMFlush       Opcode = 0x00
	NVMWrite       Opcode = 0x01
	NVMRead        Opcode = 0x02
	NVMCompare     Opcode = 0x05
	NVMWriteZeroes Opcode = 0x08
	NVMDataset     Opcode = 0x09 // Dataset Management
)

// AllNamespaces is the namespace identifier for all namespaces.
const AllNamespaces uint32 = 0xffffffff

// Command is a submission queue entry (section 4.2 "Submission Queue Entry –
// Command Format"). The queue assigns the command identifier.
type Command struct {
	Opcode     Opcode
	Flags      uint8 // FUSE and PSDT
	Namespace  uint32
	Metadata   uint64    // MPTR
	PRP1, PRP2 uint64    // DPTR
	Words      [6]uint32 // command dwords 10 to 15
}

// With returns the command with a buffer as its data.
func (c Command) With(b *Buffer) Command {
	c.PRP1, c.PRP2 = b.PRP1, b.PRP2
	return c
}

// entry returns the command as laid out in a queue.
func (c Command) entry(id uint16) []byte {
	p := make([]byte, EntrySize)
	le := binary.LittleEndian
	p[0], p[1] = uint8(c.Opcode), c.Flags
	le.PutUint16(p[2:], id)
	le.PutUint32(p[4:], c.Namespace)
	le.PutUint64(p[16:], c.Metadata)
	le.PutUint64(p[24:], c.PRP1)
	le.PutUint64(p[32:], c.PRP2)
	for i, w := range c.Words {
		le.PutUint32(p[40+4*i:], w)
	}
	return p
}

// String returns opcode and namespace, for errors.
func (c Command) String() string {
	return fmt.Sprintf("command %#02x of namespace %#x", uint8(c.Opcode), c.Namespace)
}

// Read returns a Read command (section 6.9 "Read command") of count logical
// blocks, 1 to 65536.
func Read(namespace uint32, block uint64, count int) Command {
	return transfer(NVMRead, namespace, block, count)
}

// Write returns a Write command (section 6.15 "Write command").
func Write(namespace uint32, block uint64, count int) Command {
	return transfer(NVMWrite, namespace, block, count)
}

// Compare returns a Compare command (section 6.6 "Compare command").
func Compare(namespace uint32, block uint64, count int) Command {
	return transfer(NVMCompare, namespace, block, count)
}

// WriteZeroes returns a Write Zeroes command (section 6.17 "Write Zeroes
// command"). It takes no data.
func WriteZeroes(namespace uint32, block uint64, count int) Command {
	return transfer(NVMWriteZeroes, namespace, block, count)
}

// Flush returns a Flush command (section 6.8 "Flush command").
func Flush(namespace uint32) Command { return Command{Opcode: NVMFlush, Namespace: namespace} }

// ForceUnitAccess is the bit of dword 12 of reads and writes that bypasses the
// volatile write cache.
const ForceUnitAccess uint32 = 1 << 30

func transfer(op Opcode, namespace uint32, block uint64, count int) Command {
	return Command{
		Opcode:    op,
		Namespace: namespace,
		Words:     [6]uint32{uint32(block), uint32(block >> 32), uint32(uint16(count - 1))},
	}
}
