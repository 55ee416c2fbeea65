// Package ioapic tests the I/O APIC of PCs (see libqos/device/interrupt/ioapic for the hardware and its
// documents): the test drives its inputs, and looks at the vectors that reach the local APIC. Each path
// ends in one of
//
//	… → ioapic → ioapic-tests/registers
//	… → ioapic → ioapic-tests/edge
//	… → ioapic → ioapic-tests/level
package ioapic
