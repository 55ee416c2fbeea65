package sdhci

// Model is what a controller's manual says of it: what it has and where it
// departs from the standard. Tests hold the controller to it.
type Model struct {
	Version      Version      // Host Controller Version
	Capabilities Capabilities // Capabilities, both halves

	// Layout says where the registers stand.
	Layout Layout

	// NoPowerControl: the Power Control register is missing, the card's supply
	// is the board's business.
	NoPowerControl bool

	// NoBusyInterrupt: the end of a card's busy signal after an R1b response
	// raises no Transfer Complete; it shows in the Present State register only.
	NoBusyInterrupt bool

	// PendingInsertion: after power on, Card Insertion is pending although no
	// card was inserted; it shows once the status is enabled.
	PendingInsertion bool
}

// Layout is an arrangement of the registers.
type Layout uint8

// The layouts.
const (
	Standard Layout = iota
	USDHC           // Freescale's uSDHC, see usdhc.go
)
