// Package translate binds a posted reproducer to the device that it is about, in place of the
// machine that it was posted for: an address becomes a register of a BAR, a configuration
// access one of the device wherever it is, an address of a board's device an offset in its
// memory region.
//
//	reproducer.Report ─┐
//	Layout ────────────┴─► Translate ─► replaysuite.Regression ─► replaysuite.Play, on any path with the device
//
// [Ask] takes the [Layout], which says where the devices are in the reproducer's machine, from a
// QEMU with the posted command line. Where PCI devices have their BARs, the posted lines say
// themselves. RAM that the lines access begins where that of a machine begins, and numbers that are
// taken for addresses of it are marked as such. What a regression cannot have is left out, and each such line is reported with the
// reason: an access to another device, to no device, to a register that holds an address.
//
// The accesses to configuration space that it knows are those by the ports 0xcf8 and 0xcfc, by
// the same registers in memory (PCI Local Bus 3.0, section 3.2.2.3.2 "Software Generation of
// Configuration Transactions"), and by the memory window of PCI Express (PCI Express Base 3.0,
// section 7.2.2 "PCI Express Enhanced Configuration Access Mechanism (ECAM)").
package translate
