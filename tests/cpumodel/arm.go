package cpumodel

import (
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/cpumodel"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// armFeatures checks the features that can be asked for and set (QEMU 11.1,
// docs/system/arm/cpu-features.rst).
func armFeatures(t *run.T, m *guest.Machine) {
	t.Step("models", func() {
		for name, want := range map[string]map[string]bool{
			"cortex-a15": {"pmu": true, "aarch64": false}, "cortex-a57": {"pmu": true, "aarch64": true}, "max": {"pmu": true, "aarch64": true},
		} {
			e := expandARM(t, m, name, nil)
			for feature, on := range want {
				if e.On(feature) != on {
					t.Errorf("%s: %s is on: %t, want %t", name, feature, !on, on)
				}
			}
			if _, has := e.Props["aarch64"]; has != want["aarch64"] {
				t.Errorf("%s: it has the property aarch64: %t, want %t", name, has, want["aarch64"])
			}
		}
	})
	t.Step("PMU", func() {
		if expandARM(t, m, "cortex-a57", map[string]any{"pmu": false}).On("pmu") {
			t.Error("pmu=off has it on")
		}
	})
	t.Step("vector lengths", func() { vectorLengths(t, m) })
	t.Step("refused", func() {
		refused(t, m, "host", nil)
		refused(t, m, "no-such-model", nil)
		refused(t, m, "cortex-a57", map[string]any{"no-such-property": true})
		refused(t, m, "cortex-a57", map[string]any{"pmu": "maybe"})
		refused(t, m, "max", map[string]any{"aarch64": false})
	})
}

// The vector lengths of SVE are multiples of this, in bits.
const quadword = 128

// vectorLengths checks those of the A64FX, which has 128, 256 and 512 bits (Fujitsu A64FX
// Microarchitecture Manual 1.3, section 2.2).
func vectorLengths(t *run.T, m *guest.Machine) {
	const most = 16
	has := map[int]bool{128: true, 256: true, 512: true}
	e := expandARM(t, m, "a64fx", nil)
	for n := quadword; n <= most*quadword; n += quadword {
		if name := fmt.Sprintf("sve%d", n); e.On(name) != has[n] {
			t.Errorf("%s is on: %t, want %t", name, e.On(name), has[n])
		}
	}
	// A length needs the powers of two below it (section "SVE CPU Property Dependencies and
	// Constraints"), and none can be added that the processor does not have.
	short := expandARM(t, m, "a64fx", map[string]any{"sve512": false})
	if short.On("sve512") || !short.On("sve256") || !short.On("sve128") {
		t.Errorf("without sve512: 128, 256 and 512 are on: %t, %t, %t", short.On("sve128"), short.On("sve256"), short.On("sve512"))
	}
	if only := expandARM(t, m, "a64fx", map[string]any{"sve256": false}); only.On("sve512") || !only.On("sve128") {
		t.Errorf("without sve256: 128 and 512 are on: %t, %t, want 128 only", only.On("sve128"), only.On("sve512"))
	}
	refused(t, m, "a64fx", map[string]any{"sve256": false, "sve512": true})
	refused(t, m, "a64fx", map[string]any{"sve128": false})
	refused(t, m, "a64fx", map[string]any{"sve384": true})
	if off := expandARM(t, m, "a64fx", map[string]any{"sve": false}); off.On("sve") || off.On("sve128") {
		t.Error("without sve there is a vector length")
	}
}

// expandARM returns a model with properties.
func expandARM(t *run.T, m *guest.Machine, name string, props map[string]any) cpumodel.Model {
	t.Helper()
	e, err := cpumodel.Expand(t.Context(), m.Monitor, cpumodel.Full, name, props)
	t.Must(err)
	return e
}

// refused checks that QEMU refuses a model.
func refused(t *run.T, m *guest.Machine, name string, props map[string]any) {
	t.Helper()
	e, err := cpumodel.Expand(t.Context(), m.Monitor, cpumodel.Full, name, props)
	var refusal *qmp.Error
	if err != nil && !errors.As(err, &refusal) {
		t.Must(err)
	}
	if err == nil {
		t.Errorf("%s with %v is %v, want an error", name, props, e.Props)
	}
}
