// Package pm tests the power management of PCs: ACPI's fixed hardware, its general-purpose events and
// its interrupt, sleep and wake-up (see libqos/board/pm for the specifications). Typical path:
//
//	x86_64/q35 → q35-pcihost → ich9-pm → ich9-pm-tests/timer
package pm
