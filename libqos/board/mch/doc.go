// Package mch is the memory controllers of PCs as the guest sees them: which addresses below
// 4 GiB are memory, and which the chipset forwards to PCI. They are the 82441FX PMC of the
// 440FX (Intel 440FX PCIset, 82441FX PMC and 82442FX DBX, order number 290549-001) and the
// MCH of the Q35 (Intel 3 Series Express Chipset Family Datasheet, order number 316966-002).
//
//	c := mch.NewMCH(machine)
//	err := c.Attribute(ctx, c.Segments()[0], mch.ReadEnable|mch.WriteEnable)
//	err = c.SetSMRAM(ctx, mch.Open|mch.Enable|mch.Base)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → i440FX → i440fx-tests/pam
package mch
