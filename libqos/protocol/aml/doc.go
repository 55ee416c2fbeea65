// Package aml reads ACPI Machine Language, the byte code in which a machine's DSDT and SSDTs
// describe its devices (ACPI 6.5, chapter 20 "ACPI Machine Language (AML) Specification").
// It reads definitions and the code of methods, and runs none of it.
//
//	space, err := aml.Parse(dsdt, ssdt)                    // the bytes behind the tables' headers
//	for _, d := range space.Devices("PNP0501") {
//		resources, err := d.Resources()                    // _CRS, decoded
//		fmt.Println(d.Path, resources)
//	}
package aml
