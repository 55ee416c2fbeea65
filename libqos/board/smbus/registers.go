package smbus

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers that both have at the same place, all of 8 bits.
const (
	Status  reg.Reg[Flags]   = 0x00 // "SMBHSTSTS", "HST_STS": a 1 clears a flag
	Control reg.Reg[Command] = 0x02 // "SMBHSTCNT", "HST_CNT": a read sets Block to its first byte
	Code    reg.Reg[uint8]   = 0x03 // "SMBHSTCMD", "HST_CMD": the command of the device
	Target  reg.Reg[uint8]   = 0x04 // "SMBHSTADD", "XMIT_SLVA": the address, and bit 0 to read
	Data0   reg.Reg[uint8]   = 0x05 // "SMBHSTDAT0", "HST_D0": the data, or the count of a block
	Data1   reg.Reg[uint8]   = 0x06 // "SMBHSTDAT1", "HST_D1"
	Block   reg.Reg[uint8]   = 0x07 // "SMBBLKDAT", "HOST_BLOCK_DB": the next byte of a block
)

// Registers of the ICH9.
const (
	ErrorCode       reg.Reg[uint8]            = 0x08 // "PEC"
	OwnAddress      reg.Reg[uint8]            = 0x09 // "RCV_SLVA"
	AuxiliaryStatus reg.Reg[uint8]            = 0x0c // "AUX_STS"
	Auxiliary       reg.Reg[AuxiliaryControl] = 0x0d // "AUX_CTL"
)

// Flags is the content of Status.
type Flags uint8

// Bits of Status.
//
//qgraph:bits
const (
	Busy        Flags = 1 << 0 // "HOST_BUSY": read-only
	Interrupt   Flags = 1 << 1 // "INTR": the command is through
	DeviceError Flags = 1 << 2 // "DEV_ERR": no acknowledge, a time-out, or no such command
	BusError    Flags = 1 << 3 // "BUS_ERR": a collision
	Failed      Flags = 1 << 4 // "FAILED": killed
	Alert       Flags = 1 << 5 // "SMBALERT_STS"; ICH9
	InUse       Flags = 1 << 6 // "INUSE_STS": somebody has read 0 before; ICH9
	ByteDone    Flags = 1 << 7 // "DS": a byte of a block is there, or sent; ICH9
)

// Command is the content of Control.
type Command uint8

// Bits of Control. The protocol is shifted by ProtocolShift.
//
//qgraph:bits
const (
	InterruptEnable Command = 1 << 0 // "INTREN"
	Kill            Command = 1 << 1 // "KILL"
	LastByte        Command = 1 << 5 // "LAST_BYTE": the next byte is the last one; write-only; ICH9
	Start           Command = 1 << 6 // "START": write-only
	ErrorCheck      Command = 1 << 7 // "PEC_EN"; ICH9
)

// ProtocolShift is the shift of the protocol in Control ("SMB_CMD_PROT", "SMB_CMD").
const ProtocolShift = 2

// Protocol is the form of a transaction (SMBus 2.0, section 5.5 "Bus Protocols").
type Protocol uint8

// The protocols. Those from ProcessCall on are the ICH9's, but for Blocks.
const (
	Quick       Protocol = 0
	Bytes       Protocol = 1 // a byte alone: Send Byte, Receive Byte
	ByteData    Protocol = 2
	WordData    Protocol = 3
	ProcessCall Protocol = 4
	Blocks      Protocol = 5
	I2CRead     Protocol = 6
	BlockCall   Protocol = 7
)

// AuxiliaryControl is the content of Auxiliary.
type AuxiliaryControl uint8

// Bits of Auxiliary.
//
//qgraph:bits
const (
	AppendCRC AuxiliaryControl = 1 << 0 // "AAC"
	Buffer32  AuxiliaryControl = 1 << 1 // "E32B": a block is buffered as a whole
)

// BufferSize is the number of bytes of a block.
const BufferSize = 32
