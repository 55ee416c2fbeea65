package ufs

import "github.com/qgraph/qgraph/libqos/base/reg"

// QueueRegisters is the offset of the configuration registers of the submission queue
// and the completion queue with the same number (UFSHCI, section 5 "UFS Host Controller
// Register Interface", "MCQ Configuration Registers").
type QueueRegisters uint64

// Registers returns the offset of the registers of queue n.
func (c QueueCapabilities) Registers(n uint8) QueueRegisters {
	const size = 0x40
	return QueueRegisters(uint64(c&QueueCapQCFGPTR>>16)*0x200 + uint64(n)*size)
}

// SQATTR is Submission Queue Attribute.
func (q QueueRegisters) SQATTR() reg.Reg[QueueAttributes] { return reg.Reg[QueueAttributes](q) }

// SQLBA is Submission Queue Lower Base Address, a multiple of 1024.
func (q QueueRegisters) SQLBA() reg.Reg[uint32] { return reg.Reg[uint32](q) + 0x04 }

// SQUBA is Submission Queue Upper Base Address.
func (q QueueRegisters) SQUBA() reg.Reg[uint32] { return reg.Reg[uint32](q) + 0x08 }

// SQDAO is Submission Queue Doorbell Address Offset: see [Doorbells].
func (q QueueRegisters) SQDAO() reg.Reg[uint32] { return reg.Reg[uint32](q) + 0x0c }

// SQISAO is Submission Queue Interrupt Status Address Offset.
func (q QueueRegisters) SQISAO() reg.Reg[uint32] { return reg.Reg[uint32](q) + 0x10 }

// CQATTR is Completion Queue Attribute.
func (q QueueRegisters) CQATTR() reg.Reg[QueueAttributes] { return reg.Reg[QueueAttributes](q) + 0x20 }

// CQLBA is Completion Queue Lower Base Address, a multiple of 1024.
func (q QueueRegisters) CQLBA() reg.Reg[uint32] { return reg.Reg[uint32](q) + 0x24 }

// CQUBA is Completion Queue Upper Base Address.
func (q QueueRegisters) CQUBA() reg.Reg[uint32] { return reg.Reg[uint32](q) + 0x28 }

// CQDAO is Completion Queue Doorbell Address Offset: see [Doorbells].
func (q QueueRegisters) CQDAO() reg.Reg[uint32] { return reg.Reg[uint32](q) + 0x2c }

// CQISAO is Completion Queue Interrupt Status Address Offset.
func (q QueueRegisters) CQISAO() reg.Reg[uint32] { return reg.Reg[uint32](q) + 0x30 }

// QueueAttributes is the content of SQATTR and CQATTR.
type QueueAttributes uint32

// Fields of SQATTR and CQATTR.
const (
	QueueSIZE QueueAttributes = 0xffff << 0 // in units of 4 bytes, less one
	QueueCQID QueueAttributes = 0xff << 16  // of SQATTR: the completion queue
	QueueEN   QueueAttributes = 1 << 31     // enabled
)

// Doorbells is the offset in SQDAO or CQDAO, of the doorbell registers (UFSHCI, section
// 5 "UFS Host Controller Register Interface", "MCQ Operation and Runtime Registers").
type Doorbells uint64

// Head is SQHP or CQHP: an offset in the queue in bytes.
func (d Doorbells) Head() reg.Reg[uint32] { return reg.Reg[uint32](d) }

// Tail is SQTP or CQTP: an offset in the queue in bytes.
func (d Doorbells) Tail() reg.Reg[uint32] { return reg.Reg[uint32](d) + 0x4 }

// QueueInterrupts is the offset in SQISAO or CQISAO, of the interrupt registers.
type QueueInterrupts uint64

// Status is SQIS or CQIS, cleared by writing ones.
func (i QueueInterrupts) Status() reg.Reg[uint32] { return reg.Reg[uint32](i) }

// Enable is SQIE or CQIE.
func (i QueueInterrupts) Enable() reg.Reg[uint32] { return reg.Reg[uint32](i) + 0x4 }

// TailEntryPush is the bit of CQIS and CQIE for a new entry in a completion queue: Tail
// Entry Push Status.
const TailEntryPush uint32 = 1 << 0
