package pmbus

import (
	"errors"
	"fmt"
	"math"
)

// Format is the encoding of a number as a word, in the unit of the command: V,
// A, W or °C.
type Format interface {
	// Decode returns the number that a word encodes.
	Decode(word uint16) float64
	// Encode returns the word nearest to a number, or an error that wraps
	// [ErrRange].
	Encode(v float64) (uint16, error)
}

// ErrRange means that a number is too large or too small for its format.
var ErrRange = errors.New("out of the format's range")

// Direct is the DIRECT data format: the word is Y = (M·X + B)·10^R in two's
// complement (section 7.2 "DIRECT Data Format"). M is not zero.
type Direct struct {
	M, B float64
	R    int
}

// Decode returns X.
func (d Direct) Decode(word uint16) float64 {
	return (float64(int16(word))*math.Pow10(-d.R) - d.B) / d.M
}

// Encode returns Y.
func (d Direct) Encode(v float64) (uint16, error) {
	y := math.Round((d.M*v + d.B) * math.Pow10(d.R))
	if y < math.MinInt16 || y > math.MaxInt16 {
		return 0, fmt.Errorf("pmbus: %g in %v: %w", v, d, ErrRange)
	}
	return uint16(int16(y)), nil
}

// String returns the coefficients.
func (d Direct) String() string { return fmt.Sprintf("DIRECT (m=%g, b=%g, R=%d)", d.M, d.B, d.R) }

// Linear11 is the Linear Data Format: Y·2^N with N in bits 15:11 and Y in bits
// 10:0, both in two's complement (section 7.1 "Linear Data Format").
type Linear11 struct{}

// Decode returns Y·2^N.
func (Linear11) Decode(word uint16) float64 {
	n := int16(word) >> 11
	y := int16(word<<5) >> 5
	return math.Ldexp(float64(y), int(n))
}

// Encode uses the smallest N with which Y fits, which is the finest step. Zero
// is all zeros.
func (l Linear11) Encode(v float64) (uint16, error) {
	if v == 0 {
		return 0, nil
	}
	for n := -16; n <= 15; n++ {
		if y := math.Round(math.Ldexp(v, -n)); y >= -1024 && y <= 1023 {
			return uint16(n)<<11 | uint16(int16(y))&0x7ff, nil
		}
	}
	return 0, fmt.Errorf("pmbus: %g in %v: %w", v, l, ErrRange)
}

// String returns the name of the format.
func (Linear11) String() string { return "Linear" }

// Linear16 is the linear format of output voltages: an unsigned word times
// 2^Exponent, which is -16 to 15 (section 8.3.1 "Linear Mode").
type Linear16 struct{ Exponent int }

// Decode returns the voltage.
func (l Linear16) Decode(word uint16) float64 { return math.Ldexp(float64(word), l.Exponent) }

// Encode returns the mantissa.
func (l Linear16) Encode(v float64) (uint16, error) {
	y := math.Round(math.Ldexp(v, -l.Exponent))
	if y < 0 || y > math.MaxUint16 {
		return 0, fmt.Errorf("pmbus: %g in %v: %w", v, l, ErrRange)
	}
	return uint16(y), nil
}

// String returns the name of the format.
func (l Linear16) String() string { return fmt.Sprintf("Linear (exponent %d)", l.Exponent) }

// Mode is the value of VOUT_MODE: the format of all values of the output voltage
// (section 8.2 "VOUT_MODE Command").
type Mode uint8

// The values of bits 7:5 of VOUT_MODE.
const (
	ModeLinear Mode = 0 << 5 // bits 4:0 are the exponent in two's complement
	ModeVID    Mode = 1 << 5
	ModeDirect Mode = 2 << 5

	modeMask Mode = 7 << 5
)

// LinearMode returns the mode of the linear format with that exponent, -16 to
// 15.
func LinearMode(exponent int) Mode { return ModeLinear | Mode(exponent)&^modeMask }

// ErrMode means that a device's VOUT_MODE has a format that this package does
// not support.
var ErrMode = errors.New("unsupported format, neither linear nor direct")

// Format returns the format of the mode. Direct is the DIRECT format with the
// device's coefficients.
func (m Mode) Format(direct Direct) (Format, error) {
	switch m & modeMask {
	case ModeLinear:
		return Linear16{int(int8(m<<3) >> 3)}, nil
	case ModeDirect:
		return direct, nil
	}
	return nil, fmt.Errorf("pmbus: VOUT_MODE %#02x: %w", uint8(m), ErrMode)
}

// String returns the name of the mode and, for the linear one, the exponent.
func (m Mode) String() string {
	switch f, err := m.Format(Direct{}); {
	case err != nil:
		return fmt.Sprintf("mode %#02x", uint8(m))
	case m&modeMask == ModeDirect:
		return "DIRECT"
	default:
		return fmt.Sprint(f)
	}
}
