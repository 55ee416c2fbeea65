package igb

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Interrupt registers (82576 datasheet, section 8.8 "Interrupt Register
// Descriptions"). The first five are for causes outside the queues. The extended
// ones are for queues or, with GPIE.Multiple_MSIX, for vectors.
const (
	ICR reg.Reg[Cause] = 0x00c0 // Interrupt Cause Read
	ICS reg.Reg[Cause] = 0x00c8 // Interrupt Cause Set
	IMS reg.Reg[Cause] = 0x00d0 // Interrupt Mask Set/Read
	IMC reg.Reg[Cause] = 0x00d8 // Interrupt Mask Clear
	IAM reg.Reg[Cause] = 0x00e0 // Interrupt Acknowledge Auto-Mask

	GPIE reg.Reg[Mode]  = 0x1514 // General Purpose Interrupt Enable
	EICS reg.Reg[Event] = 0x1520 // Extended Interrupt Cause Set
	EIMS reg.Reg[Event] = 0x1524 // Extended Interrupt Mask Set/Read
	EIMC reg.Reg[Event] = 0x1528 // Extended Interrupt Mask Clear
	EIAC reg.Reg[Event] = 0x152c // Extended Interrupt Auto Clear
	EIAM reg.Reg[Event] = 0x1530 // Extended Interrupt Auto Mask
	EICR reg.Reg[Event] = 0x1580 // Extended Interrupt Cause

	IVARMISC reg.Reg[Allocation] = 0x1740 // Interrupt Vector Allocation, for other causes
)

// EITR is the Interrupt Throttle register of a vector; see [Throttle].
func EITR(vector int) reg.Reg[uint32] { return 0x1680 + reg.Reg[uint32](4*vector) }

// Throttle returns the content of EITR for an interval of at most 8191 µs between
// two messages.
func Throttle(microseconds uint32) uint32 { return microseconds & 0x1fff << 2 }

// IVAR is Interrupt Vector Allocation register n, 0 to 7, for queues n and n+8.
func IVAR(n int) reg.Reg[Allocation] { return 0x1700 + reg.Reg[Allocation](4*n) }

// Cause is a set of interrupt causes, the content of ICR, ICS, IMS and IMC.
type Cause uint32

// The interrupt causes.
//
//qgraph:bits Cause
const (
	CauseTXDW    Cause = 1 << 0  // transmit descriptor written back
	CauseLSC     Cause = 1 << 2  // link status change
	CauseRXDMT0  Cause = 1 << 4  // receive descriptor minimum threshold
	CauseRXMiss  Cause = 1 << 6  // receiver overrun
	CauseRXDW    Cause = 1 << 7  // receive descriptor written back
	CauseVMMB    Cause = 1 << 8  // a virtual function wrote to its mailbox
	CauseGPHY    Cause = 1 << 10 // PHY
	CauseMNG     Cause = 1 << 18 // manageability event
	CauseTime    Cause = 1 << 19 // "TIME_SYNC": time synchronisation
	CauseOMED    Cause = 1 << 20 // other media energy detected
	CauseFER     Cause = 1 << 22 // fatal error
	CauseNFER    Cause = 1 << 23 // non-fatal error
	CauseCSRTO   Cause = 1 << 24 // register access timed out
	CauseSCE     Cause = 1 << 25 // storm control event
	CauseSWWD    Cause = 1 << 26 // "SW_WD": software watchdog
	CauseDOUTSYN Cause = 1 << 28 // "DOUTSYNC": DMA transmit out of sync
	CauseDRSTA   Cause = 1 << 30 // device reset
	CauseINTA    Cause = 1 << 31 // an interrupt is asserted; read only
)

// Event is a set of extended interrupt causes: vectors in bits 24:0 with
// [ModeMultipleMSIX]; otherwise queues in bits 15:0, and the following.
type Event uint32

// Extended causes without ModeMultipleMSIX.
const (
	EventTCPTimer Event = 1 << 30
	EventOther    Event = 1 << 31 // a cause in ICR
)

// Vector returns the extended cause of an MSI-X vector, 0 to 24.
func Vector(n int) Event { return 1 << n }

// Vectors is the number of MSI-X vectors. The silicon has up to 25; the EEPROM
// limits the number.
const Vectors = 10

// Mode is the General Purpose Interrupt Enable register.
type Mode uint32

// Bits of GPIE.
const (
	ModeNSICR        Mode = 1 << 0  // reading ICR clears it regardless of the mask
	ModeMultipleMSIX Mode = 1 << 4  // several vectors, allocated by IVAR
	ModeEIAME        Mode = 1 << 30 // extended auto-mask: a message masks the causes in EIAM
	ModePBA          Mode = 1 << 31 // pending bits are cleared as PCI requires
)

// Allocation is the content of IVAR or IVAR_MISC: four bytes. Bit 7 of each is
// set if bits 4:0 are a vector.
type Allocation uint32

func allocate(vector, position int) Allocation { return Allocation(0x80|vector&0x1f) << (8 * position) }

// AllocateOther returns the content of IVAR_MISC that gives a vector to the
// causes outside the queues.
func AllocateOther(vector int) Allocation { return allocate(vector, 1) }

// Direction distinguishes receive queues from transmit queues.
type Direction uint8

// The directions.
const (
	Receive Direction = iota
	Transmit
)

// Allocate gives a vector to queue n, 0 to 15.
func (d *Device) Allocate(ctx context.Context, direction Direction, n, vector int) error {
	position := int(direction) + n/8*2
	r := IVAR(n % 8)
	if err := r.Modify(ctx, d.Regs, allocate(0x1f, position)|0xff<<(8*position), allocate(vector, position)); err != nil {
		return fmt.Errorf("igb: allocate vector %d: %w", vector, err)
	}
	return nil
}

// MaskInterrupts masks every cause and clears the pending ones.
func (d *Device) MaskInterrupts(ctx context.Context) error {
	if err := IMC.Write(ctx, d.Regs, ^Cause(0)); err != nil {
		return fmt.Errorf("igb: mask interrupts: %w", err)
	}
	if err := EIMC.Write(ctx, d.Regs, ^Event(0)); err != nil {
		return fmt.Errorf("igb: mask interrupts: %w", err)
	}
	return d.Acknowledge(ctx)
}

// Acknowledge clears every cause and every extended cause.
func (d *Device) Acknowledge(ctx context.Context) error {
	if err := ICR.Write(ctx, d.Regs, ^Cause(0)); err != nil {
		return fmt.Errorf("igb: acknowledge interrupts: %w", err)
	}
	if err := EICR.Write(ctx, d.Regs, ^Event(0)); err != nil {
		return fmt.Errorf("igb: acknowledge interrupts: %w", err)
	}
	return nil
}
