package sdhci

// Model describes a controller according to its manual: its features and its
// departures from the standard. Tests check the controller against it.
type Model struct {
	Version      Version      // Host Controller Version
	Capabilities Capabilities // Capabilities, both halves

	// Layout is the arrangement of the registers.
	Layout Layout

	// NoPowerControl: the Power Control register is missing; the board supplies
	// the card.
	NoPowerControl bool

	// NoBusyInterrupt: the end of a card's busy signal after an R1b response
	// raises no Transfer Complete. Only the Present State register shows it.
	NoBusyInterrupt bool

	// PendingInsertion: after power on, Card Insertion is pending although no
	// card was inserted; it shows once the status is enabled.
	PendingInsertion bool

	// PowerOn are values that the controller has after power on, and not after a software reset; nil for those of the
	// standard.
	PowerOn *PowerOn
}

// PowerOn are registers after power on.
type PowerOn struct {
	PresentState    Present
	BlockGapControl uint8
}

// Layout is an arrangement of the registers.
type Layout uint8

// The layouts.
const (
	Standard Layout = iota
	USDHC           // Freescale's uSDHC, see usdhc.go
)
