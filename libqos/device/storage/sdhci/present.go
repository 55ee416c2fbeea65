package sdhci

// Present is the Present State register (section 2.2.9).
type Present uint32

// Bits of the Present State register.
//
//qgraph:bits
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
	CMDLine             Present = 1 << 24 // "CMD": level of the command line

	// LinesHigh is the level of the lines when nothing drives them.
	LinesHigh = DAT0 | DAT1 | DAT2 | DAT3 | CMDLine
)
