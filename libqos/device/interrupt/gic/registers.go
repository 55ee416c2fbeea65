package gic

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers of the distributor (IHI 0048B.b, table 4-1 "Distributor register map").
const (
	Distribute reg.Reg[uint32] = 0x000 // GICD_CTLR: bit 0 forwards interrupts to the interface
	Type       reg.Reg[uint32] = 0x004 // GICD_TYPER, read-only: see [Words] and [Processors]
	Software   reg.Reg[uint32] = 0xf00 // GICD_SGIR, write-only: makes an interrupt pending
)

// Registers of a bit for each interrupt: word 0 is of interrupts 0 to 31. A written 1 sets or clears, a 0 does nothing.
const (
	group        = 0x080 // GICD_IGROUPRn: 1 for Group 1
	setEnable    = 0x100 // GICD_ISENABLERn
	clearEnable  = 0x180 // GICD_ICENABLERn
	setPending   = 0x200 // GICD_ISPENDRn
	clearPending = 0x280 // GICD_ICPENDRn
	active       = 0x300 // GICD_ISACTIVERn
	priority     = 0x400 // GICD_IPRIORITYRn: a byte for each interrupt
	targets      = 0x800 // GICD_ITARGETSRn: a byte for each interrupt
	config       = 0xc00 // GICD_ICFGRn: two bits for each interrupt
)

// Group returns word n of GICD_IGROUPR.
func Group(n int) reg.Reg[uint32] { return reg.Reg[uint32](group + 4*n) }

// SetEnable returns word n of GICD_ISENABLER.
func SetEnable(n int) reg.Reg[uint32] { return reg.Reg[uint32](setEnable + 4*n) }

// ClearEnable returns word n of GICD_ICENABLER.
func ClearEnable(n int) reg.Reg[uint32] { return reg.Reg[uint32](clearEnable + 4*n) }

// SetPending returns word n of GICD_ISPENDR.
func SetPending(n int) reg.Reg[uint32] { return reg.Reg[uint32](setPending + 4*n) }

// ClearPending returns word n of GICD_ICPENDR.
func ClearPending(n int) reg.Reg[uint32] { return reg.Reg[uint32](clearPending + 4*n) }

// Active returns word n of GICD_ISACTIVER.
func Active(n int) reg.Reg[uint32] { return reg.Reg[uint32](active + 4*n) }

// Priority returns the priority of an interrupt: 0 is the highest. An implementation has at least the upper four bits.
func Priority(interrupt int) reg.Reg[uint8] { return reg.Reg[uint8](priority + interrupt) }

// Security is the bit SecurityExtn of GICD_TYPER: the controller has the security extensions.
const Security uint32 = 1 << 10

// Words returns how many words the registers of a bit for each interrupt have, by GICD_TYPER.
func Words(typ uint32) int { return int(typ&0x1f) + 1 }

// Processors returns the number of processors, by GICD_TYPER.
func Processors(typ uint32) int { return int(typ>>5&7) + 1 }

// Targets returns the processors to which an interrupt goes, a bit for each. With one processor it reads as 0, and cannot be written.
func Targets(interrupt int) reg.Reg[uint8] { return reg.Reg[uint8](targets + interrupt) }

// Config returns word n of GICD_ICFGR, of 16 interrupts: the upper bit of each is 1 for an edge, 0 for a level.
func Config(n int) reg.Reg[uint32] { return reg.Reg[uint32](config + 4*n) }

// The registers of the processor's interface (table 4-2 "CPU interface register map").
const (
	Signal      reg.Reg[uint32] = 0x00 // GICC_CTLR: bit 0 signals interrupts to the processor
	Mask        reg.Reg[uint32] = 0x04 // GICC_PMR: interrupts of a priority below this number are signalled
	BinaryPoint reg.Reg[uint32] = 0x08 // GICC_BPR: which bits of a priority decide about preemption
	Acknowledge reg.Reg[uint32] = 0x0c // GICC_IAR: a read makes the interrupt active
	End         reg.Reg[uint32] = 0x10 // GICC_EOIR, write-only
	Running     reg.Reg[uint32] = 0x14 // GICC_RPR, read-only: the priority of the active interrupt
	Highest     reg.Reg[uint32] = 0x18 // GICC_HPPIR, read-only: the pending interrupt of the highest priority
	Aliased     reg.Reg[uint32] = 0x1c // GICC_ABPR: secure software's access to GICC_BPR for Group 1
)

// Spurious is the number of no interrupt: GICC_IAR and GICC_HPPIR read so if none is pending.
const Spurious = 1023

// Idle is the running priority without an active interrupt.
const Idle = 0xff

// First is the first interrupt of the peripherals.
const First = 32
