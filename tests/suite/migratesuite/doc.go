// Package migratesuite has what the tests of devices say about those that QEMU does not
// migrate: the check that it refuses to, and the rule that it breaks when it does not
// refuse and loses their state.
//
//	migratesuite.Refused(t, "/ufs")
package migratesuite
