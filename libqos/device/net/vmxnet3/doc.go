// Package vmxnet3 drives QEMU's vmxnet3, VMware's paravirtual network card: its commands, the
// memory that it shares with the guest, and one pair of queues with their rings.
//
// VMware has published no manual. The layouts and names are those of FreeBSD's
// sys/dev/vmware/vmxnet3/if_vmxreg.h (ISC licence), "the header"; what they mean follows from
// its comments. What it leaves open no test checks.
//
//	nic, err := vmxnet3.New(ctx, bus)
//	port, err := nic.Start(ctx, vmxnet3.Setup{Mode: vmxnet3.Unicast})
//	err = port.Post(ctx, frame)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → vmxnet3 → vmxnet3-tests/transfers
package vmxnet3
