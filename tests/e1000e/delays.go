package e1000e

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// delay is the value of the delay timers: 61 ms in their units of 1.024 µs. That is
// long compared with the virtual time of waiting for a frame.
const (
	delay     = 60000
	halfDelay = delay * 1024 * time.Nanosecond / 2
)

// delays checks everything that delays an interrupt by the clock.
func delays(t *run.T, nic *e1000e.Device) {
	t.Step("moderation", func() { moderation(t, nic) })
	peer := nicsuite.Attach(t)
	t.Step("receive", func() { receiveDelay(t, nic, peer) })
	t.Step("transmit", func() { transmitDelay(t, nic, peer) })
}

// delayRow has the number of frames, sent half a delay apart, and the number of
// half delays, counted from the first frame, after which the cause is set.
type delayRow struct {
	name               string
	relative, absolute uint32 // timers
	frames             int
	want               int
}

// delayRows are the rows of both directions: each frame restarts the relative
// timer, but not the absolute one.
func delayRows() []delayRow {
	return []delayRow{
		{"no timer", 0, 0, 1, 0},
		{"relative timer, one frame", delay, 0, 1, 2},
		{"relative timer, three frames", delay, 0, 3, 4},
		{"both timers, three frames", delay, delay, 3, 2},
	}
}

// receiveDelay checks the effect of RDTR and RADV on the cause RXT0 (82574
// datasheet, section 10.2.5 "Receive Register Descriptions").
func receiveDelay(t *run.T, nic *e1000e.Device, peer *ethernet.Peer) {
	for _, row := range delayRows() {
		with(t, nic, peer, nicsuite.Setup{Receive: intelnic.LegacyRX{}}, func(p nicsuite.Port) {
			e1000e.RDTR.WriteT(t, nic.Regs, row.relative)
			e1000e.RADV.WriteT(t, nic.Regs, row.absolute)
			row.check(t, nic, e1000e.CauseRXT0, func() {
				p.Delivers(t, row.name, nicsuite.Frame(p.Address, nicsuite.Host(), 64, 1))
			})
		})
	}
}

// transmitDelay checks the effect of TIDV and TADV on the cause TXDW of a
// descriptor with IDE (82574 datasheet, section 10.2.6 "Transmit Register
// Descriptions").
func transmitDelay(t *run.T, nic *e1000e.Device, peer *ethernet.Peer) {
	for _, row := range delayRows() {
		with(t, nic, peer, nicsuite.Setup{Transmit: intelnic.LegacyTX{}}, func(p nicsuite.Port) {
			e1000e.TIDV.WriteT(t, nic.Regs, row.relative)
			e1000e.TADV.WriteT(t, nic.Regs, row.absolute)
			row.check(t, nic, e1000e.CauseTXDW, func() {
				frame := nicsuite.Frame(nicsuite.Host(), p.Address, 64, 1)
				t.Must(p.TX.Send(t.Context(), intelnic.Offload{Delay: row.relative != 0}, frame))
				p.Arrives(t, row.name, frame)
			})
		})
	}
}

// check moves the row's frames and checks the cause after each half delay.
func (row delayRow) check(t *run.T, nic *e1000e.Device, cause e1000e.Cause, move func()) {
	t.Helper()
	t.Must(nic.MaskInterrupts(t.Context()))
	for half := range row.want + 1 {
		if half < row.frames {
			move()
		}
		got := e1000e.ICR.ReadT(t, nic.Regs)&cause != 0
		if want := half == row.want; got != want {
			t.Errorf("%s: %v = %t after %d half delays, want %t", row.name, cause, got, half, want)
		}
		_, err := nic.Machine.Clock().ClockStep(t.Context(), halfDelay)
		t.Must(err)
	}
}
