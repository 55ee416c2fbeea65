// Package regression holds QEMU to what it has mended: each file in the folder cases is a
// reproducer that somebody has posted, bound to its device, and a test that runs on every
// machine that has the device. Its format is that of [replaysuite.Regression].
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → vmxnet3 → pci-device → regression-tests/vmxnet3-interrupt-cause
//
// "qgraph new regression FILE" writes such a file. QEMU must live, and give the replies that
// the file has. Where it does not yet, a deviation in deviations.go says so.
package regression
