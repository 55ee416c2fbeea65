package lsm303dlhc

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*i2c.Device]("lsm303dlhc_mag")

// Address is the magnetometer's only address (section 5.1.3 "Magnetic field digital
// interface").
const Address i2c.Address = 0x1e

// New returns the magnetometer on a bus. Its registers are big-endian.
func New(bus i2c.Bus) *i2c.Device { return i2c.NewDevice(bus, Address, binary.BigEndian) }

// The registers (section 7.2 "Magnetic field sensing register description"). Data
// registers are signed.
const (
	ControlA       reg.Reg[CRA]    = 0x00
	ControlB       reg.Reg[CRB]    = 0x01
	Mode           reg.Reg[uint8]  = 0x02
	X              reg.Reg[uint16] = 0x03
	Z              reg.Reg[uint16] = 0x05
	Y              reg.Reg[uint16] = 0x07
	Status         reg.Reg[SR]     = 0x09
	Identification reg.Reg[uint8]  = 0x0a // the first of three
	Temperature    reg.Reg[uint16] = 0x31
)

// The registers after power-up.
const (
	DefaultControlA CRA   = 0x10 // 15 measurements a second
	DefaultControlB CRB   = 0x20 // ±1.3 gauss
	DefaultMode     uint8 = 0x03 // sleep
)

// ID is the content of the identification registers.
const ID = "H43"

// CRA is the CRA_REG_M register (section 7.2.1).
type CRA uint8

// Bits of CRA_REG_M.
//
//qgraph:bits
const (
	DataRate CRA = 7 << 2 // DO
	do0      CRA = 1 << 2
	do1      CRA = 1 << 3
	do2      CRA = 1 << 4
	TempEN   CRA = 1 << 7 // the temperature sensor is on
)

// CRB is the CRB_REG_M register (section 7.2.2): the range in bits 7:5.
type CRB uint8

// SR is the SR_REG_M register (section 7.2.9).
type SR uint8

// Bits of SR_REG_M.
//
//qgraph:bits
const (
	DRDY SR = 1 << 0 // new data available
	Lock SR = 1 << 1 // the data registers are locked until all have been read
)

// Range is a range of measurement.
type Range struct {
	Setting CRB
	Full    float64 // ± gauss
	XY, Z   int64   // of one gauss
}

// Ranges returns the seven ranges (table "Gain setting").
func Ranges() []Range {
	return []Range{
		{1 << 5, 1.3, 1100, 980},
		{2 << 5, 1.9, 855, 760},
		{3 << 5, 2.5, 670, 600},
		{4 << 5, 4.0, 450, 400},
		{5 << 5, 4.7, 400, 355},
		{6 << 5, 5.6, 330, 295},
		{7 << 5, 8.1, 230, 205},
	}
}

// StepsPerCelsius is the number of steps of the temperature register per 1 °C (table
// "Temperature sensor characteristics"). In the datasheet the value is in bits 15:4,
// with an unspecified offset; the tests expect bits 11:0, sign extended, with an offset
// of zero, and have a step for the place of the bits.
const StepsPerCelsius = 8
