package i8259

import "github.com/qgraph/qgraph/libqos/base/reg"

// Ports of a chip. Which register a port has depends on what was written before.
const (
	Command reg.Reg[uint8] = 0 // A0 = 0: ICW1, OCW2 and OCW3; reads the register of the last OCW3
	Data    reg.Reg[uint8] = 1 // A0 = 1: ICW2 to ICW4, then OCW1, the interrupt mask
)

// EdgeLevel is the register of a chip that chooses between edge, 0, and level, 1, for each
// input ("ELCR1", "ELCR2").
const EdgeLevel reg.Reg[uint8] = 0

// Bits of ICW1, the first Initialization Command Word (figure "Initialization Command Word
// Format").
const (
	icw1     = 1 << 4
	needICW4 = 1 << 0 // "IC4"
	levels   = 1 << 3 // "LTIM"
)

// Bits of ICW4.
const (
	icw4x86   = 1 << 0 // "uPM": 8086 mode
	icw4AEOI  = 1 << 1
	icw4Fully = 1 << 4 // "SFNM"
)

// OCW2 is a value of the second Operation Command Word; those that are specific have the
// number of an input in their lower three bits (figure "Operation Command Word Format").
type OCW2 uint8

// The commands of OCW2.
const (
	NonspecificEOI   OCW2 = 1 << 5
	SpecificEOI      OCW2 = 3 << 5
	RotateOnEOI      OCW2 = 5 << 5 // on a non-specific EOI
	RotateOnSpecific OCW2 = 7 << 5 // on a specific EOI
	SetRotateAEOI    OCW2 = 4 << 5
	ClearRotateAEOI  OCW2 = 0 << 5
	SetPriority      OCW2 = 6 << 5 // the input has the lowest priority
	NoOperation      OCW2 = 2 << 5
)

// OCW3 is a value of the third Operation Command Word.
type OCW3 uint8

// The commands of OCW3.
const (
	ocw3                = 1 << 3
	ReadIRR        OCW3 = ocw3 | 2
	ReadISR        OCW3 = ocw3 | 3
	PollCommand    OCW3 = ocw3 | 1<<2
	SetSpecialMask OCW3 = ocw3 | 3<<5
	ResetSpecial   OCW3 = ocw3 | 2<<5
)

// Fields of the byte that a poll reads (section "Poll Command").
const (
	polled       = 1 << 7 // "I": there is a request
	pollRequests = 7      // "W2" to "W0": its number
)
