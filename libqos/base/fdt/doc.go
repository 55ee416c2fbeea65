// Package fdt reads flattened device trees, by which a machine tells its guest
// what it has and where (Devicetree Specification 0.4; its chapter 5 "Flattened
// Devicetree (DTB) Format" for the bytes).
//
//	tree, err := fdt.Dump(ctx, q.QMP(), dir)            // the tree of the running machine
//	node, err := tree.Find("pci-host-ecam-generic")
//	regs, err := node.Reg()                             // where the CPU sees its registers
//	irqs, err := node.Interrupts()                      // which inputs of which controllers it raises
//
// Addresses are those of the CPU: they are translated through every bus on the
// way up.
//
// Typical path, for what uses it:
//
//	aarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
package fdt
