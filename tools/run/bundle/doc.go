// Package bundle finds QEMU binaries and asks them for their machines, devices
// and backends.
//
// A bundle is a QEMU with all files that it loads: either one that the build
// made, described by a manifest ARCH.json beside it, or a binary of the machine,
// which finds its firmware and modules by itself.
package bundle
