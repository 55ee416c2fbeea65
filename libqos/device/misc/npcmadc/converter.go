package npcmadc

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the converter.
var Driver = graph.NewDriver[*Converter]("npcm7xx-adc")

// Kind returns the kind of a board's part whose results have so many bits: 10 on the NPCM7xx, 12 on the NPCM8xx.
func Kind(bits int) board.Kind {
	return board.NewKind(Driver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*Converter, error) {
		c := &Converter{Device: board.At(m, p), Full: 1 << bits}
		path, err := c.Object(ctx)
		c.Outside = qom.At(m.Monitor, path)
		return c, err
	})
}

// Converter is a converter.
type Converter struct {
	board.Device
	Outside qom.Object // QEMU's: the voltages at its inputs
	Full    int64      // the result of an input that is as high as the reference, if there were one
}

// Inputs is the number of inputs.
const Inputs = 8

// Tick is the time of the clock on QEMU's boards, which no firmware sets up: 781250 Hz.
const Tick = 1280 * time.Nanosecond

// The registers.
const (
	ControlRegister reg.Reg[Control] = 0x00 // ADCCON
	Data            reg.Reg[uint32]  = 0x04 // ADCDATA, read-only: the last result
)

// Control is the register ADCCON.
type Control uint32

// Bits of ADCCON.
//
//qgraph:bits
const (
	Divisor           Control = 0xff << 1 // "DIV": the clock is divided by twice so many and one more
	Convert           Control = 1 << 13   // "ADC_CONV": begins a conversion, reads as 1 until it is over
	Reset             Control = 1 << 16   // "ADC_RST"
	Enable            Control = 1 << 17   // "ADC_EN"
	Done              Control = 1 << 18   // "ADC_INT_ST": a conversion is over; a written 1 clears it
	InternalReference Control = 1 << 19   // "REFSEL"
	Interrupting      Control = 1 << 21   // "ADC_INT_EN"
	Channel           Control = 0xf << 24 // "CH"
)

// Input returns the bits of an input.
func Input(n int) Control { return Control(n) << 24 }

// DivideBy returns the bits that divide the clock by 2n, for 1 to 256.
func DivideBy(n int) Control { return Control(n-1) << 1 }

// Start begins a conversion of an input.
func (c *Converter) Start(ctx context.Context, input int, with Control) error {
	if err := ControlRegister.Write(ctx, c.Regs, Enable|Convert|Done|Input(input)|with); err != nil {
		return fmt.Errorf("npcmadc: start a conversion of input %d: %w", input, err)
	}
	return nil
}

// Apply sets the voltage at an input, in µV.
func (c *Converter) Apply(ctx context.Context, input int, microvolts int64) error {
	return c.Outside.SetInt(ctx, fmt.Sprintf("adci[%d]", input), microvolts)
}
