// Package smbus is the SMBus host of PC south bridges as the guest sees it: a controller that makes one
// transaction of SMBus at a time. It is that of Intel's PIIX4 (Intel 82371AB PIIX4, order number
// 290562-001, sections 7.3 "SMBus Controller" and 11.5 "SMBus Functional Description") and of the ICH9 (Intel
// I/O Controller Hub 9 Family Datasheet, order number 316972-004, chapter "SMBus Controller Registers
// (D31:F3)"), which also has transfers of I²C and can move a block byte by byte.
//
//	host, err := smbus.NewICH9(ctx, bridge)
//	err = host.Transfer(ctx, 0x50, []byte{2}, kind) // byte 2 of a memory module's EEPROM
//
// Typical path:
//
//	x86_64/q35 → q35-pcihost → ICH9-SMB → smbus-host → smbus-host-tests/transactions
package smbus
