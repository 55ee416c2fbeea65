package ipmi

import (
	"encoding/binary"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/ipmi"
)

// The timer under test, and fields of its state.
const (
	use     = 4 // SMS or OS
	started = 1 << 6
	seconds = 10
	count   = seconds * 10

	nothing   = 0 // actions
	hardReset = 1
)

// watchdog checks the controller's watchdog timer (section 27 "BMC Watchdog Timer Commands").
func watchdog(t *run.T, b ipmi.BMC) {
	t.Step("without an action", func() {
		counts(t, b, nothing)
		expired(t, b)
	})
	t.Step("started", func() {
		app(t, b, ipmi.SetWatchdog, use, hardReset, 0, 0, count, 0)
		app(t, b, ipmi.ResetWatchdog)
		state, _ := timer(t, b)
		app(t, b, ipmi.SetWatchdog, use, nothing, 0, 0, count, 0)
		if state[0]&started == 0 {
			t.Errorf("timer % x, want it started", state)
		}
	})
	t.Step("hard reset", func() {
		events := t.QEMU().QMP().Subscribe("RESET")
		defer events.Close()
		counts(t, b, hardReset)
		_, err := events.WaitEvent(t.Context(), "RESET", nil)
		t.Must(err)
		expired(t, b)
	})
}

// pass lets virtual time pass.
func pass(t *run.T, b ipmi.BMC, d time.Duration) {
	t.Helper()
	_, err := b.Machine().Clock().ClockStep(t.Context(), d)
	t.Must(err)
}

// timer returns the state of the timer, and the count that is left.
func timer(t *run.T, b ipmi.BMC) (state []byte, left int) {
	t.Helper()
	got := app(t, b, ipmi.GetWatchdog)
	const size, initial, present = 8, 4, 6
	if len(got) != size {
		t.Fatalf("timer % x, want %d bytes", got, size)
	}
	if n := binary.LittleEndian.Uint16(got[initial:]); n != count {
		t.Errorf("initial count = %d, want %d", n, count)
	}
	return got, int(binary.LittleEndian.Uint16(got[present:]))
}

// counts starts the timer, checks that it counts in tenths of a second and that it can be
// restarted, and lets it expire.
func counts(t *run.T, b ipmi.BMC, action byte) {
	t.Helper()
	app(t, b, ipmi.SetWatchdog, use, action, 0, 1<<use, count, 0)
	app(t, b, ipmi.ResetWatchdog)
	pass(t, b, seconds/2*time.Second)
	if _, left := timer(t, b); left < count/2-1 || left > count/2+1 {
		t.Errorf("after half of %d seconds the count is %d, want %d", seconds, left, count/2)
	}
	app(t, b, ipmi.ResetWatchdog)
	state, left := timer(t, b)
	if left < count-1 || left > count || state[3] != 0 {
		t.Errorf("timer % x after it is reset, count %d, want no flag, and %d", state, left, count)
	}
	pass(t, b, (seconds-1)*time.Second)
	if state, _ := timer(t, b); state[3] != 0 {
		t.Errorf("timer % x a second before it expires, want no flag", state)
	}
	pass(t, b, 2*time.Second)
}

// expired checks that the timer stands still and has the flag of its use.
func expired(t *run.T, b ipmi.BMC) {
	t.Helper()
	if state, _ := timer(t, b); state[0]&started != 0 || state[3] != 1<<use {
		t.Errorf("timer % x after it has expired, want it stopped, with the flag of its use, %#02x", state, 1<<use)
	}
}
