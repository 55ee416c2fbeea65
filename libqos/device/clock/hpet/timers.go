package hpet

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Driver is the node of the timers.
var Driver = graph.NewDriver[*Timers]("hpet")

// base is the address of the registers.
const base = 0xfed0_0000

// The registers (section 2.3 "Register Overview").
const (
	Capabilities  reg.Reg[uint64] = 0x000 // "GCAP_ID": bits 63:32 are the period of the counter in femtoseconds
	Configuration reg.Reg[Enable] = 0x010
	Status        reg.Reg[uint64] = 0x020 // a bit for each timer with a level-triggered interrupt
	Counter       reg.Reg[uint64] = 0x0f0 // "MAIN_CNT"
)

// TimerConfig returns the configuration register of a timer, Comparator its comparator.
func TimerConfig(n int) reg.Reg[Config] { return reg.Reg[Config](timers + n*timerSize) }

// Comparator returns the comparator of a timer.
func Comparator(n int) reg.Reg[uint64] { return reg.Reg[uint64](timers + n*timerSize + 8) }

const timers, timerSize = 0x100, 0x20

// Enable is the content of the General Configuration Register.
type Enable uint64

// Bits of the General Configuration Register.
//
//qgraph:bits
const (
	Run               Enable = 1 << 0 // "ENABLE_CNF": the counter counts, and timers interrupt
	LegacyReplacement Enable = 1 << 1 // "LEG_RT_CNF": timer 0 has interrupt request 0, timer 1 has 8
)

// Config is the content of a timer's configuration register.
type Config uint64

// Bits of a timer's configuration register.
//
//qgraph:bits
const (
	Level           Config = 1 << 1 // "INT_TYPE_CNF"
	InterruptEnable Config = 1 << 2 // "INT_ENB_CNF"
	Periodic        Config = 1 << 3 // "TYPE_CNF"
	CanPeriodic     Config = 1 << 4 // "PER_INT_CAP"; read-only
	Wide            Config = 1 << 5 // "SIZE_CAP"; read-only
	SetValue        Config = 1 << 6 // "VAL_SET_CNF": the next write is of a periodic timer's comparator
	Narrow          Config = 1 << 8 // "32MODE_CNF"
)

// Timers is the block of timers.
type Timers struct {
	Regs reg.Space

	bus *isa.Bus
}

// New returns the timers beside an ISA bus, whose interrupt requests they take.
func New(_ context.Context, bus *isa.Bus) (*Timers, error) {
	return &Timers{bus.Machine().Window(base, binary.LittleEndian), bus}, nil
}

// Machine returns the timers' machine.
func (h *Timers) Machine() *guest.Machine { return h.bus.Machine() }

// Line watches the interrupt request that timer 0 or 1 has with LegacyReplacement.
func (h *Timers) Line(ctx context.Context, timer int) (guest.Line, error) {
	return h.bus.Watch(ctx, [...]int{0, 8}[timer])
}
