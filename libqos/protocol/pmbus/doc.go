// Package pmbus is the guest's side of power supplies and monitors on PMBus:
// commands, data formats, pages, limits and status registers, shared by all
// devices.
//
// It follows the PMBus Power System Management Protocol Specification, Part II,
// Command Language, Revision 1.2, 6 September 2010; sections are those of that
// document. The transport, Part I, is SMBus, which is in libqos/bus/i2c.
//
// A device declares its datasheet's data in a [Profile]: its pages, its
// registers with their defaults, the format of its values, its sensors and its
// limits. The rest follows, and so do the checks of tests/suite/pmbussuite:
//
//	d := pmbus.New(bus, 0x10, adm1272.Profile())
//	err := d.Select(ctx, 0)                               // PAGE
//	mode, err := pmbus.VoutMode.Read(ctx, d)              // one byte
//	raw, err := pmbus.ReadVout.Read(ctx, d)               // one word
//	volts := format.Decode(raw)
//
// Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → adm1272 → tests
package pmbus
