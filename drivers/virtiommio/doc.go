// Package virtiommio ties the virtio transports in machines to the graph (see
// libqos/bus/virtiommio for the hardware). Each machine declares their addresses.
// Typical path:
//
//	arm/virt → virtio-mmio → virtio-bus → virtio-net-device → virtio-net → tests
package virtiommio
