// Package i6300esb is the guest's side of the watchdog timer of Intel's I/O Controller Hub
// 6300ESB (Intel 6300ESB I/O Controller Hub Datasheet, order number 300641-003, chapter
// "Watchdog Timer (D29:F4)"); names are from there. The timer has two stages, one after the
// other.
//
//	timer, err := i6300esb.New(ctx, bus)
//	err = timer.Start(ctx, 10*time.Second) // both stages together
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → i6300esb → watchdog → watchdog-tests/pause
package i6300esb
