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
//
// The tool tools/build/regnames writes the names of a package's registers into its names.go,
// for transcripts; a marked block of constants gives their type its String method there:
//
//	// Bits of the Error Interrupt Status register.
//	//
//	//qgraph:bits
//	const (
//		CommandTimeout  ErrorInt = 1 << 0 // COMMAND_TIMEOUT
//		CommandCRCError ErrorInt = 1 << 1 // "COMMAND_CRC": not COMMAND_CRC_ERROR
//	)
package reg
