// Package reg has typed registers: a register is its offset, and its type is
// its width and meaning.
//
//	// NormalIntStatus is the Normal Interrupt Status register
//	// (SD Host Controller 3.00, section 2.2.17).
//	const NormalIntStatus reg.Reg[NormalInt] = 0x30
//
//	status, err := NormalIntStatus.Read(ctx, bar) // one 16-bit read
//
// A register of the wrong width or meaning does not compile. Byte order belongs
// to the register's [Space]: values are always those of the device's manual.
package reg
