package cmsdktimer

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// WatchdogDriver is the node of the watchdog, LuminaryDriver that of the variant of Texas Instruments' Stellaris, whose INTEN
// stays set until a reset.
var (
	WatchdogDriver = graph.NewDriver[*Watchdog]("cmsdk-apb-watchdog")
	LuminaryDriver = graph.NewDriver[*Watchdog]("luminary-watchdog")
)

// WatchdogKind returns the kind of a board's part whose clock ticks once in a time.
func WatchdogKind(tick time.Duration) board.Kind {
	return board.NewKind(WatchdogDriver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Watchdog, error) {
		return &Watchdog{board.At(m, p), tick}, nil
	})
}

// LuminaryKind is [WatchdogKind] for the variant.
func LuminaryKind(tick time.Duration) board.Kind {
	return board.NewKind(LuminaryDriver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Watchdog, error) {
		return &Watchdog{board.At(m, p), tick}, nil
	})
}

// Watchdog is a watchdog of a board.
type Watchdog struct {
	board.Device
	Tick time.Duration // of its clock
}

// The watchdog's registers (DDI 0479C, table "APB watchdog memory map").
const (
	WatchdogLoad    reg.Reg[uint32] = 0x000 // WDOGLOAD
	WatchdogValue   reg.Reg[uint32] = 0x004 // WDOGVALUE, read-only
	WatchdogControl reg.Reg[uint32] = 0x008 // WDOGCONTROL
	WatchdogClear   reg.Reg[uint32] = 0x00c // WDOGINTCLR, write-only: it reloads, too
	WatchdogRaw     reg.Reg[uint32] = 0x010 // WDOGRIS, read-only
	WatchdogMasked  reg.Reg[uint32] = 0x014 // WDOGMIS, read-only
	WatchdogLock    reg.Reg[uint32] = 0xc00 // WDOGLOCK: reads as 1 while the others cannot be written
)

// Bits of WDOGCONTROL, the value of WDOGLOCK that unlocks, and the number in the identification
// registers.
const (
	WatchdogInterrupts = 1 << 0 // INTEN: the counter runs, and interrupts
	WatchdogResets     = 1 << 1 // RESEN
	WatchdogUnlock     = 0x1acc_e551
	WatchdogID         = 0xbb824
	LuminaryID         = 0x81805
)
