package transcript

import (
	_ "embed"
	"strconv"
	"strings"
)

// Every register constant of libqos: package, type, offset, name. Gazelle writes it.
//
//go:embed registers.tsv
var registerTable string

// NamedRegister is a register that has a constant in a package of libqos.
type NamedRegister struct {
	Package string // "sdhci"
	Type    string // "sdhci.Present", or "uint32"
	Offset  uint64 // in the device, in bytes
	Name    string // "PresentState"
}

// NamedRegisters returns all of them, in the order of package, type and offset.
func NamedRegisters() []NamedRegister {
	var all []NamedRegister
	for line := range strings.Lines(registerTable) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 4 {
			continue // the heading
		}
		offset, err := strconv.ParseUint(fields[2], 0, 64)
		if err != nil {
			continue
		}
		all = append(all, NamedRegister{fields[0], fields[1], offset, fields[3]})
	}
	return all
}
