package pmbussuite

import (
	"context"
	"math"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// Surroundings sets the quantities that a device measures. A [qom.Object] of
// libqos/base/qom is one.
type Surroundings interface {
	SetInt(ctx context.Context, property string, value int64) error
}

// gauge is a sensor on a page.
type gauge struct {
	pmbus.Sensor
	format   pmbus.Format
	property string
	around   Surroundings
}

func newGauge(t testing.TB, d *pmbus.Device, s pmbus.Sensor, page uint8, around Surroundings) gauge {
	t.Helper()
	f, err := d.Format(t.Context(), s)
	must(t, err)
	return gauge{s, f, s.PropertyOn(page), around}
}

// step returns the difference in value for an increment of the word.
func (g gauge) step(word uint16) float64 { return g.format.Decode(word+1) - g.format.Decode(word) }

// set sets the measured quantity to v, or to the nearest value in QEMU's unit,
// and returns that value.
func (g gauge) set(t testing.TB, v float64) float64 {
	t.Helper()
	n := math.Round(v / g.Unit)
	must(t, g.around.SetInt(t.Context(), g.property, int64(n)))
	return n * g.Unit
}

// far returns a change of the measured quantity that is large enough to change
// the word.
func (g gauge) far() float64 { return 1.25 * math.Max(g.Unit, math.Abs(g.step(0))) }

// Sensors checks that every sensor on every page measures correctly, to one
// step of its format.
func Sensors(t testing.TB, d *pmbus.Device, around Surroundings) {
	t.Helper()
	for page, part := range d.Profile.Pages() {
		must(t, d.Select(t.Context(), page))
		for _, s := range part.Sensors {
			g := newGauge(t, d, s, page, around)
			for _, share := range []float64{0, 0.001, 0.1, 0.37, 0.5, 0.93, 1} {
				want := g.set(t, share*s.Max)
				word := s.Command.ReadT(t, d)
				if got := g.format.Decode(word); math.Abs(got-want) > math.Abs(g.step(word)) {
					t.Errorf("page %d: %v with %s at %g = %#x, %g in %v", page, pmbus.Code(s.Command), g.property, want, word, got, g.format)
				}
			}
		}
	}
}

// Limits checks every limit on every page: the limit itself raises no alarm, one
// step beyond it does, and the alarm stays until it is cleared, even after the
// value has returned (section 10.2.3 "Clearing Warning Or Fault Bits").
func Limits(t testing.TB, d *pmbus.Device, around Surroundings) {
	t.Helper()
	for page, part := range d.Profile.Pages() {
		must(t, d.Select(t.Context(), page))
		for _, limit := range part.Limits {
			alarm, ok := pmbus.AlarmOf(limit)
			if !ok {
				t.Fatalf("%v is not a limit", pmbus.Code(limit))
			}
			s, err := part.Sensor(alarm.Reading)
			must(t, err)
			checkLimit(t, d, page, limit, alarm, newGauge(t, d, s, page, around))
		}
	}
}

func checkLimit(t testing.TB, d *pmbus.Device, page uint8, limit reg.Reg[uint16], alarm pmbus.Alarm, g gauge) {
	t.Helper()
	expect := func(set bool, when string) {
		t.Helper()
		if got := alarm.Status.ReadT(t, d); got&alarm.Bit != 0 != set {
			t.Errorf("page %d: %v: %v (%s) is %v %s, want %v", page, pmbus.Code(limit), pmbus.Code(alarm.Status), alarm.Name, !set, when, set)
		}
		if !set {
			return
		}
		if got := pmbus.StatusWord.ReadT(t, d); got&alarm.Summary == 0 {
			t.Errorf("page %d: %v: STATUS_WORD = %v %s, want %v in it", page, pmbus.Code(limit), got, when, alarm.Summary)
		}
	}
	reset := limit.ReadT(t, d)
	at, beyond, remote := g.Max/2, g.Max/2+g.far(), g.Max
	if alarm.Below {
		beyond, remote = g.Max/2-g.far(), 0
	}
	g.set(t, beyond)
	other := g.Command.ReadT(t, d)
	g.set(t, at)
	word := g.Command.ReadT(t, d)
	if word == other {
		t.Fatalf("page %d: %v = %#x both with %s at %g and at %g", page, pmbus.Code(g.Command), word, g.property, at, beyond)
	}
	far, err := g.format.Encode(remote)
	must(t, err)
	limit.WriteT(t, d, far)
	must(t, d.ClearFaults(t.Context()))
	expect(false, "far from the limit")
	limit.WriteT(t, d, word)
	expect(false, "at the limit")
	g.set(t, beyond)
	expect(true, "beyond the limit")
	g.set(t, at)
	expect(true, "back at the limit")
	must(t, d.ClearFaults(t.Context()))
	expect(false, "after CLEAR_FAULTS")
	limit.WriteT(t, d, reset)
}

// Off checks that OPERATION turns every page's output off (section 12.1
// "OPERATION") and on again. QEMU's devices do not restore the former voltage (QEMU
// 11.1), so Off sets it again.
func Off(t testing.TB, d *pmbus.Device, around Surroundings) {
	t.Helper()
	for page, part := range d.Profile.Pages() {
		s, err := part.Sensor(pmbus.ReadVout)
		if err != nil {
			continue
		}
		must(t, d.Select(t.Context(), page))
		g := newGauge(t, d, s, page, around)
		g.set(t, s.Max)
		on := pmbus.ReadVout.ReadT(t, d)
		pmbus.Operation.WriteT(t, d, 0)
		reg.ExpectT(t, d, "READ_VOUT while OPERATION is off", pmbus.ReadVout, 0)
		pmbus.Operation.WriteT(t, d, pmbus.On)
		g.set(t, s.Max)
		reg.ExpectT(t, d, "READ_VOUT while OPERATION is on again", pmbus.ReadVout, on)
	}
}
