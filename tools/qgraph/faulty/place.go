package faulty

import (
	"fmt"
	"strconv"
	"strings"
)

// Place is a byte of a device's registers. Its space is one of
//
//	mem              the guest's physical memory
//	port             the I/O ports
//	bar0/00:04.0     a base address register of a PCI function, wherever it is mapped
//	pci/00:04.0      the configuration space of a PCI function
//	cmos             the clock chip behind the ports 0x70 and 0x71
//	i2c/0x49         a device on an I²C bus: the offset is 256 × the first byte written after
//	                 the address, the register, plus the number of the byte after it
type Place struct {
	Space  string
	Offset uint64 // in bytes
}

// String returns "bar0/00:04.0+0x20".
func (p Place) String() string { return fmt.Sprintf("%s+%#x", p.Space, p.Offset) }

// onBus reports whether the place is in a device on a bus, which moves one byte at a time.
func (p Place) onBus() bool { return strings.HasPrefix(p.Space, "i2c/") }

// plus returns the place n bytes on.
func (p Place) plus(n int) Place { return Place{p.Space, p.Offset + uint64(n)} }

// ParsePlace reads what String returns.
func ParsePlace(text string) (Place, error) {
	i := strings.LastIndex(text, "+")
	if i <= 0 {
		return Place{}, fmt.Errorf("place %q: want SPACE+OFFSET", text)
	}
	offset, err := strconv.ParseUint(text[i+1:], 0, 64)
	if err != nil {
		return Place{}, fmt.Errorf("place %q: %w", text, err)
	}
	return Place{text[:i], offset}, nil
}

// Register is a place with a width.
type Register struct {
	Place
	Width int // in bytes: 1, 2, 4 or 8
}

// String returns "bar0/00:04.0+0x20:4".
func (r Register) String() string { return fmt.Sprintf("%v:%d", r.Place, r.Width) }

// ParseRegister reads what String returns.
func ParseRegister(text string) (Register, error) {
	i := strings.LastIndex(text, ":")
	if i <= strings.LastIndex(text, "+") {
		return Register{}, fmt.Errorf("register %q: want SPACE+OFFSET:BYTES", text)
	}
	p, err := ParsePlace(text[:i])
	if err != nil {
		return Register{}, err
	}
	width, err := strconv.Atoi(text[i+1:])
	if err != nil || width != 1 && width != 2 && width != 4 && width != 8 {
		return Register{}, fmt.Errorf("register %q: a register has 1, 2, 4 or 8 bytes", text)
	}
	return Register{p, width}, nil
}

// lane returns the place of a bit of the register's value, and its number there.
func (r Register) lane(bit int, big bool) (Place, int) {
	n := bit / 8
	if big {
		n = r.Width - 1 - n
	}
	return r.plus(n), bit % 8
}
