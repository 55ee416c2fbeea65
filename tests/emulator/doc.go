// Package emulator has the tests of QEMU itself, without a machine: what it says of the
// types of devices and processors that it has, and how objects are made and removed.
package emulator
