// Package migratesuite has the check of devices that QEMU does not migrate, for the tests
// of several.
//
//	migratesuite.Refused(t, "/ufs")
package migratesuite
