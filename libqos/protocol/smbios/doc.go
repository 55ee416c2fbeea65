// Package smbios reads the structures by which a machine's firmware describes its parts (DMTF
// DSP0134, System Management BIOS Reference Specification 3.7).
//
//	entry, err := smbios.ParseEntry(anchor)
//	all, err := smbios.Parse(table)
//	fmt.Println(smbios.Of(all, smbios.System)[0].Text(5)) // the product's name
package smbios
