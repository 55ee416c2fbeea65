package aspeedsmc

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers. Those of a chip are the first of an array, by its chip select.
const (
	TypeSetting    reg.Reg[Type]      = 0x00 // "CE Type Setting Register"
	AddressSetting reg.Reg[Wide]      = 0x04 // "CE Control Register": which chips have addresses of 4 bytes
	Interrupts     reg.Reg[Interrupt] = 0x08 // "Interrupt Control and Status Register"
	ChipControl    reg.Reg[Control]   = 0x10 // "CE0 Control Register"
	Segment        reg.Reg[uint32]    = 0x30 // "CE0 Address Decoding Range Register"
	DMAControl     reg.Reg[DMA]       = 0x80
	DMAFlash       reg.Reg[uint32]    = 0x84 // address of the flash side
	DMARAM         reg.Reg[uint32]    = 0x88 // address of the RAM side
	DMALength      reg.Reg[uint32]    = 0x8c
	DMAChecksum    reg.Reg[uint32]    = 0x90 // the sum of the words that were moved
)

// Type is the CE Type Setting Register.
type Type uint32

// Bits of the first chip select; bits 3:2 and 17 are those of the second, and so on.
//
//qgraph:bits
const (
	SPI         Type = 2 << 0  // the chip's type, in bits 1:0
	WriteEnable Type = 1 << 16 // writes to the window reach the chip
)

// Wide is the CE Control Register: bit n is set if chip n has addresses of 4 bytes.
type Wide uint32

// Interrupt is the Interrupt Control and Status Register.
type Interrupt uint32

// Bits of the interrupt register.
//
//qgraph:bits
const (
	DMAInterrupt Interrupt = 1 << 3  // "DMA_IRQ_EN": enables the interrupt at the end of DMA
	DMADone      Interrupt = 1 << 11 // "DMA_STATUS"
)

// Control is the CE Control Register of a chip. The command of the read and write modes
// is in bits 23:16, the number of dummy bytes in bits 14 and 7:6.
type Control uint32

// Bits of the control register of a chip.
//
//qgraph:bits
const (
	FastReadMode Control = 1 << 0
	WriteMode    Control = 2 << 0
	UserMode     Control = 3 << 0
	Inactive     Control = 1 << 2 // "CE_INACTIVE": the chip is not selected in user mode
)

// Command returns the bits of the command of a mode.
func Command(c uint8) Control { return Control(c) << 16 }

// Dummies returns the bits of that number of dummy bytes, 0 to 7.
func Dummies(n uint8) Control { return Control(n&3)<<6 | Control(n>>2&1)<<14 }

// DMA is the DMA Control Register.
type DMA uint32

// Bits of the DMA control register.
//
//qgraph:bits
const (
	DMAEnable   DMA = 1 << 0
	DMAWrite    DMA = 1 << 1 // from RAM to flash
	DMASum      DMA = 1 << 2 // "DMA_CALC_CKSUM": no data is moved, only the checksum is made
	DMACalib    DMA = 1 << 3 // "DMA_CALIB_MODE"
	DMAGranted  DMA = 1 << 30
	DMARequests DMA = 1 << 31
)

// The values that ask for the right to use DMA, and give it back, on controllers from
// the AST2600 on.
const (
	DMARequest DMA = 0xaeed0000
	DMADiscard DMA = 0xdeea0000
)
