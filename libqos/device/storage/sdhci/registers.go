package sdhci

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers (section 2.1.1 "SD Host Control Register Map"); the type of
// each register names its section, or else the comment beside it.
const (
	SDMAAddress           reg.Reg[uint32]         = 0x00 // SDMA System Address (2.2.1)
	BlockSize             reg.Reg[BlockSizeBits]  = 0x04
	BlockCount            reg.Reg[uint16]         = 0x06 // remaining blocks (2.2.3)
	Argument              reg.Reg[uint32]         = 0x08 // Argument 1 (2.2.4)
	TransferMode          reg.Reg[Mode]           = 0x0c
	Command               reg.Reg[CommandBits]    = 0x0e
	Response0             reg.Reg[uint32]         = 0x10 // of four, see Response (2.2.7)
	BufferDataPort        reg.Reg[uint32]         = 0x20 // (2.2.8)
	PresentState          reg.Reg[Present]        = 0x24
	HostControl1          reg.Reg[HostControl]    = 0x28
	PowerControl          reg.Reg[Power]          = 0x29
	BlockGapControl       reg.Reg[uint8]          = 0x2a // (2.2.12)
	WakeupControl         reg.Reg[uint8]          = 0x2b // (2.2.13)
	ClockControl          reg.Reg[Clock]          = 0x2c
	TimeoutControl        reg.Reg[uint8]          = 0x2e // data timeout, 2^(13+n) cycles of TMCLK (2.2.15)
	SoftwareReset         reg.Reg[Reset]          = 0x2f
	NormalIntStatus       reg.Reg[NormalInt]      = 0x30 // write ones to clear
	ErrorIntStatus        reg.Reg[ErrorInt]       = 0x32 // write ones to clear
	NormalIntStatusEnable reg.Reg[NormalInt]      = 0x34
	ErrorIntStatusEnable  reg.Reg[ErrorInt]       = 0x36
	NormalIntSignalEnable reg.Reg[NormalInt]      = 0x38
	ErrorIntSignalEnable  reg.Reg[ErrorInt]       = 0x3a
	AutoCMDErrorStatus    reg.Reg[uint16]         = 0x3c // (2.2.23)
	HostControl2          reg.Reg[uint16]         = 0x3e // (2.2.24)
	CapabilitiesLow       reg.Reg[uint32]         = 0x40 // see Controller.Capabilities
	CapabilitiesHigh      reg.Reg[uint32]         = 0x44
	MaximumCurrentLow     reg.Reg[uint32]         = 0x48 // Maximum Current Capabilities (2.2.26)
	MaximumCurrentHigh    reg.Reg[uint32]         = 0x4c
	ADMAErrorStatus       reg.Reg[ADMAErrorState] = 0x54
	ADMAAddressLow        reg.Reg[uint32]         = 0x58 // ADMA System Address (2.2.30)
	ADMAAddressHigh       reg.Reg[uint32]         = 0x5c
	SlotInterruptStatus   reg.Reg[uint16]         = 0xfc // (2.2.33)
	HostVersion           reg.Reg[Version]        = 0xfe
)

// Response returns response register n, 0 to 3.
func Response(n int) reg.Reg[uint32] { return Response0 + reg.Reg[uint32](4*n) }
