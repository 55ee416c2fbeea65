package nvme

import (
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// featureRow is a feature that can be set (section 5.21.1 "Feature Specific Information").
// A part of the word that is not in mask selects what is set, or is reserved.
type featureRow struct {
	name      string
	feature   nvme.Feature
	namespace uint32 // 0: the feature is of the controller
	selector  uint32 // the part of the word that selects
	mask      uint32
	fallback  uint32 // the default value
	set       []uint32
}

func featureRows() []featureRow {
	const (
		undershot = 1 << 20 // THSEL
		warning   = 343     // WCTEMP, in kelvins
		kelvins   = 0xffff
	)
	return []featureRow{
		{"temperature threshold", nvme.FeatureTemperature, 0, 0, kelvins, warning, []uint32{350, 0x156, warning}},
		{"temperature threshold below", nvme.FeatureTemperature, 0, undershot, kelvins, 0, []uint32{200, 0x69, 0}},
		{"volatile write cache", nvme.FeatureWriteCache, 0, 0, 1, 1, []uint32{0, 1}},
		{"asynchronous event configuration", nvme.FeatureAsyncEvents, 0, 0, 0xff, 0, []uint32{0x1f, 0x0a, 0x15, 0}},
		{"error recovery: DULBE", nvme.FeatureRecovery, namespace, 0, 1 << 16, 0, []uint32{1 << 16, 0}},
	}
}

// featureValues checks each value of features. A controller that was not used before has
// the default values, and one that was reset (section 7.8 "Feature Values").
func featureValues(t *run.T, d *nvme.Device) {
	t.Step("after power on", func() { eachFeature(t, d, featureRow.atDefault) })
	t.Step("current values", func() { eachFeature(t, d, featureRow.settable) })
	t.Step("after a reset", func() {
		for _, r := range featureRows() {
			t.Step(r.name, func() {
				enabled(t, d, func() { r.write(t, d, r.set[0]) })
				enabled(t, d, func() {
					r.expect(t, d, "after a reset", nvme.SelectCurrent, r.fallback)
					r.write(t, d, r.fallback)
				})
			})
		}
	})
	t.Step("number of queues", func() {
		enabled(t, d, func() {
			set, err := d.SetFeature(t.Context(), nvme.FeatureQueues, 3<<16|3)
			t.Must(err)
			if got, err := d.Feature(t.Context(), nvme.FeatureQueues, nvme.SelectCurrent); err != nil || got != set {
				t.Errorf("Get Features: number of queues = %#x (%v), want %#x as Set Features returned", got, err, set)
			}
		})
	})
	t.Step("vectors", func() { vectorFeature(t, d) })
	t.Step("timestamp", func() { timestamp(t, d) })
	t.Step("refused", func() { featureErrors(t, d) })
}

// eachFeature makes a step of each feature.
func eachFeature(t *run.T, d *nvme.Device, check func(featureRow, *run.T, *nvme.Device)) {
	t.Helper()
	enabled(t, d, func() {
		for _, r := range featureRows() {
			t.Step(r.name, func() { check(r, t, d) })
		}
	})
}

// read returns a value of the feature, or its capabilities.
func (r featureRow) read(t *run.T, d *nvme.Device, s nvme.Select) uint32 {
	t.Helper()
	command := nvme.GetFeatures(r.feature, s, r.selector)
	command.Namespace = r.namespace
	done, err := d.Admin.Do(t.Context(), command)
	t.Must(err)
	return done.Result
}

func (r featureRow) write(t *run.T, d *nvme.Device, v uint32) {
	t.Helper()
	command := nvme.SetFeatures(r.feature, r.selector|v)
	command.Namespace = r.namespace
	_, err := d.Admin.Do(t.Context(), command)
	t.Must(err)
}

func (r featureRow) expect(t *run.T, d *nvme.Device, when string, s nvme.Select, want uint32) {
	t.Helper()
	if got := r.read(t, d, s) & r.mask; got != want {
		t.Errorf("%s: value %d (0 current, 1 default) = %#x, want %#x", when, s, got, want)
	}
}

func (r featureRow) atDefault(t *run.T, d *nvme.Device) {
	t.Helper()
	r.expect(t, d, "after power on", nvme.SelectCurrent, r.fallback)
	r.expect(t, d, "after power on", nvme.SelectDefault, r.fallback)
}

// settable sets the feature. Its default stays. The last value is the default again.
func (r featureRow) settable(t *run.T, d *nvme.Device) {
	t.Helper()
	const changeable, ofNamespace = 1 << 2, 1 << 1
	capabilities := uint32(changeable)
	if r.namespace != 0 {
		capabilities |= ofNamespace
	}
	if got := r.read(t, d, nvme.SelectSupported) & (changeable | ofNamespace); got != capabilities {
		t.Errorf("capabilities: got %#x, want %#x", got, capabilities)
	}
	before := r.read(t, d, nvme.SelectDefault)
	for _, v := range r.set {
		r.write(t, d, v)
		r.expect(t, d, "after Set Features", nvme.SelectCurrent, v)
		if got := r.read(t, d, nvme.SelectDefault); got != before {
			t.Errorf("default after Set Features = %#x, want %#x as before", got, before)
		}
	}
}

// vectorFeature checks the configuration of each interrupt vector (section 5.21.1.9
// "Interrupt Vector Configuration").
func vectorFeature(t *run.T, d *nvme.Device) {
	enabled(t, d, func() {
		for _, vector := range []uint32{0, 1, 63, nvme.Vectors - 1} {
			done, err := d.Admin.Do(t.Context(), nvme.GetFeatures(nvme.FeatureVector, nvme.SelectCurrent, vector))
			t.Must(err)
			if got := done.Result & 0xffff; got != vector {
				t.Errorf("vector %d: IV = %d, want %d", vector, got, vector)
			}
		}
		refused(t, d.Admin, "Get Features of a vector that does not exist", nvme.GetFeatures(nvme.FeatureVector, nvme.SelectCurrent, nvme.Vectors), nvme.InvalidField)
	})
}

// timestamp sets the time and reads it as the virtual clock moves on (section 5.21.1.14
// "Timestamp").
func timestamp(t *run.T, d *nvme.Device) {
	ctx := t.Context()
	const milliseconds, size, origin = 1<<48 - 1, 8, 7 << 49
	enabled(t, d, func() {
		withBuffer(t, d, size, nvme.Layout{}, func(b *nvme.Buffer) {
			get := func() uint64 {
				t.Helper()
				_, err := d.Admin.Do(ctx, nvme.GetFeatures(nvme.FeatureTimestamp, nvme.SelectCurrent, 0).With(b))
				t.Must(err)
				p, err := b.Get(ctx)
				t.Must(err)
				return binary.LittleEndian.Uint64(p)
			}
			if got := get(); got&origin != 0 {
				t.Errorf("timestamp = %#x after a reset, want Timestamp Origin 0", got)
			}
			const set = 0x0123456789ab
			t.Must(b.Set(ctx, binary.LittleEndian.AppendUint64(nil, set)))
			_, err := d.Admin.Do(ctx, nvme.SetFeatures(nvme.FeatureTimestamp, 0).With(b))
			t.Must(err)
			const early = 10000 // that may pass until the first look
			got := get()
			if ms := got & milliseconds; ms < set || ms > set+early || got&origin != 1<<49 {
				t.Errorf("timestamp = %#x after it was set to %#x, want Timestamp Origin 1 and as many milliseconds, or few more", got, uint64(set))
			}
			quiet(t, d) // 9 ms
			if later := get(); later&milliseconds < got&milliseconds+9 {
				t.Errorf("timestamp = %#x 9 ms after %#x", later, got)
			}
		})
	})
}

// featureErrors checks Set Features that must be refused (section 5.21 "Set Features
// command").
func featureErrors(t *run.T, d *nvme.Device) {
	const save = 1 << 31
	enabled(t, d, func() {
		saved := nvme.SetFeatures(nvme.FeatureTemperature, 300)
		saved.Words[0] |= save
		ofNamespace := nvme.SetFeatures(nvme.FeatureTemperature, 300)
		ofNamespace.Namespace = namespace
		sensor := nvme.SetFeatures(nvme.FeatureTemperature, 3<<20|300)
		for _, row := range []struct {
			name string
			cmd  nvme.Command
			want nvme.Code
		}{
			{"a value to save, where none can be", saved, nvme.FeatureNotSaveable},
			{"a feature of the controller for a namespace", ofNamespace, nvme.FeatureNotOfNamespace},
			{"feature 0", nvme.SetFeatures(0, 0), nvme.InvalidField},
			{"a reserved feature", nvme.SetFeatures(0x7f, 0), nvme.InvalidField},
			{"a reserved threshold", sensor, nvme.InvalidField},
			{"arbitration, which cannot be changed", nvme.SetFeatures(nvme.FeatureArbitration, 1), nvme.FeatureNotChangeable},
		} {
			_, err := d.Admin.Do(t.Context(), row.cmd)
			if !errors.Is(err, row.want) {
				t.Errorf("Set Features of %s: got %v, want %v", row.name, err, row.want)
			}
		}
		got, err := d.Feature(t.Context(), nvme.FeatureTemperature, nvme.SelectCurrent)
		t.Must(err)
		if got == 300 {
			t.Errorf("temperature threshold = %d, as in a refused Set Features", got)
		}
	})
}
