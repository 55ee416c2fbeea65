// Package eepro100 drives QEMU's i8255x family: the System Control Block, lists of command
// blocks with frames to send in all layouts, lists of receive frame descriptors, statistics,
// EEPROM and PHY.
//
// It is written from the Intel 8255x 10/100 Mbps Ethernet Controller Family Open Source
// Software Developer Manual, revision 1.3, "the 8255x manual".
//
//	nic, err := chip.New(ctx, bus)
//	err = nic.Reset(ctx)
//	port, err := nic.Start(ctx, eepro100.Setup{Address: eepro100.Address()})
//	err = port.Post(ctx, frame)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → i82550 → 8255x → eepro100-tests/transfers
package eepro100
