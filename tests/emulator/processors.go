package emulator

import (
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/emulator"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// What an architecture without a list of models answers: the class of the error, or a part
// of it.
const (
	unknownCommand = "CommandNotFound"
	unsupported    = "not supported on this target"
)

// definition is a model of a processor as query-cpu-definitions has it.
type definition struct {
	Name     string
	Typename string
	Alias    string `json:"alias-of"`
}

// processors checks the models of processors, if the architecture lists them: each has a type
// that implements a processor, and an alias is that of a model in the list (QEMU 11.1, QEMU
// QMP Reference Manual, query-cpu-definitions).
func processors(t *run.T, e *emulator.Emulator) {
	known := map[string]bool{}
	for _, typ := range list(t, e.Monitor, "cpu", false) {
		known[typ.Name] = true
	}
	if len(known) == 0 {
		t.Error("no type implements a processor")
	}
	models, err := qmp.Execute[[]definition](t.Context(), e.Monitor, "query-cpu-definitions", qmp.NoArgs{})
	if refusal := refused(t, err); refusal != nil && refusal.Class != unknownCommand && !strings.Contains(refusal.Desc, unsupported) {
		t.Errorf("query-cpu-definitions: %v", refusal)
	}
	t.Step("types", func() {
		for _, m := range models {
			if !known[m.Typename] {
				t.Errorf("model %s: no processor has its type %q", m.Name, m.Typename)
			}
		}
	})
	for _, m := range models {
		if m.Alias != "" && !slices.ContainsFunc(models, func(other definition) bool { return other.Name == m.Alias }) {
			t.Errorf("model %s is an alias of %q, which is not in the list", m.Name, m.Alias)
		}
	}
}
