// Package pnvi2c drives the I²C controllers of POWER9 and later processors that the host reaches by XSCOM, as
// masters. A controller is one engine with several ports, each of which is a bus.
//
// Registers, bits and the order of accesses are those of the OpenPOWER firmware, which has the names of the POWER9
// Registers Specification: skiboot, hw/p8-i2c.c, and hostboot, src/usr/i2c/i2c.H (both Apache-2.0). Registers have
// consecutive addresses, 64 bits, and are big-endian; bit 0 is the most significant one.
//
//	bus := pnvi2c.New(machine, guest.Peripheral{Base: base, Order: binary.BigEndian, Stride: 8}, pnvi2c.Place{Engine: 2, Port: 1})
//	err := bus.Transfer(ctx, 0x63, []byte{6}, states)
//
// Typical path:
//
//	ppc64/powernv10-rainier → pnv-i2c → pnv-host-i2c-tests/registers
package pnvi2c
