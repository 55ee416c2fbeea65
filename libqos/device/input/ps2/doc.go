// Package ps2 has the commands of a PS/2 keyboard and mouse, whatever controller they are behind.
//
// They are those of the IBM Personal System/2 Hardware Interface Technical Reference, sections "Keyboards (101- and
// 102-Key)" and "Mouse".
//
//	err := c.Send(ctx, ps2.SetLEDs) // answered by ps2.Acknowledge
package ps2
