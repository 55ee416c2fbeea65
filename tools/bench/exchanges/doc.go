// Package exchanges compares the number of exchanges of each path with a
// checked-in list, and names each path that has grown.
//
// The figures are those of [results.Exchanges], without those in vain: so they
// depend on the path and on the QEMU, not on the machine that ran them.
package exchanges
