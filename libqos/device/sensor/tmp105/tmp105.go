package tmp105

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*i2c.Device]("tmp105")

// New returns the sensor at addr. Its registers are big-endian.
func New(bus i2c.Bus, addr i2c.Address) *i2c.Device {
	return i2c.NewDevice(bus, addr, binary.BigEndian)
}

// The registers (table 2 "Pointer Addresses of the TMP105").
const (
	Current       reg.Reg[Temperature] = 0 // read-only
	Configuration reg.Reg[Config]      = 1
	Low           reg.Reg[Temperature] = 2 // T_LOW
	High          reg.Reg[Temperature] = 3 // T_HIGH
)

// The limits after power-up (section "High and Low Limit Registers"). All other
// registers are zero.
const (
	DefaultLow  Temperature = 75 << 8
	DefaultHigh Temperature = 80 << 8
)

// Temperature is a register with a temperature: bits 15:4 are a 12-bit two's
// complement number in units of 0.0625 °C; bits 3:0 are zero (section
// "Temperature Register").
type Temperature uint16

// Celsius returns the temperature nearest to c in °C, -128 to 127.9375.
func Celsius(c float64) Temperature { return Temperature(int16(math.RoundToEven(c*16))) << 4 }

// Celsius returns the temperature in °C.
func (t Temperature) Celsius() float64 { return float64(int16(t)) / 256 }

// String returns the temperature in °C.
func (t Temperature) String() string { return fmt.Sprintf("%g °C", t.Celsius()) }

// Config is the Configuration Register (section of that title).
type Config uint8

// Bits of the Configuration Register.
//
//qgraph:bits
const (
	Shutdown   Config = 1 << 0 // "SD"
	Interrupt  Config = 1 << 1 // "TM": interrupt mode, not comparator mode
	ActiveHigh Config = 1 << 2 // "POL"
	Faults     Config = 3 << 3 // F1, F0: 1, 2, 4 or 6 consecutive faults raise an alert
	f0         Config = 1 << 3
	f1         Config = 1 << 4
	Resolution Config = 3 << 5 // R1, R0: 9 to 12 bits
	r0         Config = 1 << 5
	r1         Config = 1 << 6
	OneShot    Config = 1 << 7 // "OS": starts a conversion during shutdown; reads as zero
)

// Bits returns the setting of a resolution of 9 to 12 bits.
func Bits(n int) Config { return Config(n-9) << 5 & Resolution }
