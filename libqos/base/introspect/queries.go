package introspect

import (
	"context"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// entity is an entry of the schema (QEMU QMP Reference Manual, "QMP introspection"). Only the parts that tell a command's
// mandatory arguments are read.
type entity struct {
	Name     string           `json:"name"`
	Kind     string           `json:"meta-type"`
	Argument string           `json:"arg-type"` // of a command: the name of an object
	Members  []map[string]any `json:"members"`  // of an object; those with a "default" are optional
}

// queries gives every query that takes no mandatory argument.
func (r *Report) queries(ctx context.Context, c *qmp.Client) error {
	schema, err := qmp.Execute[[]entity](ctx, c, "query-qmp-schema", qmp.NoArgs{})
	if err != nil {
		return err
	}
	for _, name := range commands(schema) {
		if why := unasked[name]; why != "" {
			r.LeftOut = append(r.LeftOut, LeftOut{name, why})
			continue
		}
		if missing := mandatory(schema, name); len(missing) > 0 {
			r.LeftOut = append(r.LeftOut, LeftOut{name, "it needs the arguments " + strings.Join(missing, ", ")})
			continue
		}
		r.Commands++
		_, err := qmp.Execute[qmp.Empty](ctx, c, name, qmp.NoArgs{})
		if err := r.answered(name, err); err != nil {
			return err
		}
	}
	return nil
}

// commands returns the names of the queries, sorted.
func commands(schema []entity) []string {
	var names []string
	for _, e := range schema {
		if e.Kind == "command" && strings.HasPrefix(strings.TrimPrefix(e.Name, "x-"), "query-") {
			names = append(names, e.Name)
		}
	}
	slices.Sort(names)
	return names
}

// mandatory returns the arguments that a command cannot do without: those that have no default.
func mandatory(schema []entity, command string) []string {
	byName := func(name string) entity {
		if i := slices.IndexFunc(schema, func(e entity) bool { return e.Name == name }); i >= 0 {
			return schema[i]
		}
		return entity{}
	}
	var names []string
	for _, m := range byName(byName(command).Argument).Members {
		if _, optional := m["default"]; !optional {
			name, _ := m["name"].(string)
			names = append(names, name)
		}
	}
	return names
}
