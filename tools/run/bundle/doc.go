// Package bundle finds QEMU binaries and asks them what they have.
//
// A bundle is a QEMU with all that it loads: either one that the build made,
// described by a manifest ARCH.json beside it, or a binary of the machine, which
// finds its firmware and modules by itself.
package bundle
