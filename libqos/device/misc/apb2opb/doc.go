// Package apb2opb is the guest's side of the FSI masters of Aspeed's AST2600. FSI is the bus by which a BMC reaches into POWER
// chips. The master is on a bus of its own (OPB), and so is the address space of the chip behind it (CFAM): the processor
// reaches both word by word, through a bridge.
//
// Aspeed does not publish its data sheets. Registers and their use are those of the Linux kernel,
// drivers/fsi/fsi-master-aspeed.c and fsi-master.h; the space of the chip is that of drivers/fsi/fsi-core.c. What is behind
// the master in QEMU is in QEMU 11.1, docs/specs/fsi.rst.
//
//	err := bridge.Setup(ctx)
//	id, err := bridge.Read(ctx, apb2opb.Chip)
//
// Typical path:
//
//	arm/ast2600-evb → aspeed.apb2opb → aspeed_fsi-tests/cfam
package apb2opb
