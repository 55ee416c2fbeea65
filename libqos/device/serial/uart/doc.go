// Package uart has what all serial ports have in common: characters that a guest sends and
// receives, and interrupts that tell of them. A [Model] says how that is done with the
// registers of one kind; the packages beside this one have a model each. The tests of
// serial ports are written once, for the interface.
//
//	err := port.Start(ctx)
//	err = port.Send(ctx, 'x')
//	c, err := port.Receive(ctx)
//
// Typical path:
//
//	arm/versatileab → pl011 → uart → uart-tests/characters
package uart
