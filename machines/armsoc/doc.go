// Package armsoc has boards with other Arm chips, of one or two boards each.
// Windows of RAM are those of QEMU 11.1's "info mtree".
package armsoc
