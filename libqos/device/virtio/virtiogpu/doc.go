// Package virtiogpu drives virtio GPUs in two dimensions (virtio 1.3, section 5.7 "GPU
// Device"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-gpu-pci → virtio-gpu → tests
package virtiogpu
