package sifiveaon

import (
	"context"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the always-on domain.
var Driver = graph.NewDriver[*Watchdog]("riscv.sifive.e.aon")

// Kind is the kind of a board's part. Its interrupt is that of the watchdog.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Watchdog, error) {
	return &Watchdog{board.At(m, p)}, nil
})

// Watchdog is the watchdog of a board.
type Watchdog struct{ board.Device }

// The registers (table "WDT Register offsets").
const (
	Configuration reg.Reg[Config] = 0x00 // wdogcfg
	Count         reg.Reg[uint32] = 0x08 // wdogcount, 31 bits
	Scaled        reg.Reg[uint32] = 0x10 // wdogs, read-only: 16 bits of wdogcount from bit wdogscale on
	Feed          reg.Reg[uint32] = 0x18 // wdogfeed: reads as 0
	Key           reg.Reg[uint32] = 0x1c // wdogkey: 1 if the next write of another register is let through
	Compare       reg.Reg[uint32] = 0x20 // wdogcmp, 16 bits
)

// Config is the register wdogcfg.
type Config uint32

// Bits of wdogcfg.
//
//qgraph:bits
const (
	ScaleBits   Config = 0xf << 0 // "wdogscale"
	ResetEnable Config = 1 << 8   // "wdogrsten": the comparator resets
	ZeroCompare Config = 1 << 9   // "wdogzerocmp": the comparator zeroes the counter
	Always      Config = 1 << 12  // "wdogenalways": it counts
	CoreAwake   Config = 1 << 13  // "wdogencoreawake": it counts while the processor is awake
	Pending     Config = 1 << 28  // "wdogip0": the comparator's output, kept
	Written            = ScaleBits | ResetEnable | ZeroCompare | Always | CoreAwake
)

// Scale returns the field wdogscale, the number of the first bit of wdogs in wdogcount.
func Scale(bit uint32) Config { return Config(bit) }

// The values of wdogkey and wdogfeed, and the sizes of the counters.
const (
	Unlock    = 0x51_f15e
	Food      = 0xd09_f00d
	CountMax  = 1<<31 - 1
	ScaledMax = 1<<16 - 1
)

// Ticks returns how long n ticks of the low-frequency clock take, which has 32.768 kHz.
func Ticks(n uint32) time.Duration { return time.Duration(n) * time.Second / 32768 }

// WriteT unlocks a register, and writes it.
func WriteT[V reg.Word](t testing.TB, w *Watchdog, r reg.Reg[V], v V) {
	t.Helper()
	Key.WriteT(t, w.Regs, Unlock)
	r.WriteT(t, w.Regs, v)
}
