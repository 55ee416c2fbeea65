package nvme

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers of BAR 0 (section 3.1 "Register Definition"). A 64-bit register
// may also be accessed as two 32-bit halves.
const (
	CAP     reg.Reg[Capabilities]    = 0x00 // Controller Capabilities
	VS      reg.Reg[Version]         = 0x08
	INTMS   reg.Reg[uint32]          = 0x0c // Interrupt Mask Set, a bit per vector; not with MSI-X
	INTMC   reg.Reg[uint32]          = 0x10 // Interrupt Mask Clear
	CC      reg.Reg[Configuration]   = 0x14 // Controller Configuration
	CSTS    reg.Reg[Status]          = 0x1c // Controller Status
	NSSR    reg.Reg[uint32]          = 0x20 // NVM Subsystem Reset, by writing "NVMe"
	AQA     reg.Reg[AdminQueueSize]  = 0x24 // Admin Queue Attributes
	ASQ     reg.Reg[uint64]          = 0x28 // Admin Submission Queue Base Address, page aligned
	ACQ     reg.Reg[uint64]          = 0x30 // Admin Completion Queue Base Address, page aligned
	CMBLOC  reg.Reg[BufferLocation]  = 0x38 // Controller Memory Buffer Location
	CMBSZ   reg.Reg[BufferSize]      = 0x3c // Controller Memory Buffer Size
	BPINFO  reg.Reg[uint32]          = 0x40 // Boot Partition Information
	BPRSEL  reg.Reg[uint32]          = 0x44 // Boot Partition Read Select
	BPMBL   reg.Reg[uint64]          = 0x48 // Boot Partition Memory Buffer Location
	CMBMSC  reg.Reg[MemorySpace]     = 0x50 // Controller Memory Buffer Memory Space Control
	CMBSTS  reg.Reg[uint32]          = 0x58 // Controller Memory Buffer Status
	PMRCAP  reg.Reg[PMRCapabilities] = 0xe00
	PMRCTL  reg.Reg[uint32]          = 0xe04
	PMRSTS  reg.Reg[PMRStatus]       = 0xe08
	PMREBS  reg.Reg[uint32]          = 0xe0c // elasticity buffer size
	PMRSWTP reg.Reg[uint32]          = 0xe10 // sustained write throughput
	PMRMSCL reg.Reg[uint32]          = 0xe14 // Persistent Memory Region Memory Space Control, lower half
	PMRMSCU reg.Reg[uint32]          = 0xe18 // its upper half; both halves form a MemorySpace
)

// Doorbells is the offset of the first doorbell register (sections 3.1.24 and
// 3.1.25). CAP.DSTRD is the distance between two.
const Doorbells = 0x1000

// TailDoorbell returns the Submission Queue y Tail Doorbell register.
func (c Capabilities) TailDoorbell(queue uint16) reg.Reg[uint32] {
	return Doorbells + reg.Reg[uint32](2*uint64(queue)*c.Stride())
}

// HeadDoorbell returns the Completion Queue y Head Doorbell register.
func (c Capabilities) HeadDoorbell(queue uint16) reg.Reg[uint32] {
	return Doorbells + reg.Reg[uint32]((2*uint64(queue)+1)*c.Stride())
}

// Half returns one half of a 64-bit register as a register of its own.
func Half[V ~uint64](r reg.Reg[V], upper bool) reg.Reg[uint32] {
	if upper {
		return reg.Reg[uint32](r) + 4
	}
	return reg.Reg[uint32](r)
}

// Narrow returns a 32-bit register without its type, for code that accesses
// any of them.
func Narrow[V ~uint32](r reg.Reg[V]) reg.Reg[uint32] { return reg.Reg[uint32](r) }
