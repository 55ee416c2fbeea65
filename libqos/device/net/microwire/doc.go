// Package microwire reads and writes the serial EEPROMs of Ethernet controllers over
// their three wires, which a register of the controller drives bit by bit (Microchip
// 93AA46/93LC46/93C46 data sheet, DS21749, section 2.0 "Functional Description").
//
//	word, err := microwire.Read(ctx, pins, microwire.Words64, 0)
package microwire
