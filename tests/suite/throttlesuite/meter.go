package throttlesuite

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
)

// Drive is a device whose requests are counted. Its drive does its work at once, as
// package block's Null does.
type Drive interface {
	// Start begins n requests of size bytes each, and notifies the device once.
	Start(ctx context.Context, write bool, n, size int) error
	// Ended returns how many requests have ended since the last call. It moves no clock,
	// and exchanges at least one command with QEMU. It is an error if a request failed.
	Ended(ctx context.Context) (int, error)
}

// meter counts the requests of a device that end, by the virtual clock.
type meter struct {
	*run.T
	Drive
	clock          qtest.Clock
	started, ended int
}

// QEMU's main loop takes a notification at the latest in the round after the one in which
// it was sent, and an exchange that is waited for needs a round of its own: after settled
// exchanges there is nothing left to do. patience is for requests that must end: they may
// take longer.
const (
	settled  = 3
	patience = 1000
)

func newMeter(t *run.T, d Drive, clock qtest.Clock) *meter {
	return &meter{T: t, Drive: d, clock: clock}
}

// load is a number of requests that begin together.
type load struct {
	write bool
	n     int
	size  int // in bytes
}

func (m *meter) start(l load) {
	m.Helper()
	m.Must(m.Start(m.Context(), l.write, l.n, l.size))
	m.started += l.n
}

// look counts the requests that have ended.
func (m *meter) look() {
	m.Helper()
	n, err := m.Drive.Ended(m.Context())
	m.Must(err)
	m.ended += n
}

// ends checks that n requests have ended since the last check, without a step of the clock.
func (m *meter) ends(n int, when string) {
	m.Helper()
	before := m.ended
	for i := range patience {
		m.look()
		if i+1 >= settled && m.ended-before >= n {
			break
		}
	}
	if got := m.ended - before; got != n {
		m.Fatalf("%s: %d of %d requests have ended, want %d", when, got, m.started-before, n)
	}
}

// someEnd waits until a request has ended, and all that end with it, and returns how many.
func (m *meter) someEnd(when string) int {
	m.Helper()
	before := m.ended
	for range patience {
		if m.look(); m.ended > before {
			break
		}
	}
	if m.ended == before {
		m.Fatalf("%s: none of %d requests has ended", when, m.started-before)
	}
	for range settled {
		m.look()
	}
	return m.ended - before
}

// step moves the clock on.
func (m *meter) step(d time.Duration) {
	m.Helper()
	_, err := m.clock.ClockStep(m.Context(), d)
	m.Must(err)
}

// endsAfter checks that a request ends when d has passed, and none a nanosecond before.
func (m *meter) endsAfter(d time.Duration, when string) {
	m.Helper()
	m.step(d - 1)
	m.ends(0, when+": a nanosecond before "+d.String()+" have passed")
	m.step(1)
	m.ends(1, when+": after "+d.String())
}

// finish lets time pass until all requests have ended.
func (m *meter) finish() {
	m.Helper()
	for range patience {
		if m.look(); m.ended == m.started {
			return
		}
		m.step(time.Second)
	}
	m.Fatalf("%d of %d requests have not ended", m.started-m.ended, m.started)
}
