package pci

import (
	"context"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest"
)

// Host is a host bridge as the guest sees it: access to configuration space,
// address ranges for BARs, and the wiring of interrupt pins. Each family of
// machines implements it.
type Host interface {
	// ReadConfig reads a register of configuration space, w is at most Width32
	// and offset a multiple of it. An absent function reads as all ones. The
	// value is the register's, independent of the machine's byte order.
	ReadConfig(ctx context.Context, at Address, w qtest.Width, offset uint16) (uint32, error)
	// WriteConfig writes a register of configuration space.
	WriteConfig(ctx context.Context, at Address, w qtest.Width, offset uint16, v uint32) error
	// ConfigSize is the reachable size of a function's configuration space: 256
	// bytes, or 4096 with the extended part.
	ConfigSize() uint16
	// Windows returns the address ranges for BARs, in order of preference.
	Windows() []Window
	// IntLine returns the destination of the function's interrupt pin (1 is
	// INTA#): an input of the machine's interrupt controller. It programs the
	// routing if the machine has a programmable one.
	IntLine(ctx context.Context, at Address, pin Pin) (guest.Wire, error)
}

// Window is a range of PCI addresses for BARs.
type Window struct {
	IO   bool   // I/O space, not memory space
	Base uint64 // PCI address of the first byte
	Size uint64 // in bytes
	Bus  uint8  // number of the bus behind it
	// Prefetchable means that a bridge on the way may read ahead in the window,
	// so that only prefetchable BARs belong there.
	Prefetchable bool
	// CPU is the guest-physical address of Base, if the window is
	// memory-mapped.
	CPU uint64
	// Ports means that an I/O window is not memory-mapped: the CPU reaches it
	// by port instructions, and PCI addresses are port numbers.
	Ports bool
	// Zero means that an unanswered read returns zero. The specification
	// requires all ones (PCI Local Bus 3.0, section 3.3.3.1 "Master Initiated
	// Termination").
	Zero bool
}
