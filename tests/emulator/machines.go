package emulator

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/emulator"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// machine is a type of machine as query-machines has it.
type machine struct {
	Name    string     `json:"name"`
	Alias   string     `json:"alias"`
	Default bool       `json:"is-default"`
	Compat  []property `json:"compat-props"`
}

// property is a property of a type that a machine has with another value than the newest one.
type property struct {
	Type  string `json:"qom-type"`
	Name  string `json:"property"`
	Value string `json:"value"`
}

// versioned is a type of machine as of a version of QEMU, such as pc-q35-9.2.
type versioned struct {
	machine
	major, minor int
}

// machineTypes checks the types of machines, and that those of older versions go on to be what they
// were (QEMU 11.1, QEMU QMP Reference Manual, query-machines and CompatProperty).
func machineTypes(t *run.T, e *emulator.Emulator) {
	all, err := qmp.Execute[[]machine](t.Context(), e.Monitor, "query-machines", qmp.Args{"compat-props": true})
	t.Must(err)
	t.Step("names", func() { names(t, all) })
	families := map[string][]versioned{}
	for _, m := range all {
		if family, major, minor, ok := cutMachineVersion(m.Name); ok {
			families[family] = append(families[family], versioned{m, major, minor})
		}
	}
	for _, family := range slices.Sorted(maps.Keys(families)) {
		t.Step(family, func() { keep(t, families[family]) })
	}
	t.Step("properties", func() { exist(t, e, all) })
}

// cutMachineVersion returns the family of a versioned machine.
func cutMachineVersion(name string) (family string, major, minor int, ok bool) {
	i := strings.LastIndexByte(name, '-')
	if i < 0 {
		return "", 0, 0, false
	}
	first, second, ok := strings.Cut(name[i+1:], ".")
	major, err1 := strconv.Atoi(first)
	minor, err2 := strconv.Atoi(second)
	return name[:i], major, minor, ok && err1 == nil && err2 == nil
}

// names checks that names and aliases are unique, and that at most one machine is the default.
func names(t *run.T, all []machine) {
	t.Helper()
	seen, defaults := map[string]bool{}, 0
	for _, m := range all {
		for _, name := range []string{m.Name, m.Alias} {
			if name != "" && seen[name] {
				t.Errorf("%s is the name of two machines", name)
			}
			seen[name] = true
		}
		if m.Default {
			defaults++
		}
	}
	if defaults > 1 {
		t.Errorf("%d machines are the default, want 1 at most", defaults)
	}
}

// keep checks that each version keeps, with whatever value, what the version after it keeps: what has
// changed since a version has changed since the one before it, too.
func keep(t *run.T, family []versioned) {
	t.Helper()
	slices.SortFunc(family, func(a, b versioned) int {
		return cmp.Or(cmp.Compare(b.major, a.major), cmp.Compare(b.minor, a.minor))
	})
	for i, older := range family[1:] {
		newer := family[i]
		has := map[property]bool{}
		for _, p := range older.Compat {
			has[property{Type: p.Type, Name: p.Name}] = true
		}
		for _, p := range newer.Compat {
			if !has[property{Type: p.Type, Name: p.Name}] {
				t.Errorf("%s keeps %s.%s=%s, and %s, which is older, does not", newer.Name, p.Type, p.Name, p.Value, older.Name)
			}
		}
	}
}

// exist checks that the properties are those of their types, of the types that this QEMU has.
func exist(t *run.T, e *emulator.Emulator, all []machine) {
	t.Helper()
	types := map[string]bool{}
	for _, typ := range list(t, e.Monitor, "device", false) {
		types[typ.Name] = true
	}
	wanted := map[string]map[string]bool{}
	for _, m := range all {
		for _, p := range m.Compat {
			if !types[p.Type] {
				continue
			}
			if wanted[p.Type] == nil {
				wanted[p.Type] = map[string]bool{}
			}
			wanted[p.Type][p.Name] = true
		}
	}
	for _, typ := range slices.Sorted(maps.Keys(wanted)) {
		has, err := properties(t, e, typ)
		t.Must(err)
		for _, name := range slices.Sorted(maps.Keys(wanted[typ])) {
			if !slices.Contains(has, name) {
				t.Errorf("%s has no property %s, which old machines set", typ, name)
			}
		}
	}
}
