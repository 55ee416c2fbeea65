package sdhci

import "slices"

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

	// RAMAbove4GiB: the machine has no RAM that an address of 32 bits reaches.
	RAMAbove4GiB bool

	// NormalEnabled and ErrorEnabled are the status bits that a reset enables.
	NormalEnabled NormalInt
	ErrorEnabled  ErrorInt

	// PowerOn are values that the controller has after power on, and not after a software reset; nil for those of the
	// standard.
	PowerOn *PowerOn
}

// DMAs returns the ways of moving data that reach the machine's RAM, [PIO] first.
func (m Model) DMAs() []DMA {
	dmas := m.Capabilities.DMAs()
	if m.RAMAbove4GiB {
		dmas = slices.DeleteFunc(dmas, func(d DMA) bool { return d == SDMA || d == ADMA2 })
	}
	return dmas
}

// Has reports whether data can move in a way.
func (m Model) Has(d DMA) bool { return slices.Contains(m.DMAs(), d) }

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
	ESDHC           // Freescale's eSDHC, the one before the uSDHC
)
