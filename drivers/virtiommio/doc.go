// Package virtiommio ties the virtio transports that machines contain to the
// graph (see libqos/bus/virtiommio for the hardware). Where they are, each machine
// says. Typical path:
//
//	arm/virt → virtio-mmio → virtio-bus → virtio-net-device → virtio-net → tests
package virtiommio
