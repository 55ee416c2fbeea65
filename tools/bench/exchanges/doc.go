// Package exchanges holds paths to the number of exchanges that they took when
// somebody last looked: a list that is checked in, and a comparison that names
// each path that has grown.
//
// The figures are of [results.Exchanges], less those in vain: so they depend on
// the path, and on the QEMU, and not on the machine that ran them.
package exchanges
