package xscom

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of a machine's processor chips.
var Driver = graph.NewDriver[*Chips]("pnv-chip")

// Registers of every chip.
const (
	CFAMID reg.Reg[ID] = 0xf000f
)

// ID is the register CFAM ID (skiboot, hw/xscom.c, xscom_read_cfam_chipid and xscom_init_chip_info).
type ID uint64

// Part returns the number of the chip's design.
func (i ID) Part() uint8 { return uint8(i >> 44) }

// Level returns the chip's EC level: 0x21 is DD2.1.
func (i ID) Level() uint8 { return uint8(i>>60)&0xf<<4 | uint8(i>>52)&0xf }

// Sensors is the first register of a core with its digital thermal sensors: three of them in bits 0:15, 16:31 and
// 32:47 (skiboot, hw/dts.c). A sensor has its temperature in bits 4:11 and is valid if its bit 15 is set.
type Sensors uint64

// Sensors returns the register of that core.
func (c Core) Sensors() reg.Reg[Sensors] { return reg.Reg[Sensors](uint64(c)<<24 | 0x50000) }

// Temperature returns the temperature of sensor n, 0 to 2, in degrees Celsius, and whether it is valid.
func (s Sensors) Temperature(n int) (celsius uint8, valid bool) {
	raw := uint16(s >> (48 - 16*n))
	return uint8(raw >> 4), raw&1 != 0
}

// Chips are the processor chips of a machine.
type Chips struct {
	Map
	Machine *guest.Machine
}

// Kind returns the kind of a board's part.
func (m Map) Kind() board.Kind {
	return board.NewKind(Driver, func(_ context.Context, machine *guest.Machine, _ guest.Peripheral) (*Chips, error) {
		return &Chips{m, machine}, nil
	})
}

// Registers returns the registers of a chip, by their addresses on its bus.
func (c *Chips) Registers(chip int) reg.Space {
	return registers{c.Machine.Window(0, binary.BigEndian), c.Map, chip}
}

// registers are those of a chip.
type registers struct {
	memory reg.Space
	Map
	chip int
}

func (r registers) Load(ctx context.Context, w qtest.Width, scom uint64) (uint64, error) {
	if err := check(w, scom); err != nil {
		return 0, err
	}
	return r.memory.Load(ctx, w, r.Address(r.chip, uint32(scom)))
}

func (r registers) Store(ctx context.Context, w qtest.Width, scom, value uint64) error {
	if err := check(w, scom); err != nil {
		return err
	}
	return r.memory.Store(ctx, w, r.Address(r.chip, uint32(scom)), value)
}

// check refuses an access that XSCOM does not have.
func check(w qtest.Width, scom uint64) error {
	if w != qtest.Width64 || scom >= 1<<31 {
		return fmt.Errorf("xscom: access of %d bytes at %#x, want 8 bytes below 0x80000000", w, scom)
	}
	return nil
}
