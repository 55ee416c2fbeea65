// Package ioapic ties the I/O APIC of PCs to the graph (see libqos/device/interrupt/ioapic for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → ioapic → ioapic-tests/level
package ioapic
