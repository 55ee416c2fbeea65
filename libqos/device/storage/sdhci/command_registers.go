package sdhci

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// BlockSizeBits is the Block Size register (section 2.2.2).
type BlockSizeBits uint16

// Fields of the Block Size register.
const (
	TransferBlockSize BlockSizeBits = 0xfff // in bytes
	// SDMABoundary is the Host SDMA Buffer Boundary: SDMA stops at addresses
	// that are multiples of 4 KiB << n. All ones are 512 KiB.
	SDMABoundary BlockSizeBits = 7 << 12
)

// Mode is the Transfer Mode register (section 2.2.5).
type Mode uint16

// Fields of the Transfer Mode register.
//
//qgraph:bits
const (
	DMAEnable        Mode = 1 << 0
	BlockCountEnable Mode = 1 << 1
	AutoCMD12        Mode = 1 << 2 // Auto CMD Enable
	AutoCMD23        Mode = 2 << 2 // "AUTO_CMD23"
	ReadTransfer     Mode = 1 << 4 // "READ": Data Transfer Direction Select: from the card
	MultipleBlocks   Mode = 1 << 5
)

// CommandBits is the Command register (section 2.2.6). Writing it issues the
// command.
type CommandBits uint16

// Fields of the Command register.
//
//qgraph:bits
const (
	ResponseNone   CommandBits = 0 // Response Type Select
	Response136    CommandBits = 1
	Response48     CommandBits = 2
	Response48Busy CommandBits = 3
	CRCCheck       CommandBits = 1 << 3
	IndexCheck     CommandBits = 1 << 4
	DataPresent    CommandBits = 1 << 5
	CommandAbort   CommandBits = 3 << 6 // "ABORT": Command Type, for CMD12
	commandIndex               = 8      // first bit of Command Index
)

// CommandIndex returns the field with the index of a command.
func CommandIndex(i sd.Index) CommandBits { return CommandBits(i&0x3f) << commandIndex }

// String returns the index, the type of response and the names of the bits set.
func (c CommandBits) String() string {
	response := [...]string{"NO_RESPONSE", "RESPONSE_136", "RESPONSE_48", "RESPONSE_48_BUSY"}[c&Response48Busy]
	return fmt.Sprintf("CMD%d|%s|%s", c>>commandIndex&0x3f, response, reg.Format(c&0xfc, c.bits()))
}

// responseBits returns the fields for a type of response (section 2.2.6, table
// "Relation Between Parameters and the Name of Response Type").
func responseBits(r sd.ResponseType) CommandBits {
	switch r {
	case sd.R2:
		return Response136 | CRCCheck
	case sd.R3:
		return Response48
	case sd.R1, sd.R6, sd.R7:
		return Response48 | CRCCheck | IndexCheck
	case sd.R1b:
		return Response48Busy | CRCCheck | IndexCheck
	}
	return ResponseNone
}
