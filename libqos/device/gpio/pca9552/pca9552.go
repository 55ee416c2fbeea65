package pca9552

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*LEDs]("pca9552")

// The registers (table "Register selection" of section "Control register").
const (
	Input0    reg.Reg[uint8] = 0 // pins 0 to 7, read-only
	Input1    reg.Reg[uint8] = 1 // pins 8 to 15, read-only
	Prescale0 reg.Reg[uint8] = 2 // PSC0: period of blinking (n + 1) / 44 s
	Pulse0    reg.Reg[uint8] = 3 // PWM0: fraction of the period that the LED is on, n / 256
	Prescale1 reg.Reg[uint8] = 4 // PSC1
	Pulse1    reg.Reg[uint8] = 5 // PWM1
	Select0   reg.Reg[uint8] = 6 // LS0: states of LED0 to LED3; the first of four registers for 16 LEDs
)

// AutoIncrement, together with a register's number in the control register,
// increments the number with each byte read or written.
const AutoIncrement = 1 << 4

// Count is the number of LEDs and of pins.
const Count = 16

// Defaults returns the registers after power-up, starting at Prescale0. The
// pins of all LEDs are then high.
func Defaults() []byte { return []byte{0xff, 0x80, 0xff, 0x80, 0x55, 0x55, 0x55, 0x55} }

// State is the state of an LED (section "LED driver registers").
type State uint8

// The states of an LED.
const (
	On     State = iota // its pin is low
	Off                 // its pin is not driven, which makes it high
	Blink0              // at the rate of PSC0 and PWM0
	Blink1              // at the rate of PSC1 and PWM1
)

// String returns the state as in QEMU's properties led0 to led15.
func (s State) String() string {
	names := [...]string{"on", "off", "pwm0", "pwm1"}
	if int(s) < len(names) {
		return names[s]
	}
	return fmt.Sprintf("state %d", uint8(s))
}

// LEDs is the driver on its bus.
type LEDs struct{ *i2c.Device }

// New returns the driver at addr.
func New(bus i2c.Bus, addr i2c.Address) *LEDs {
	return &LEDs{i2c.NewDevice(bus, addr, binary.LittleEndian)}
}

// place returns the register with the state of an LED, and the shift of its
// two bits.
func place(led int) (r reg.Reg[uint8], shift int) {
	return Select0 + reg.Reg[uint8](led/4), led % 4 * 2
}

// State returns the state of an LED, 0 to 15.
func (l *LEDs) State(ctx context.Context, led int) (State, error) {
	r, shift := place(led)
	v, err := r.Read(ctx, l)
	return State(v >> shift & 3), err
}

// States returns the states of all LEDs, read in one transfer.
func (l *LEDs) States(ctx context.Context) (states [Count]State, err error) {
	p := make([]byte, Count/4)
	err = l.Read(ctx, uint8(Select0)|AutoIncrement, p)
	for led := range states {
		states[led] = State(p[led/4] >> (led % 4 * 2) & 3)
	}
	return states, err
}

// SetState sets the state of an LED, 0 to 15.
func (l *LEDs) SetState(ctx context.Context, led int, s State) error {
	r, shift := place(led)
	return r.Modify(ctx, l, 3<<shift, uint8(s)<<shift)
}

// Pins returns the levels of the pins, pin 0 in bit 0.
func (l *LEDs) Pins(ctx context.Context) (uint16, error) {
	p := make([]byte, 2)
	err := l.Read(ctx, uint8(Input0)|AutoIncrement, p)
	return binary.LittleEndian.Uint16(p), err
}
