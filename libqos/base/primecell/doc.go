// Package primecell has the registers by which ARM's PrimeCells say what they are, at the end of
// their 4 KiB: PeriphID0 to 3 and PCellID0 to 3. Each has one byte of a number (PrimeCell Real
// Time Clock (PL031), ARM DDI 0224B, sections 3.3.9 and 3.3.10, and the manual of each other PrimeCell).
//
//	primecell.ExpectT(t, d.Regs, 0x41031) // designer 41h (ARM), part number 031h
package primecell
