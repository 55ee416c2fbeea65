// Package versatilepb has QEMU's "versatilepb" machine, ARM's Versatile Platform
// Baseboard for ARM926EJ-S (ARM DUI 0225D, "RealView Platform Baseboard for ARM926EJ-S
// User Guide"). Typical path:
//
//	arm/versatilepb → pl011 → pl011-tests/transmit
package versatilepb
