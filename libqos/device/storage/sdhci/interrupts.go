package sdhci

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// NormalInt is the Normal Interrupt Status register, and the registers that
// enable its bits as status and as signal (sections 2.2.17, 2.2.19 and
// 2.2.21).
type NormalInt uint16

// The normal interrupts.
//
//qgraph:bits
const (
	CommandComplete  NormalInt = 1 << 0
	TransferComplete NormalInt = 1 << 1
	BlockGapEvent    NormalInt = 1 << 2
	DMAInterrupt     NormalInt = 1 << 3
	BufferWriteReady NormalInt = 1 << 4
	BufferReadReady  NormalInt = 1 << 5
	CardInsertion    NormalInt = 1 << 6
	CardRemoval      NormalInt = 1 << 7
	CardInterrupt    NormalInt = 1 << 8 // read only
	IntA             NormalInt = 1 << 9
	IntB             NormalInt = 1 << 10
	IntC             NormalInt = 1 << 11
	RetuningEvent    NormalInt = 1 << 12
	// bits 14:13 are reserved
	ErrorInterrupt NormalInt = 1 << 15 // read only: a bit of Error Interrupt Status is set

	// NormalInts are the interrupts that the driver uses.
	NormalInts = CommandComplete | TransferComplete | DMAInterrupt | BufferWriteReady | BufferReadReady |
		CardInsertion | CardRemoval
)

// ErrorInt is the Error Interrupt Status register, and the registers that
// enable its bits as status and as signal (sections 2.2.18, 2.2.20 and
// 2.2.22). It is an error. errors.Is matches the interrupt that ended a
// command.
type ErrorInt uint16

// The error interrupts.
//
//qgraph:bits
const (
	CommandTimeout    ErrorInt = 1 << 0
	CommandCRCError   ErrorInt = 1 << 1 // "COMMAND_CRC"
	CommandEndBit     ErrorInt = 1 << 2
	CommandIndexError ErrorInt = 1 << 3 // "COMMAND_INDEX"
	DataTimeout       ErrorInt = 1 << 4
	DataCRCError      ErrorInt = 1 << 5 // "DATA_CRC"
	DataEndBit        ErrorInt = 1 << 6
	CurrentLimit      ErrorInt = 1 << 7
	AutoCMDError      ErrorInt = 1 << 8  // "AUTO_CMD"
	ADMAError         ErrorInt = 1 << 9  // "ADMA"
	TuningError       ErrorInt = 1 << 10 // "TUNING"
	// bit 11 is reserved
	VendorError ErrorInt = 0xf << 12 // "VENDOR"

	// ErrorInts are all error interrupts that the standard defines.
	ErrorInts = CommandTimeout | CommandCRCError | CommandEndBit | CommandIndexError | DataTimeout |
		DataCRCError | DataEndBit | CurrentLimit | AutoCMDError | ADMAError | TuningError
)

// Error returns the names of the bits set.
func (e ErrorInt) Error() string { return "error interrupt " + e.String() }

// Is reports whether the error is [sd.ErrNoResponse].
func (e ErrorInt) Is(target error) bool { return target == sd.ErrNoResponse && e&CommandTimeout != 0 }

// ADMAErrorState is the ADMA Error Status register (section 2.2.29).
type ADMAErrorState uint8

// Fields of the ADMA Error Status register.
//
//qgraph:bits
const (
	ADMAStopped        ADMAErrorState = 0 // ST_STOP: at the descriptor before the one in the address register
	ADMAFetching       ADMAErrorState = 1 // ST_FDS: at the descriptor in the address register
	ADMATransferring   ADMAErrorState = 3 // ST_TFR: at the descriptor before the one in the address register
	ADMAState          ADMAErrorState = 3
	ADMALengthMismatch ADMAErrorState = 1 << 2 // "MISMATCH"
)

// String returns the state's name, and MISMATCH for a length mismatch.
func (s ADMAErrorState) String() string {
	name := [...]string{"ST_STOP", "ST_FDS", "ST_2", "ST_TFR"}[s&ADMAState]
	if rest := s &^ ADMAState; rest != 0 {
		name += "|" + reg.Format(rest, s.bits())
	}
	return name
}
