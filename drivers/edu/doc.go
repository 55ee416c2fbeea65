// Package edu ties QEMU's edu to the PCI bus (see libqos/device/misc/edu for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → edu → edu-tests/factorial
package edu
