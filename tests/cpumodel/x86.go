package cpumodel

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/cpumodel"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// models are expanded models by their names, with their definitions.
type models struct {
	definitions []cpumodel.Definition
	expanded    map[string]cpumodel.Model
}

// x86 checks all models of x86.
func x86(t *run.T, m *guest.Machine) {
	all := expandAll(t, m)
	t.Step("definitions", func() { definitions(t, all) })
	t.Step("signatures", func() { signatures(t, all) })
	t.Step("features by generation", func() { generations(t, all) })
	t.Step("dependencies", func() { dependencies(t, all) })
	t.Step("leaves", func() { leaves(t, all) })
	t.Step("suffixes", func() { suffixes(t, all) })
	t.Step("versions", func() { versions(t, all) })
	t.Step("static", func() { static(t, m, all) })
}

// special are models that are not a certain processor.
var special = map[string]bool{"base": true, "host": true, "max": true}

// expandAll returns all models but the special ones.
func expandAll(t *run.T, m *guest.Machine) *models {
	t.Helper()
	definitions, err := cpumodel.Definitions(t.Context(), m.Monitor)
	t.Must(err)
	all := &models{expanded: map[string]cpumodel.Model{}}
	for _, d := range definitions {
		if special[d.Name] {
			continue
		}
		all.definitions = append(all.definitions, d)
		all.expanded[d.Name], err = cpumodel.Expand(t.Context(), m.Monitor, cpumodel.Full, d.Name, nil)
		t.Must(err)
	}
	return all
}

// definitions checks the list: names are unique, and an alias is exactly its model.
func definitions(t *run.T, all *models) {
	if len(all.definitions) != len(all.expanded) {
		t.Errorf("%d definitions have %d names", len(all.definitions), len(all.expanded))
	}
	for _, d := range all.definitions {
		if !strings.HasPrefix(d.Type, d.Name+"-") || !strings.HasSuffix(d.Type, "-cpu") {
			t.Errorf("%s has the type %s", d.Name, d.Type)
		}
		if d.AliasOf == "" {
			continue
		}
		target, ok := all.expanded[d.AliasOf]
		if !ok {
			t.Errorf("%s is an alias of %s, which there is not", d.Name, d.AliasOf)
			continue
		}
		for property, want := range target.Props {
			if got := all.expanded[d.Name].Props[property]; got != want {
				t.Errorf("%s of %s = %v, want %v as of %s", property, d.Name, got, want, d.AliasOf)
			}
		}
	}
}

// signature is a processor's as CPUID reports it.
type signature struct {
	vendor        string
	family, model uint64
}

// signatures checks models against the tables of their vendors. A version of a model is the
// same processor.
func signatures(t *run.T, all *models) {
	byName := signaturesByName()
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		want := byName[name]
		t.Step(name, func() {
			found := false
			for _, d := range all.definitions {
				if base, _ := cutVersion(d.Name); base != name {
					continue
				}
				found = true
				e := all.expanded[d.Name]
				if got := (signature{e.Text("vendor"), e.Int("family"), e.Int("model")}); got != want {
					t.Errorf("%s: signature %+v, want %+v", d.Name, got, want)
				}
			}
			if !found {
				t.Skip("this QEMU has no such model of processor")
			}
		})
	}
}

// cutVersion cuts the version off a name: "Haswell-v2" is version 2 of Haswell.
func cutVersion(name string) (base string, version int) {
	i := strings.LastIndex(name, "-v")
	if i < 0 {
		return name, 0
	}
	for _, c := range name[i+2:] {
		if c < '0' || c > '9' {
			return name, 0
		}
		version = 10*version + int(c-'0')
	}
	return name[:i], version
}

// generations checks that a model has the features that its generation brought, and not those
// of later ones.
func generations(t *run.T, all *models) {
	for _, d := range all.definitions {
		base, _ := cutVersion(d.Name)
		g, ok := generationsByName()[base]
		if !ok {
			continue
		}
		e := all.expanded[d.Name]
		for _, feature := range g.has {
			if !e.On(feature) {
				t.Errorf("%s: %s is off, want it on", d.Name, feature)
			}
		}
		for _, feature := range g.lacks {
			if e.On(feature) {
				t.Errorf("%s: %s is on, want it off", d.Name, feature)
			}
		}
	}
}

// dependencies checks features that need others.
func dependencies(t *run.T, all *models) {
	for _, d := range all.definitions {
		e := all.expanded[d.Name]
		for feature, needs := range needed {
			if e.On(feature) && !e.On(needs) {
				t.Errorf("%s: %s is on, and %s, which it needs, is off", d.Name, feature, needs)
			}
		}
	}
}

