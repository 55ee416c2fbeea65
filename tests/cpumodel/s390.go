package cpumodel

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/cpumodel"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// generationsS390 are base models of the z/Architecture, the older before the newer (z/Architecture
// Principles of Operation, SA22-7832, "Facility Indications": a later model has the facilities of
// the one before). The generation 15 dropped a facility, CSSKE.
var generationsS390 = []string{"z900-base", "z990-base", "z9EC-base", "z10EC-base", "z196-base", "zEC12-base", "z13-base", "z14-base"}

// s390 checks that the models compare as generations do, and that base models never change.
func s390(t *run.T, m *guest.Machine) {
	t.Step("comparison", func() {
		for i, a := range generationsS390 {
			compared(t, m, a, a, cpumodel.Identical)
			if i > 0 {
				compared(t, m, a, generationsS390[i-1], cpumodel.Superset)
				compared(t, m, generationsS390[i-1], a, cpumodel.Subset)
			}
		}
	})
	t.Step("static", func() {
		for _, name := range generationsS390 {
			s, err := cpumodel.Expand(t.Context(), m.Monitor, cpumodel.Static, name, nil)
			t.Must(err)
			if s.Name != name || len(s.Props) != 0 {
				t.Errorf("static expansion of %s = %s with %v, want itself", name, s.Name, s.Props)
			}
		}
	})
	t.Step("features of later generations", func() {
		// The vector facility (129) came with the z13, transactional execution (73) with the zEC12.
		for feature, first := range map[string]string{"vx": "z13-base", "te": "zEC12-base", "ldisp": "z990-base"} {
			has := false
			for _, name := range generationsS390 {
				has = has || name == first
				e, err := cpumodel.Expand(t.Context(), m.Monitor, cpumodel.Full, name, nil)
				t.Must(err)
				if e.On(feature) && !has {
					t.Errorf("%s has %s, which came with %s", name, feature, first)
				}
			}
		}
	})
}

// compared checks the relation of two models.
func compared(t *run.T, m *guest.Machine, a, b string, want cpumodel.Result) {
	t.Helper()
	got, err := cpumodel.Compare(t.Context(), m.Monitor, a, b)
	t.Must(err)
	if got != want {
		t.Errorf("%s compared with %s is %s, want %s", a, b, got, want)
	}
}
