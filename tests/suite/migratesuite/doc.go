// Package migratesuite is for tests of devices that QEMU does not migrate: it checks that
// QEMU refuses, and has the rule for a QEMU that does not refuse and loses their state.
//
//	migratesuite.Refused(t, "/ufs")
package migratesuite
