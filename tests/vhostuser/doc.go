// Package vhostuser tests every vhost-user device of QEMU with a back end of its own:
// what QEMU tells the back end, the rings in shared memory, configuration space, reset,
// unplugging, and back ends that break the protocol (QEMU's documentation,
// docs/interop/vhost-user). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → vhost-user-gpio-pci → vhost-user → vhost-user-tests/queues
package vhostuser
