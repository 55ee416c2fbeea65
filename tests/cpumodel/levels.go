package cpumodel

import (
	"maps"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/cpumodel"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// The properties with the last leaf of CPUID of each range, and those with the least that it is.
const (
	level, leastLevel          = "level", "min-level"
	extended, leastExtended    = "xlevel", "min-xlevel"
	centaur, leastCentaur      = "xlevel2", "min-xlevel2"
	firstCentaur               = 0xc000_0001
	oldBasic, oldExtended      = "phenom", "486"
	oldBasicLevel, oldExtLevel = 5, 0
)

// lastLeaves are those of processors of these names (Intel SDM, volume 2A, "CPUID", table "Highest
// CPUID Source Operand for Intel 64 and IA-32 Processors"; AMD BKDG for Family 10h Processors, order
// number 31116, CPUID Fn0000_0000 and Fn8000_0000; QEMU's models of Intel's have the extended leaves
// that their features need).
var lastLeaves = map[string]map[string]uint64{
	"486":         {level: 1, extended: 0, centaur: 0},
	"pentium":     {level: 1, extended: 0, centaur: 0},
	"phenom":      {level: oldBasicLevel, extended: 0x8000_001a, centaur: 0},
	"core2duo":    {level: 0xa, extended: 0x8000_0008, centaur: 0},
	"Conroe":      {level: 0xa, extended: 0x8000_0008, centaur: 0},
	"Penryn":      {level: 0xa, extended: 0x8000_0008, centaur: 0},
	"SandyBridge": {level: 0xd, extended: 0x8000_0008, centaur: 0},
}

// basicLeaf7 is the leaf of structured extended features.
const basicLeaf7 = 7

var (
	// accelerated features and their leaves depend on the states that the accelerator saves.
	accelerated = map[string]bool{"avx10": true, "amx-tile": true, "xsave": true, "xsavec": true, "xsaves": true}
	// inEDX are features in the register EDX of leaf 7, subleaf 0.
	inEDX = map[string]bool{"spec-ctrl": true, "arch-capabilities": true, "serialize": true}
)

// levels checks that the last leaves of a model are its own, and as many more as features need that
// are switched on, unless the user gives a number.
func levels(t *run.T, m *guest.Machine) {
	last := func(model, property string, props map[string]any) uint64 {
		e, err := cpumodel.Expand(t.Context(), m.Monitor, cpumodel.Full, model, props)
		t.Must(err)
		return e.Int(property)
	}
	expect := func(model, property string, props map[string]any, want uint64) {
		t.Helper()
		if got := last(model, property, props); got != want {
			t.Errorf("%s of %s with %v = %#x, want %#x", property, model, props, got, want)
		}
	}
	t.Step("own", func() {
		for _, model := range slices.Sorted(maps.Keys(lastLeaves)) {
			for property, want := range lastLeaves[model] {
				expect(model, property, nil, want)
			}
		}
	})
	t.Step("auto-level", func() {
		basic := maps.Clone(basicLeaf)
		basic["arat"], basic["avx512vbmi"] = 6, 7
		for _, feature := range slices.Sorted(maps.Keys(basic)) {
			if accelerated[feature] || inEDX[feature] {
				continue
			}
			expect(oldBasic, level, map[string]any{feature: true}, max(basic[feature], oldBasicLevel))
			expect(oldBasic, level, map[string]any{feature: false}, oldBasicLevel)
		}
	})
	t.Step("auto-level of EDX", func() {
		for _, feature := range slices.Sorted(maps.Keys(inEDX)) {
			expect(oldBasic, level, map[string]any{feature: true}, basicLeaf7)
		}
	})
	t.Step("auto-xlevel", func() {
		for feature, leaf := range map[string]uint64{"3dnow": 0x8000_0001, "sse4a": 0x8000_0001, "invtsc": 0x8000_0007, "npt": 0x8000_000a} {
			expect(oldExtended, extended, map[string]any{feature: true, "svm": feature == "npt"}, leaf)
			expect(oldExtended, extended, map[string]any{feature: false}, oldExtLevel)
		}
	})
	t.Step("auto-xlevel2", func() {
		expect(oldBasic, centaur, map[string]any{"xstore": true}, firstCentaur)
		expect(oldBasic, centaur, map[string]any{"xstore": false}, 0)
	})
	t.Step("given", func() {
		for _, g := range []struct {
			property, feature string
			least             string
			n, more           uint64
		}{
			{level, "fsgsbase", leastLevel, oldBasicLevel, 9}, {extended, "invtsc", leastExtended, 0x8000_0004, 0x8000_0020},
			{centaur, "xstore", leastCentaur, 0, 0xc000_0004},
		} {
			expect(oldBasic, g.property, map[string]any{g.property: g.n, g.feature: true}, g.n)
			expect(oldBasic, g.property, map[string]any{g.least: g.more, g.feature: true}, g.more)
		}
	})
}

// contradictory is a model whose options contradict each other.
const contradictory = "pentium,-fpu,+fpu,-mce,mce=on,+cx8,cx8=off,+aes,aes=off"

// parsing checks that the last word is that of a sign before the name of a feature, and of two signs
// that of the minus: "-" takes away what "+" and "=on" have added, and "+" outdoes "=off". QEMU warns
// of it.
func parsing(t *run.T, m *guest.Machine) {
	cpus, err := qmp.Execute[[]struct {
		Path string `json:"qom-path"`
	}](t.Context(), m.Monitor, "query-cpus-fast", qmp.NoArgs{})
	t.Must(err)
	if len(cpus) != 1 {
		t.Fatalf("%d processors, want 1", len(cpus))
	}
	for feature, want := range map[string]bool{"fpu": false, "mce": false, "cx8": true, "aes": true, "apic": true, "sse": false} {
		got, err := qom.At(m.Monitor, cpus[0].Path).Bool(t.Context(), feature)
		t.Must(err)
		if got != want {
			t.Errorf("-cpu %s: %s is on: %t, want %t", contradictory, feature, got, want)
		}
	}
}

// warns is the complaint about the contradictions.
func warns() graph.Complaint {
	return graph.Complaint{
		Kind: graph.WarningMessage, Text: "mbiguous CPU model string|TCG doesn't support requested feature",
		Why: "The options of the model contradict each other, and the accelerator does not have each feature.",
	}
}
