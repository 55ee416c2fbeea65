// Package e1000 drives QEMU's e1000 family, Intel's 82540EM, 82544GC and 82545EM on PCI:
// one queue in each direction, legacy and extended transmit descriptors, and the
// interrupt pin.
//
// It is written from Intel's PCI/PCI-X Family of Gigabit Ethernet Controllers Software
// Developer's Manual, document 317453, revision 006, "the 8254x manual". The code that
// the later controllers share is in package
// [github.com/qgraph/qgraph/libqos/device/net/intelnic].
//
//	nic, err := chip.New(ctx, bus)
//	err = nic.Reset(ctx)
//	tx, err := nic.OpenTX(ctx, 64, intelnic.ExtendedTX{})
//	err = nic.StartTX(ctx)
//	err = tx.Send(ctx, intelnic.Offload{}, frame)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → 8254x → e1000-tests/tx
package e1000
