// Package ipmi is the guest's side of a baseboard management controller (BMC) and of three of its
// interfaces: KCS, BT and SSIF (Intelligent Platform Management Interface Specification, second
// generation, version 2.0, revision 1.1, sections 9 "Keyboard Controller Style (KCS) Interface",
// 11 "Block Transfer (BT) Interface" and 12 "SMBus System Interface (SSIF)"); names are from there. The BMC is the one that QEMU
// simulates, or an [External] one: the test itself.
//
//	bmc, err := ipmi.NewKCS(ctx, bus)
//	id, err := bmc.Request(ctx, ipmi.Message{NetFn: ipmi.App, Command: ipmi.GetDeviceID})
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-ipmi-kcs → ipmi → ipmi-tests/device-id
package ipmi
