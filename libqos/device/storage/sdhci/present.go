package sdhci

import "github.com/qgraph/qgraph/libqos/base/reg"

// Present is the Present State register (section 2.2.9).
type Present uint32

// Bits of the Present State register.
const (
	CommandInhibitCMD   Present = 1 << 0 // no command can be issued
	CommandInhibitDAT   Present = 1 << 1 // no command that uses the data lines can be issued
	DATLineActive       Present = 1 << 2
	RetuningRequest     Present = 1 << 3
	WriteTransferActive Present = 1 << 8
	ReadTransferActive  Present = 1 << 9
	BufferWriteEnable   Present = 1 << 10
	BufferReadEnable    Present = 1 << 11
	CardInserted        Present = 1 << 16
	CardStateStable     Present = 1 << 17
	CardDetectPin       Present = 1 << 18 // Card Detect Pin Level: set if there is a card
	WriteEnabled        Present = 1 << 19 // Write Protect Switch Pin Level: clear if the card is protected
	DAT0                Present = 1 << 20 // level of the data line
	DAT1                Present = 1 << 21
	DAT2                Present = 1 << 22
	DAT3                Present = 1 << 23
	CMDLine             Present = 1 << 24 // level of the command line

	// LinesHigh is the level of the lines when nothing drives them.
	LinesHigh = DAT0 | DAT1 | DAT2 | DAT3 | CMDLine
)

// String returns the names of the bits set.
func (p Present) String() string {
	return reg.Format(p, []reg.Bit[Present]{
		{Mask: CommandInhibitCMD, Name: "COMMAND_INHIBIT_CMD"},
		{Mask: CommandInhibitDAT, Name: "COMMAND_INHIBIT_DAT"},
		{Mask: DATLineActive, Name: "DAT_LINE_ACTIVE"},
		{Mask: RetuningRequest, Name: "RETUNING_REQUEST"},
		{Mask: WriteTransferActive, Name: "WRITE_TRANSFER_ACTIVE"},
		{Mask: ReadTransferActive, Name: "READ_TRANSFER_ACTIVE"},
		{Mask: BufferWriteEnable, Name: "BUFFER_WRITE_ENABLE"},
		{Mask: BufferReadEnable, Name: "BUFFER_READ_ENABLE"},
		{Mask: CardInserted, Name: "CARD_INSERTED"},
		{Mask: CardStateStable, Name: "CARD_STATE_STABLE"},
		{Mask: CardDetectPin, Name: "CARD_DETECT_PIN"},
		{Mask: WriteEnabled, Name: "WRITE_ENABLED"},
		{Mask: DAT0, Name: "DAT0"},
		{Mask: DAT1, Name: "DAT1"},
		{Mask: DAT2, Name: "DAT2"},
		{Mask: DAT3, Name: "DAT3"},
		{Mask: CMDLine, Name: "CMD"},
	})
}
