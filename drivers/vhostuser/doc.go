// Package vhostuser ties vhost-user devices to the graph, on PCI and on the machine's
// transports (see libqos/device/virtio/vhostdevice). Each has RAM that its back end, the
// test, can map. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → vhost-user-gpio-pci → vhost-user → tests
package vhostuser
