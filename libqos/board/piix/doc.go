// Package piix is the interrupt router of Intel's south bridges PIIX3 and PIIX4
// as the guest sees it (Intel 82371FB PIIX and 82371SB PIIX3, order number 290550-002;
// Intel 82371AB PIIX4, order number 290562-001).
//
//	router := piix.Router{Config: host, At: pci.Address{Device: 1}, IRQs: [4]uint8{10, 11, 5, 7}}
//	irq, err := router.Route(ctx, 3) // PIRQD#
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → pci-device → tests
package piix
