// Package megasas drives QEMU's megasas, a MegaRAID controller with LSI's SAS1078:
// initialisation, and direct commands to its firmware. There is no public datasheet.
// Registers, frames and commands are those of the BSD drivers mfi(4) (NetBSD,
// sys/dev/ic/mfireg.h, revision 1.8, "mfireg.h"), to which LSI contributed.
//
//	raid, err := megasas.New(ctx, bus)
//	err = raid.Init(ctx)
//	data, err := raid.Direct(ctx, megasas.Command{Opcode: megasas.PDGetInfo, Mailbox: megasas.Device(id), Length: 512})
//	err = raid.Close(ctx)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → megasas → megasas-tests/dcmd/pd-get-info/fuzz
package megasas
