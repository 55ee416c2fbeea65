package qtest

import "fmt"

// Width is the size of one access, in bytes.
type Width uint8

// The access widths of the protocol.
const (
	Width8  Width = 1
	Width16 Width = 2
	Width32 Width = 4
	Width64 Width = 8
)

// String returns the width in bits: "32-bit".
func (w Width) String() string { return fmt.Sprintf("%d-bit", 8*int(w)) }

// Max is the largest value of that width.
func (w Width) Max() uint64 { return ^uint64(0) >> (64 - 8*uint(w)) }

// letter is the letter of the width in a command's name: readb, readw, readl, readq.
func (w Width) letter() (byte, error) {
	switch w {
	case Width8:
		return 'b', nil
	case Width16:
		return 'w', nil
	case Width32:
		return 'l', nil
	case Width64:
		return 'q', nil
	}
	return 0, fmt.Errorf("qtest: got an access of %d bytes, want 1, 2, 4 or 8", uint8(w))
}

// check returns an error unless v fits.
func (w Width) check(v uint64) error {
	if v > w.Max() {
		return fmt.Errorf("qtest: value %#x does not fit a %v access", v, w)
	}
	return nil
}
