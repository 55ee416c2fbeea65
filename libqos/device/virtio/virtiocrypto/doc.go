// Package virtiocrypto drives virtio crypto devices (virtio 1.3, section 5.9 "Crypto
// Device"): sessions on the control queue, and ciphers and asymmetric keys on the data
// queue. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-crypto-pci → virtio-crypto → tests
package virtiocrypto
