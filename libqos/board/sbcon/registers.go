package sbcon

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers (section "Serial bus interface"). The first two are at one address: it is read
// for the levels, and written to let lines go.
const (
	Control      reg.Reg[Lines] = 0x00 // SB_CONTROL, read-only: the levels of the lines
	ControlSet   reg.Reg[Lines] = 0x00 // SB_CONTROLS, write-only: lets the lines rise whose bits are 1
	ControlClear reg.Reg[Lines] = 0x04 // SB_CONTROLC, write-only: pulls the lines low whose bits are 1
)

// Lines is a set of lines of the bus.
type Lines uint32

// The lines.
//
//qgraph:bits
const (
	SCL Lines = 1 << 0 // clock
	SDA Lines = 1 << 1 // data
)
