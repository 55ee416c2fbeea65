package cpumodel

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// The nodes of the processors that a machine can have, by their architecture.
var (
	X86  = graph.NewDriver[*guest.Machine]("x86-cpu")
	ARM  = graph.NewDriver[*guest.Machine]("arm-cpu")
	S390 = graph.NewDriver[*guest.Machine]("s390-cpu")
)

// Unlimited is for a test of the features that a model has by itself: the processor of an accelerator has no
// more than that accelerator can do.
var Unlimited = graph.NewQtestAbility("processors without an accelerator")

// Of returns the machine whose processors they are.
func Of(_ context.Context, m *guest.Machine) (*guest.Machine, error) { return m, nil }

// Definition is a model.
type Definition struct {
	Name    string `json:"name"`
	Type    string `json:"typename"`
	AliasOf string `json:"alias-of"` // the versioned model that the name stands for; "" for none
}

// Definitions returns all models.
func Definitions(ctx context.Context, c *qmp.Client) ([]Definition, error) {
	all, err := qmp.Execute[[]Definition](ctx, c, "query-cpu-definitions", qmp.Args{})
	if err != nil {
		return nil, fmt.Errorf("cpumodel: definitions: %w", err)
	}
	return all, nil
}

// Expansion says how a model is written.
type Expansion string

// The expansions.
const (
	Full   Expansion = "full"   // with all properties
	Static Expansion = "static" // as a model that never changes, with the properties that differ
)

// Model is a model with properties.
type Model struct {
	Name  string         `json:"name"`
	Props map[string]any `json:"props,omitempty"`
}

// On reports whether a feature is on. One that QEMU does not know is off.
func (m Model) On(feature string) bool {
	on, ok := m.Props[feature].(bool)
	return ok && on
}

// Int returns a property that is a number below 2^53; 0 if there is none.
func (m Model) Int(property string) uint64 {
	v, _ := m.Props[property].(float64)
	return uint64(v)
}

// Text returns a property that is text; "" if there is none.
func (m Model) Text(property string) string {
	s, _ := m.Props[property].(string)
	return s
}

// Expand returns the expansion of a model, with some of its properties set by the caller. The
// error is a *qmp.Error if QEMU refuses the model or the properties.
func Expand(ctx context.Context, c *qmp.Client, e Expansion, name string, props map[string]any) (Model, error) {
	reply, err := qmp.Execute[struct {
		Model Model `json:"model"`
	}](ctx, c, "query-cpu-model-expansion", qmp.Args{"type": e, "model": Model{name, props}})
	if err != nil {
		return Model{}, fmt.Errorf("cpumodel: expand %s: %w", name, err)
	}
	return reply.Model, nil
}

// Result is the relation of one model to another.
type Result string

// The results.
const (
	Identical    Result = "identical"
	Superset     Result = "superset"
	Subset       Result = "subset"
	Incompatible Result = "incompatible"
)

// Compare returns the relation of a to b: whether a has all features of b.
func Compare(ctx context.Context, c *qmp.Client, a, b string) (Result, error) {
	reply, err := qmp.Execute[struct {
		Result Result `json:"result"`
	}](ctx, c, "query-cpu-model-comparison", qmp.Args{"modela": Model{Name: a}, "modelb": Model{Name: b}})
	if err != nil {
		return "", fmt.Errorf("cpumodel: compare %s with %s: %w", a, b, err)
	}
	return reply.Result, nil
}
