package pca9552

import (
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/pca9552"
)

// Register adds the tests of the LED driver.
func Register(g *graph.Graph) {
	logged := graph.Allows(
		graph.Complaint{
			Kind: graph.GuestError, Text: "pca955x_recv: Autoincrement read starting with register",
			Why: "QEMU logs each read of several registers. The data sheet allows them.",
		},
		graph.Complaint{
			Kind: graph.GuestError, Text: "pca955x_write: unexpected write to read-only register", Why: "The test writes to the input registers.",
		},
	)
	graph.Test(g, "pca9552-tests/rx-autoinc", pca9552.Driver, autoIncrement, logged, graph.Known(deviations()...))
	graph.Pair(g, "pca9552-tests/migrate", pca9552.Driver, migrate, graph.Known(deviations()...))
	graph.Test(g, "pca9552-tests/tx-rx", pca9552.Driver, txRx, logged, graph.Known(deviations()...),
		graph.Since("10.0", "pins of the pca9552 that can be driven from outside"))
}

// all are the pins while no LED is on.
const all = 1<<pca9552.Count - 1

// txRx checks each register, the LEDs and the pins.
func txRx(t *run.T, l *pca9552.LEDs) {
	for i, want := range pca9552.Defaults() {
		r := pca9552.Prescale0 + reg.Reg[uint8](i)
		reg.ExpectT(t, l.Device, "register after power-up", r, want)
		reg.KeepsT(t, l.Device, "register", r, uint8(0xa0+i))
		reg.KeepsT(t, l.Device, "register", r, want)
	}
	pins(t, l, all)
	reg.IgnoresT(t, l.Device, "INPUT0", pca9552.Input0)
	reg.IgnoresT(t, l.Device, "INPUT1", pca9552.Input1)

	chip := qom.Plugged(l.Machine().Monitor, pca9552.Driver.Name())
	_, err := l.Machine().Watch(t.Context(), guest.Outputs{Path: chip.Path()}.Line(0)) // and all others
	t.Must(err)
	for led := range pca9552.Count {
		states(t, l, chip, led)
		outside(t, l, chip, led)
	}
	t.Step("pin of a blinking LED", func() { blinks(t, l) })
}

// blinks checks that the pin of a blinking LED changes: at the fastest rate, 44 Hz, it is
// low for half of the period (sections "PSC0 - Frequency Prescaler 0" and "PWM0 - Pulse
// Width Modulation 0").
func blinks(t *run.T, l *pca9552.LEDs) {
	const led = 3
	pca9552.Prescale0.WriteT(t, l, 0)
	pca9552.Pulse0.WriteT(t, l, 0x80)
	t.Must(l.SetState(t.Context(), led, pca9552.Blink0))
	seen := map[bool]bool{}
	for range 12 {
		t.Must(l.Machine().Pass(t.Context(), 7*time.Millisecond))
		pins, err := l.Pins(t.Context())
		t.Must(err)
		seen[pins&(1<<led) != 0] = true
	}
	if len(seen) != 2 {
		t.Errorf("levels of the pin of LED%d, which blinks with 44 Hz: %v, want both", led, seen)
	}
	t.Must(l.SetState(t.Context(), led, pca9552.Off))
}

// states puts an LED into every state, through the registers and through QEMU.
func states(t *run.T, l *pca9552.LEDs, chip qom.Object, led int) {
	property := ledProperty(led)
	for _, state := range []pca9552.State{pca9552.Blink0, pca9552.Blink1, pca9552.On, pca9552.Off} {
		t.Must(l.SetState(t.Context(), led, state))
		got, err := chip.Text(t.Context(), property)
		t.Must(err)
		if got != state.String() {
			t.Errorf("LED%d set to %v: QEMU's property = %q", led, state, got)
		}
		others(t, l, led)
		// A blinking LED has a step of its own.
		if state == pca9552.On || state == pca9552.Off {
			level(t, l, chip, led, state == pca9552.Off)
		}
	}
	for _, state := range []pca9552.State{pca9552.On, pca9552.Blink0, pca9552.Blink1, pca9552.Off} {
		t.Must(chip.SetText(t.Context(), property, state.String()))
		got, err := l.State(t.Context(), led)
		t.Must(err)
		if got != state {
			t.Errorf("QEMU's property of LED%d set to %v: LED = %v", led, state, got)
		}
	}
}

// others checks that all LEDs but one are off.
func others(t *run.T, l *pca9552.LEDs, but int) {
	states, err := l.States(t.Context())
	t.Must(err)
	for led, state := range states {
		if led != but && state != pca9552.Off {
			t.Errorf("LED%d = %v during changes of LED%d, want off", led, state, but)
		}
	}
}

// level checks the level of one pin, in the chip's register and in QEMU. All
// other pins are high.
func level(t *run.T, l *pca9552.LEDs, chip qom.Object, led int, high bool) {
	want := uint16(all)
	if !high {
		want &^= 1 << led
	}
	pins(t, l, want)
	pin, err := l.Machine().Watch(t.Context(), guest.Outputs{Path: chip.Path()}.Line(led))
	t.Must(err)
	if got := pin.Raised(); got != high {
		t.Errorf("level of pin %d = %v, want %v", led, got, high)
	}
}

// outside pulls a pin down from outside while its LED is off.
func outside(t *run.T, l *pca9552.LEDs, chip qom.Object, led int) {
	pin := guest.Inputs{Path: chip.Path()}
	t.Must(l.Machine().Drive(t.Context(), pin, led, false))
	pins(t, l, all&^(1<<led))
	t.Must(l.Machine().Drive(t.Context(), pin, led, true))
	pins(t, l, all)
}

func pins(t *run.T, l *pca9552.LEDs, want uint16) {
	t.Helper()
	got, err := l.Pins(t.Context())
	t.Must(err)
	if got != want {
		t.Errorf("pins = %#04x, want %#04x", got, want)
	}
}
