// Package spinor drives serial flash memories: the chips of QEMU's m25p80 family, and
// what tells one model from another.
//
// The commands are those that the makers share; they are in JEDEC JESD216, Serial Flash
// Discoverable Parameters (SFDP), section 6 "SFDP Database", and in each data sheet. A
// model is a row of the table in models.go, with its data sheet:
//
//	flash := spinor.New(spinor.Named("w25q256"), bus)
//	err := flash.WriteEnable(ctx)
//	err = flash.Program(ctx, 0x1000, []byte("hello"))
//
// Typical path:
//
//	arm/ast2600-evb → aspeed.fmc-ast2600 → ssi-bus → w25q256 → tests
package spinor
