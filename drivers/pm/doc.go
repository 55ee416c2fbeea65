// Package pm ties the power management of PCs to the graph (see libqos/board/pm for the hardware).
// Typical path:
//
//	x86_64/q35 → q35-pcihost → ich9-pm → ich9-pm-tests/timer
package pm
