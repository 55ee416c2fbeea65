package pcibridge

import "time"

// Times of a reset of the secondary bus.
const (
	resetTime    = time.Millisecond       // of the reset (PCI Local Bus 3.0, section 4.3.2 "Reset", Trst)
	recoveryTime = 100 * time.Millisecond // before the first access behind a port (PCI Express Base 4.0, section 6.6.1 "Conventional Reset")
)
