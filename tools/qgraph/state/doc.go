// Package state saves the state of a machine type on one QEMU, and loads it on another.
//
// No guest software runs: the machine is as it was after power-on.
package state
