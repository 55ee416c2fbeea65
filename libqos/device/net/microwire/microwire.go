package microwire

import (
	"context"
	"errors"
	"fmt"
)

// Wires are the levels of the wires to an EEPROM.
type Wires struct {
	CS bool // chip select
	SK bool // clock; the EEPROM takes DI and changes DO at its rising edge
	DI bool // to the EEPROM
}

// Drive returns the value of a register that drives the wires, with a bit for each.
func Drive[T ~uint8 | ~uint16 | ~uint32](w Wires, cs, sk, di T) (v T) {
	if w.CS {
		v |= cs
	}
	if w.SK {
		v |= sk
	}
	if w.DI {
		v |= di
	}
	return v
}

// Pins are a controller's pins to an EEPROM.
type Pins interface {
	// Set drives the wires.
	Set(ctx context.Context, w Wires) error
	// DO returns the level of the wire from the EEPROM.
	DO(ctx context.Context) (bool, error)
}

// Size is the number of address bits of an EEPROM of 16-bit words.
type Size int

// Sizes of EEPROMs.
const (
	Words64  Size = 6 // 93C46
	Words256 Size = 8 // 93C66
)

// Words returns the number of words.
func (s Size) Words() int { return 1 << s }

// Opcodes, behind the start bit.
const (
	opcodeSpecial = 0 // the address' upper two bits say which
	opcodeWrite   = 1
	opcodeRead    = 2
	opcodeErase   = 3

	specialDisable = 0 // EWDS
	specialEnable  = 3 // EWEN
)

// ErrBusy means that an EEPROM did not report the end of a write.
var ErrBusy = errors.New("the EEPROM stays busy")

// ErrNoStart means that no 0 preceded the data of an EEPROM.
var ErrNoStart = errors.New("no zero precedes the data")

// Read reads a word. With the error [ErrNoStart] the word is valid, too.
func Read(ctx context.Context, p Pins, s Size, word int) (v uint16, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("microwire: read word %#x: %w", word, err)
		}
	}()
	zero, err := command(ctx, p, s, opcodeRead, word)
	if err != nil {
		return 0, err
	}
	data, err := shift(ctx, p, 16, 0)
	if err != nil {
		return 0, err
	}
	if zero&1 != 0 { // DO is low at the last bit of the address
		err = ErrNoStart
	}
	return uint16(data), errors.Join(err, p.Set(ctx, Wires{}))
}

// Write writes a word. Writes must be enabled; see [Enable].
func Write(ctx context.Context, p Pins, s Size, word int, v uint16) error {
	_, err := command(ctx, p, s, opcodeWrite, word)
	if err == nil {
		_, err = shift(ctx, p, 16, uint32(v))
	}
	return errors.Join(err, finish(ctx, p))
}

// Erase sets all bits of a word. Writes must be enabled.
func Erase(ctx context.Context, p Pins, s Size, word int) error {
	_, err := command(ctx, p, s, opcodeErase, word)
	return errors.Join(err, finish(ctx, p))
}

// Enable enables or disables writes.
func Enable(ctx context.Context, p Pins, s Size, on bool) error {
	special := specialDisable
	if on {
		special = specialEnable
	}
	_, err := command(ctx, p, s, opcodeSpecial, special<<(s-2))
	return errors.Join(err, p.Set(ctx, Wires{}))
}

// command selects the EEPROM and sends it a start bit, an opcode and an address. It
// returns the levels of DO meanwhile.
func command(ctx context.Context, p Pins, s Size, opcode, address int) (uint32, error) {
	if err := p.Set(ctx, Wires{}); err != nil {
		return 0, err
	}
	const start = 1 << 2
	return shift(ctx, p, int(s)+3, uint32(start|opcode)<<s|uint32(address))
}

// shift sends the lowest n bits of v, the highest first. It returns the levels of DO while
// the clock is high.
func shift(ctx context.Context, p Pins, n int, v uint32) (in uint32, err error) {
	for i := n - 1; i >= 0; i-- {
		high, err := pulse(ctx, p, v>>i&1 != 0)
		if err != nil {
			return 0, err
		}
		in <<= 1
		if high {
			in |= 1
		}
	}
	return in, nil
}

// pulse sends a bit with a pulse of the clock, and returns DO while the clock is high.
func pulse(ctx context.Context, p Pins, di bool) (bool, error) {
	for _, sk := range []bool{false, true} {
		if err := p.Set(ctx, Wires{CS: true, SK: sk, DI: di}); err != nil {
			return false, err
		}
	}
	high, err := p.DO(ctx)
	return high, errors.Join(err, p.Set(ctx, Wires{CS: true, DI: di}))
}

// finish starts what the command asked for, by a low CS, and waits until it has ended.
func finish(ctx context.Context, p Pins) error {
	if err := errors.Join(p.Set(ctx, Wires{}), p.Set(ctx, Wires{CS: true})); err != nil {
		return err
	}
	const patience = 1000 // looks; a write takes milliseconds at most
	for range patience {
		ready, err := p.DO(ctx)
		if err != nil {
			return err
		}
		if ready {
			return p.Set(ctx, Wires{})
		}
	}
	return fmt.Errorf("microwire: write: %w", ErrBusy)
}
