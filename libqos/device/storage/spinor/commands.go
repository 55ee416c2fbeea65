package spinor

// Command is the first byte of a transfer. Names are those of the W25Q256JV data sheet,
// or of the maker who alone has the command.
type Command uint8

// The commands. Those with an address send 3 bytes of it, or 4 in the 4-byte mode; those
// whose name ends in "4" always send 4.
const (
	WriteStatus          Command = 0x01
	PageProgram          Command = 0x02 // address, data
	ReadData             Command = 0x03 // address
	WriteDisable         Command = 0x04
	ReadStatus           Command = 0x05
	WriteEnable          Command = 0x06
	FastRead             Command = 0x0b // address, 8 dummy clocks
	FastRead4            Command = 0x0c // address, 8 dummy clocks
	PageProgram4         Command = 0x12 // address, data
	ReadData4            Command = 0x13 // address
	SectorErase          Command = 0x20 // address: 4 KiB
	SectorErase4         Command = 0x21 // address: 4 KiB
	WriteSecondStatus    Command = 0x31 // Winbond
	QuadInputPageProgram Command = 0x32 // address, data
	ReadSecondStatus     Command = 0x35 // Winbond
	FastReadDualOutput   Command = 0x3b // address, 8 dummy clocks
	EnableWriteStatus    Command = 0x50 // "Write Enable for Volatile Status Register", SST's EWSR
	BlockErase32         Command = 0x52 // address: 32 KiB
	ReadSFDP             Command = 0x5a // address of 3 bytes, 8 dummy clocks
	EnableReset          Command = 0x66
	FastReadQuadOutput   Command = 0x6b // address, 8 dummy clocks
	ReadFlagStatus       Command = 0x70 // Micron
	Reset                Command = 0x99
	ReadIdentification   Command = 0x9f
	ReleasePowerDown     Command = 0xab
	Enter4Byte           Command = 0xb7
	PowerDown            Command = 0xb9
	WriteExtendedAddress Command = 0xc5 // bits 31:24 of addresses of 3 bytes
	ChipErase            Command = 0xc7
	ReadExtendedAddress  Command = 0xc8
	BlockErase           Command = 0xd8 // address: a sector, 64 KiB on most chips
	BlockErase4          Command = 0xdc // address
	Exit4Byte            Command = 0xe9
)

// Status is the status register, whose bits 6:2 differ between models: [Model.Protect].
type Status uint8

// Bits of the status register that every model has.
//
//qgraph:bits
const (
	Busy                Status = 1 << 0 // BUSY
	Latch               Status = 1 << 1 // WEL
	StatusWriteDisabled Status = 1 << 7 // SRWD
)
