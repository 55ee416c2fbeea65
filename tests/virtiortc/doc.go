// Package virtiortc has the tests of virtio clocks (virtio 1.4, section "RTC Device").
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-rtc-pci → virtio-rtc → virtio-rtc-tests/clocks
package virtiortc
