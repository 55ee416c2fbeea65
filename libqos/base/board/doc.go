// Package board has the form of a board's table: the address of each part, and the inputs that
// its interrupts lead to, from the board's manual. A person who knows the manual reads it, and a
// test holds it against QEMU's map of memory and its wires.
//
//	var vic = board.Controller{Type: "pl190"}
//
//	// ARM DUI 0225D, chapter 4 "Programmer's Reference".
//	{Name: "arm/versatileab", RAM: guest.RAM{Base: 0, Size: 128 << 20}, Parts: []board.Part{
//		{Kind: pl011.Kind, Name: "UART0", Base: 0x101f1000, Lines: vic.Lines(12)},
//	}},
//
// A part is a driver that does not know the board. Each kind of part offers its paths on
// every board that has one:
//
//	arm/versatileab → pl011 → uart → uart-tests/characters
package board
