package arch

import (
	"encoding/binary"
	"fmt"
)

// Architecture is one that a QEMU emulator emulates.
type Architecture struct {
	Name  string           // the emulator's: qemu-system-NAME
	Order binary.ByteOrder // that of its processors after power-on, unless a machine has others
}

// All returns the architectures of QEMU 11.1, sorted by name. The byte orders are
// those that each emulator answers to qtest's "endianness".
func All() []Architecture {
	return []Architecture{
		{"aarch64", binary.LittleEndian},
		{"alpha", binary.LittleEndian},
		{"arm", binary.LittleEndian},
		{"avr", binary.LittleEndian},
		{"hexagon", binary.LittleEndian},
		{"hppa", binary.BigEndian},
		{"i386", binary.LittleEndian},
		{"loongarch64", binary.LittleEndian},
		{"m68k", binary.BigEndian},
		{"microblaze", binary.BigEndian},
		{"mips", binary.BigEndian},
		{"mips64", binary.BigEndian},
		{"mips64el", binary.LittleEndian},
		{"mipsel", binary.LittleEndian},
		{"or1k", binary.BigEndian},
		{"ppc", binary.BigEndian},
		{"ppc64", binary.BigEndian},
		{"riscv32", binary.LittleEndian},
		{"riscv64", binary.LittleEndian},
		{"rx", binary.LittleEndian},
		{"s390x", binary.BigEndian},
		{"sh4", binary.LittleEndian},
		{"sh4eb", binary.BigEndian},
		{"sparc", binary.BigEndian},
		{"sparc64", binary.BigEndian},
		{"tricore", binary.LittleEndian},
		{"x86_64", binary.LittleEndian},
		{"xtensa", binary.LittleEndian},
		{"xtensaeb", binary.BigEndian},
	}
}

// ByteOrder returns the byte order of the architecture of that name.
func ByteOrder(name string) (binary.ByteOrder, error) {
	for _, a := range All() {
		if a.Name == name {
			return a.Order, nil
		}
	}
	return nil, fmt.Errorf("arch: QEMU emulates no %q", name)
}

// Narrower returns the architecture whose machines the emulator of this one has, too, as
// "arm" for "aarch64"; "" if there is none. Emulators of QEMU 11.1 list them so ("-M help").
func Narrower(name string) string {
	switch name {
	case "aarch64":
		return "arm"
	case "mips64":
		return "mips"
	case "mips64el":
		return "mipsel"
	case "ppc64":
		return "ppc"
	case "x86_64":
		return "i386"
	}
	return ""
}
