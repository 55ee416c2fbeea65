// Package pnvspi drives the SPI masters of POWER10 and later processors, which the host reaches by XSCOM. A sequencer executes
// up to eight operations: it selects a responder, shifts bytes out of the transmit data register (TDR) and into the receive
// data register (RDR), and loops.
//
// Registers, bits and operations are those of the OpenPOWER firmware and of Linux: hostboot, src/usr/spi and
// p10_sbe_spi_cmd.C (Apache-2.0), and Linux's driver of the same master behind FSI, drivers/spi/spi-fsi.c. Registers have
// consecutive addresses, 64 bits, and are big-endian; bit 0 is the most significant one.
//
//	bus := pnvspi.New(machine, guest.Peripheral{Base: base, Order: binary.BigEndian, Stride: 8}, 2)
//	err := bus.Transfer(ctx, []byte{0x9f}, id)
//
// Typical path:
//
//	ppc64/powernv10 → pnv-spi → ssi-bus → 25csm04 → m25p80-flash-tests/commands
package pnvspi
