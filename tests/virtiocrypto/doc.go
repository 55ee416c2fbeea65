// Package virtiocrypto has the tests of virtio crypto devices (virtio 1.3, section 5.9
// "Crypto Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-crypto-pci → virtio-crypto → virtio-crypto-tests/cipher
package virtiocrypto
