// Package i8042 is the guest's side of the keyboard controller of an IBM PC/AT and of an
// IBM PS/2, with the keyboard and the mouse behind it.
//
// Ports, commands and the meaning of the bits are those of the IBM Personal System/2 Hardware
// Interface Technical Reference, section "Keyboard and Auxiliary Device Controller" (type 1,
// an 8042), "Keyboards (101- and 102-Key)" and "Mouse"; names are from there. The wheel of the
// mouse is Microsoft's IntelliMouse ("Mouse Wheel Support", Windows Hardware Dev Center).
//
//	c, err := i8042.New(ctx, bus)
//	answer, err := c.Ask(ctx, i8042.SelfTest) // 0x55
//	err = c.Send(ctx, ps2.Enable)             // to the keyboard
//	ack, err := c.Receive(ctx, i8042.Keyboard)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → i8042 → i8042-tests/keyboard
package i8042
