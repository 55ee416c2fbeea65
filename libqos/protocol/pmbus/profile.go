package pmbus

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Profile is the data from a device's datasheet.
type Profile struct {
	Direct Direct // coefficients of the output voltage, if VOUT_MODE is DIRECT
	Parts  []Part
	Blocks []Block
}

// Part is a run of pages with the same registers. A device without PAGE has one
// part with page 0.
type Part struct {
	First, Last uint8 // pages
	Registers   []Register
	Sensors     []Sensor
	Limits      []reg.Reg[uint16] // those that raise an alarm; see AlarmOf
}

// Register is a command that reads or writes one or two bytes.
type Register struct {
	Code     Code
	Width    qtest.Width
	Default  uint64 // value after reset
	ReadOnly bool
}

// RW declares a register that keeps written values.
func RW[V reg.Word](r reg.Reg[V], reset V) Register {
	return Register{Code: Code(r), Width: r.Width(), Default: uint64(reset)}
}

// RO declares a register that ignores writes.
func RO[V reg.Word](r reg.Reg[V], reset V) Register {
	return Register{Code: Code(r), Width: r.Width(), Default: uint64(reset), ReadOnly: true}
}

// Block is a command that reads a block, and may write one.
type Block struct {
	Code    Code
	Default string // value after reset
	Room    int    // size in bytes; 0 if it is read-only
}

// Sensor is a measured quantity on the pages of a part. A property in QEMU sets it:
// a number in multiples of Unit. Unit is in the unit of the command, V, A, W or °C.
type Sensor struct {
	Command  reg.Reg[uint16]
	Format   Format // nil: the format of the output voltage
	Property string // a %d in it is the number of the page minus Base
	Base     uint8
	Unit     float64
	Max      float64 // largest value in tests
}

// PropertyOn returns the name of the property on a page.
func (s Sensor) PropertyOn(page uint8) string {
	return strings.ReplaceAll(s.Property, "%d", strconv.Itoa(int(page-s.Base)))
}

// Sensor returns the part's sensor for a command.
func (p Part) Sensor(command reg.Reg[uint16]) (Sensor, error) {
	for _, s := range p.Sensors {
		if s.Command == command {
			return s, nil
		}
	}
	return Sensor{}, fmt.Errorf("pmbus: pages %d to %d have no sensor for %v", p.First, p.Last, Code(command))
}

// Pages yields each page with its part.
func (p Profile) Pages() iter.Seq2[uint8, Part] {
	return func(yield func(uint8, Part) bool) {
		for _, part := range p.Parts {
			for page := part.First; page <= part.Last; page++ {
				if !yield(page, part) {
					return
				}
			}
		}
	}
}

// Paged reports whether the device has more than one page.
func (p Profile) Paged() bool { return len(p.Parts) > 1 || p.Parts[0].Last > 0 }
