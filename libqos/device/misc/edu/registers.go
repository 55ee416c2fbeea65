package edu

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers, by their offsets in BAR 0 (section "MMIO area spec"). Those below
// 0x80 accept only 32-bit accesses, the others 32-bit and 64-bit accesses.
const (
	Identification       reg.Reg[uint32]  = 0x00 // read-only
	Liveness             reg.Reg[uint32]  = 0x04 // reads as the inverse of the written value
	Factorial            reg.Reg[uint32]  = 0x08 // a number, then its factorial
	Status               reg.Reg[State]   = 0x20
	InterruptStatus      reg.Reg[Cause]   = 0x24 // read-only
	InterruptRaise       reg.Reg[Cause]   = 0x60 // write-only: sets bits of InterruptStatus
	InterruptAcknowledge reg.Reg[Cause]   = 0x64 // write-only: clears bits of InterruptStatus
	DMASource            reg.Reg[uint64]  = 0x80
	DMADestination       reg.Reg[uint64]  = 0x88
	DMACount             reg.Reg[uint64]  = 0x90 // in bytes
	DMACommand           reg.Reg[Command] = 0x98
)

// The Identification register: 0xRRrr00ed, with the major version RR and the minor
// version rr.
const (
	Signature     uint32 = 0x000000ed
	SignatureMask uint32 = 0x0000ffff
)

// The buffer of the device in the addresses of DMA (section "DMA controller").
const (
	Buffer     = 0x40000
	BufferSize = 4096 // in bytes
)

// State is the status register.
type State uint32

// Bits of the status register.
//
//qgraph:bits
const (
	Computing       State = 1 << 0 // read-only: a factorial is being computed
	InterruptOnDone State = 1 << 7 // "IRQFACT": raise an interrupt when it is done
)

// Cause is a set of causes of interrupts. The guest can raise each of the 32.
type Cause uint32

// DMADone is the cause that the end of a transfer raises.
//
//qgraph:bits
const DMADone Cause = 0x100 // "DMA"

// Command is the DMA command register. It is 32 or 64 bits wide.
type Command uint64

// Bits of the DMA command register.
//
//qgraph:bits DMA
const (
	DMAStart     Command = 1 << 0 // set until the transfer is done
	DMAToRAM     Command = 1 << 1 // from the device to RAM, not from RAM to the device
	DMAInterrupt Command = 1 << 2 // "IRQ": raise DMADone at the end
)
