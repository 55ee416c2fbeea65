package nicsuite

import (
	"testing"
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// delay is the value of the delay timers: 61 ms in their units of 1.024 µs. That is
// long compared with the virtual time of waiting for a frame.
const (
	delay     = 60000
	halfDelay = delay * 1024 * time.Nanosecond / 2
)

// Timers are the registers of a direction that delay its interrupt.
type Timers struct {
	Relative reg.Reg[uint32] // each frame restarts it
	Absolute reg.Reg[uint32] // no frame restarts it; 0 without one
}

// delayRow has the number of frames, sent half a delay apart, and the number of
// half delays, counted from the first frame, after which the cause is set.
type delayRow struct {
	name               string
	relative, absolute uint32 // timers
	frames             int
	want               int
}

// rows are the rows of both directions.
func (x Timers) rows() []delayRow {
	rows := []delayRow{
		{"no timer", 0, 0, 1, 0},
		{"relative timer, one frame", delay, 0, 1, 2},
		{"relative timer, three frames", delay, 0, 3, 4},
	}
	if x.Absolute != 0 {
		rows = append(rows, delayRow{"both timers, three frames", delay, delay, 3, 2})
	}
	return rows
}

// set writes the timers.
func (x Timers) set(t testing.TB, p Port, row delayRow) {
	t.Helper()
	x.Relative.WriteT(t, p.Regs, row.relative)
	if x.Absolute != 0 {
		x.Absolute.WriteT(t, p.Regs, row.absolute)
	}
}

// ReceiveDelay checks the effect of RDTR and RADV on the cause of a received frame (82574
// datasheet, section 10.2.5 "Receive Register Descriptions").
func (i Interrupts[C]) ReceiveDelay(t testing.TB, d Device, p Port, x Timers, cause C) {
	t.Helper()
	for _, row := range x.rows() {
		With(t, d, p, Setup{Receive: intelnic.LegacyRX{}}, func(p Port) {
			x.set(t, p, row)
			i.delayed(t, row, cause, func() { p.Delivers(t, row.name, p.in(64, 1)) })
		})
	}
}

// TransmitDelay checks the effect of TIDV and TADV on the cause of a sent frame whose
// descriptor has IDE (82574 datasheet, section 10.2.6 "Transmit Register Descriptions").
func (i Interrupts[C]) TransmitDelay(t testing.TB, d Device, p Port, x Timers, cause C) {
	t.Helper()
	for _, row := range x.rows() {
		With(t, d, p, Setup{Transmit: intelnic.LegacyTX{}}, func(p Port) {
			x.set(t, p, row)
			i.delayed(t, row, cause, func() {
				must(t, p.TX.Send(t.Context(), intelnic.Offload{Delay: row.relative != 0}, p.out(64, 1)))
				p.Arrives(t, row.name, p.out(64, 1))
			})
		})
	}
}

// delayed moves the row's frames and checks the cause after each half delay.
func (i Interrupts[C]) delayed(t testing.TB, row delayRow, cause C, move func()) {
	t.Helper()
	must(t, i.Mask(t.Context()))
	for half := range row.want + 1 {
		if half < row.frames {
			move()
		}
		got := i.ICR.ReadT(t, i.Regs)&cause != 0
		if want := half == row.want; got != want {
			t.Errorf("%s: %v = %t after %d half delays, want %t", row.name, cause, got, half, want)
		}
		_, err := i.Machine.Clock().ClockStep(t.Context(), halfDelay)
		must(t, err)
	}
}
