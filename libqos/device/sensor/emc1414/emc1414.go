package emc1414

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*i2c.Device]("emc1414")

// New returns the sensor at addr.
func New(bus i2c.Bus, addr i2c.Address) *i2c.Device {
	return i2c.NewDevice(bus, addr, binary.LittleEndian)
}

// The identification registers (table "Register Set in Hexadecimal Order").
const (
	ProductID      reg.Reg[uint8] = 0xfd
	ManufacturerID reg.Reg[uint8] = 0xfe
	Revision       reg.Reg[uint8] = 0xff
)

// Their values.
const (
	EMC1414 = 0x25 // ProductID
	SMSC    = 0x5d // ManufacturerID
)

// Channel is a diode with its registers in °C. The default range is 0 to 127
// (section "Temperature Data Registers").
type Channel struct {
	Name        string
	Temperature reg.Reg[uint8] // integer part
	Fraction    reg.Reg[uint8] // bits 7:5 are eighths
	High        reg.Reg[uint8] // limit
	Low         reg.Reg[uint8] // limit
	Property    string         // QEMU's, in units of 0.001 °C
}

// The limits after power-up.
const (
	DefaultHigh = 85
	DefaultLow  = 0
)

// Channels returns all four channels.
func Channels() []Channel {
	return []Channel{
		{"internal diode", 0x00, 0x29, 0x05, 0x06, "temperature0"},
		{"external diode 1", 0x01, 0x10, 0x07, 0x08, "temperature1"},
		{"external diode 2", 0x23, 0x24, 0x15, 0x16, "temperature2"},
		{"external diode 3", 0x2a, 0x2b, 0x2c, 0x2d, "temperature3"},
	}
}
