// Package ppc4xxi2c drives the IIC bus interface of IBM's and AMCC's PowerPC 4xx processors as a master. It moves up to four
// bytes at a time through its buffer.
//
// It follows the PPC405GP Embedded Processor User's Manual, chapter "IIC Bus Interface"; later processors, as the 440EP and
// the 460EX, have the same interface. Names of registers and bits are from there. Registers have 8 bits, and the manual's
// bit 0 is the most significant one.
//
//	bus := ppc4xxi2c.New(machine, guest.Peripheral{Base: 0x4_ef60_0800})
//	err := bus.Transfer(ctx, 0x68, []byte{0}, time)
//
// Typical path:
//
//	ppc/sam460ex → ppc4xx-i2c → i2c-bus → ds1338 → tests
package ppc4xxi2c
