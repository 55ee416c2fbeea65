// Package fdt reads flattened device trees, which list a machine's parts and
// their addresses for its guest (Devicetree Specification 0.4; its chapter 5
// "Flattened Devicetree (DTB) Format" for the bytes).
//
//	tree, err := fdt.Dump(ctx, q.QMP(), dir)            // the tree of the running machine
//	node, err := tree.Find("pci-host-ecam-generic")
//	regs, err := node.Reg()                             // CPU addresses of its registers
//	irqs, err := node.Interrupts()                      // controllers and inputs of its interrupts
//
// Addresses are the CPU's: they are translated through every bus on the way up.
//
// Typical path of a user:
//
//	aarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
package fdt
