// Package i2c is the I²C bus from its master's view: transfers with their
// errors, and devices with registers, including SMBus devices.
//
// It follows the I²C-bus specification and user manual, NXP UM10204, Rev. 7.0, 1
// October 2021, and the System Management Bus (SMBus) Specification, Version 3.2,
// 12 January 2022. A controller, which is a [Bus], moves the bytes. One that moves
// one byte at a time is a [Master] and makes its transfers with [Bytewise]: see
// libqos/board/imxi2c. One that moves whole messages is like libqos/board/omapi2c.
//
// A device bound to its address is a reg.Space, so its datasheet's registers
// are typed like all others:
//
//	const Configuration reg.Reg[Config] = 0x01                // 8 bits
//	const High          reg.Reg[uint16] = 0x03                // 16 bits
//
//	sensor := i2c.NewDevice(bus, 0x49, binary.BigEndian)
//	err := High.Write(ctx, sensor, 0x5500)                    // S 0x49 W 03 55 00 P
//	config, err := Configuration.Read(ctx, sensor)            // S 0x49 W 01 Sr 0x49 R config P
//
// Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → tmp105 → tests
package i2c
