// Package virtioserial has the tests of virtio consoles and their ports (virtio 1.3,
// section 5.3 "Console Device"). The far end of a port is the test's socket. Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-serial-pci → virtio-serial → virtio-serial-tests/serialport-nop
package virtioserial
