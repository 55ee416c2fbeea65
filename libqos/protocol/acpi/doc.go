// Package acpi reads the tables by which a machine describes itself to an operating system
// (ACPI 6.5, chapter 5 "ACPI Software Programming Model").
//
//	set, err := acpi.Find(memory, rsdp)
//	madt, ok := set.Table("APIC")
//	entries, err := madt.Structures()
//
// The code in DSDT and SSDT is the subject of package aml.
package acpi
