package pci

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers of the extended capability for advanced error reporting (PCI Express Base
// 4.0, section 7.8.4 "Advanced Error Reporting Extended Capability"). They are sticky:
// a function level reset and a hot reset leave them as they are.
const (
	UncorrectableStatus   reg.Reg[Uncorrectable] = 0x04 // 7.8.4.2; writing one clears
	UncorrectableMask     reg.Reg[Uncorrectable] = 0x08 // 7.8.4.3
	UncorrectableSeverity reg.Reg[Uncorrectable] = 0x0c // 7.8.4.4; one is fatal
	CorrectableStatus     reg.Reg[Correctable]   = 0x10 // 7.8.4.5; writing one clears
	CorrectableMask       reg.Reg[Correctable]   = 0x14 // 7.8.4.6
	ErrorControl          reg.Reg[ErrorBits]     = 0x18 // 7.8.4.7 "Advanced Error Capabilities and Control Register"
	HeaderLog             reg.Reg[uint32]        = 0x1c // 7.8.4.8; four of them: the header of the packet with the first error
)

// Uncorrectable is a set of uncorrectable errors.
type Uncorrectable uint32

// The uncorrectable errors.
//
//qgraph:bits
const (
	DataLinkProtocol     Uncorrectable = 1 << 4
	SurpriseDown         Uncorrectable = 1 << 5
	PoisonedPacket       Uncorrectable = 1 << 12 // Poisoned TLP Received
	FlowControlProtocol  Uncorrectable = 1 << 13
	CompletionTimeout    Uncorrectable = 1 << 14
	CompleterAbort       Uncorrectable = 1 << 15
	UnexpectedCompletion Uncorrectable = 1 << 16
	ReceiverOverflow     Uncorrectable = 1 << 17
	MalformedPacket      Uncorrectable = 1 << 18
	ECRCError            Uncorrectable = 1 << 19
	UnsupportedRequest   Uncorrectable = 1 << 20
	ACSViolation         Uncorrectable = 1 << 21
	InternalError        Uncorrectable = 1 << 22
)

// FatalErrors are the uncorrectable errors that are fatal by default, of those that a
// function implements.
const FatalErrors = DataLinkProtocol | SurpriseDown | FlowControlProtocol | ReceiverOverflow | MalformedPacket | InternalError

// Correctable is a set of correctable errors.
type Correctable uint32

// The correctable errors.
//
//qgraph:bits
const (
	ReceiverError    Correctable = 1 << 0
	BadPacket        Correctable = 1 << 6 // Bad TLP
	BadLinkPacket    Correctable = 1 << 7 // Bad DLLP
	ReplayRollover   Correctable = 1 << 8
	ReplayTimeout    Correctable = 1 << 12
	AdvisoryNonFatal Correctable = 1 << 13
	InternalFixed    Correctable = 1 << 14 // Corrected Internal Error
	HeaderOverflow   Correctable = 1 << 15 // Header Log Overflow
)

// MaskedErrors are the correctable errors that are masked by default, of those that a
// function implements. Of the uncorrectable ones InternalError is.
const MaskedErrors = AdvisoryNonFatal | InternalFixed | HeaderOverflow

// ErrorBits is the Advanced Error Capabilities and Control register.
type ErrorBits uint32

// FirstError is the number of the first uncorrectable error that was reported: the
// position of its bit.
const FirstError ErrorBits = 0x1f