// leaves checks that a model reports the leaves in which its features are (Intel SDM, volume 2A,
// "CPUID"; AMD64 APM, volume 3, appendix E).
func leaves(t *run.T, all *models) {
	for _, d := range all.definitions {
		e := all.expanded[d.Name]
		level, extended := e.Int("level"), e.Int("xlevel")
		for feature, leaf := range basicLeaf {
			if e.On(feature) && level < leaf {
				t.Errorf("%s: %s is on, and the last basic leaf is %#x, want %#x at least", d.Name, feature, level, leaf)
			}
		}
		for feature, leaf := range extendedLeaf {
			if e.On(feature) && extended < leaf {
				t.Errorf("%s: %s is on, and the last extended leaf is %#x, want %#x at least", d.Name, feature, extended, leaf)
			}
		}
	}
}

// suffixes checks what the suffix of a name says (QEMU 11.1, docs/system/cpu-models-x86.rst.inc):
// -IBRS has SPEC_CTRL, -IBPB has that barrier, -noTSX has neither HLE nor RTM. Nothing else
// goes.
func suffixes(t *run.T, all *models) {
	for _, d := range all.definitions {
		base, _, marked := strings.Cut(d.Name, "-no")
		if !marked {
			base = strings.TrimSuffix(strings.TrimSuffix(d.Name, "-IBRS"), "-IBPB")
		}
		plain, ok := all.expanded[base]
		if base == d.Name || !ok {
			continue
		}
		t.Step(d.Name, func() { suffix(t, d.Name, plain, all.expanded[d.Name]) })
	}
}

func suffix(t *run.T, name string, plain, e cpumodel.Model) {
	t.Helper()
	want := map[string]bool{}
	if strings.Contains(name, "IBRS") {
		want["spec-ctrl"] = true
	}
	if strings.Contains(name, "IBPB") {
		want["ibpb"] = true
	}
	if strings.Contains(name, "noTSX") {
		want["hle"], want["rtm"] = false, false
	}
	for feature, on := range want {
		if e.On(feature) != on {
			t.Errorf("%s is on: %t, want %t", feature, e.On(feature), on)
		}
	}
	for feature := range plain.Props {
		if _, said := want[feature]; !said && plain.On(feature) && !e.On(feature) {
			t.Errorf("%s is off, and the name does not say so", feature)
		}
	}
}

// versions checks that the versions of a model are numbered without a gap, are of the same
// vendor and family, and do not report fewer leaves.
func versions(t *run.T, all *models) {
	for _, d := range all.definitions {
		base, version := cutVersion(d.Name)
		if version < 2 {
			continue
		}
		before, ok := all.expanded[base+"-v"+strconv.Itoa(version-1)]
		if !ok {
			t.Errorf("there is %s, and no version before it", d.Name)
			continue
		}
		e := all.expanded[d.Name]
		if e.Text("vendor") != before.Text("vendor") || e.Int("family") != before.Int("family") {
			t.Errorf("%s is of another vendor or family than the version before", d.Name)
		}
		if e.Int("level") < before.Int("level") || e.Int("xlevel") < before.Int("xlevel") {
			t.Errorf("%s reports fewer leaves than the version before", d.Name)
		}
	}
}

// static checks that a static expansion stands for the same processor. It takes QEMU long, so
// a few models are enough.
func static(t *run.T, m *guest.Machine, all *models) {
	for _, name := range []string{"Haswell-v1", "Opteron_G5-v1", "Snowridge-v1", "EPYC-v1"} {
		s, err := cpumodel.Expand(t.Context(), m.Monitor, cpumodel.Static, name, nil)
		t.Must(err)
		if s.Name != "base" {
			t.Errorf("%s: the static expansion is based on %s, want base", name, s.Name)
		}
		again, err := cpumodel.Expand(t.Context(), m.Monitor, cpumodel.Full, s.Name, s.Props)
		t.Must(err)
		t.Step(name, func() { same(t, all.expanded[name], again) })
	}
}

// caches says that a model has caches other than its own.
const caches = "legacy-cache"

// same checks that a model has the same features as its static expansion.
func same(t *run.T, want, got cpumodel.Model) {
	for property, value := range want.Props {
		if on, ok := value.(bool); ok && property != caches && got.On(property) != on {
			t.Errorf("%s of the static expansion is on: %t, want %t", property, !on, on)
		}
	}
	t.Step("caches", func() {
		if got.On(caches) != want.On(caches) {
			t.Errorf("%s of the static expansion is on: %t, want %t", caches, got.On(caches), want.On(caches))
		}
	})
}
