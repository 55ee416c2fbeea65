package bundle

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// askBackends asks which backends QEMU can make. The QMP schema also lists
// backends that this binary was built without; the monitor's help does not.
func askBackends(ctx context.Context, c *qmp.Client, answer *graph.Inventory) error {
	answer.Backends = map[graph.BackendKind][]string{}
	for kind, command := range map[graph.BackendKind]string{
		graph.Netdev:  "netdev_add help",
		graph.Chardev: "chardev-add help",
		graph.Object:  "object_add help",
	} {
		text, err := monitor(ctx, c, command)
		if err != nil {
			return err
		}
		if list := parseList(text); len(list) > 0 {
			answer.Backends[kind] = list
		}
	}

	types, err := qmp.Execute[[]schemaType](ctx, c, "query-qmp-schema", qmp.NoArgs{})
	if err != nil {
		return err
	}
	s := schema{}
	for _, t := range types {
		s[t.Name] = t
	}
	for kind, union := range map[graph.BackendKind]string{
		graph.Blockdev: s["blockdev-add"].ArgType,
		graph.Audiodev: s["query-audiodevs"].RetType,
	} {
		if list := s.tags(union); len(list) > 0 {
			answer.Backends[kind] = list
		}
	}

	type option struct{ Option string }
	options, err := qmp.Execute[[]option](ctx, c, "query-command-line-options", qmp.NoArgs{})
	if err != nil {
		return err
	}
	answer.Backends[graph.FSDev] = nil
	if slices.ContainsFunc(options, func(o option) bool { return o.Option == "fsdev" }) {
		answer.Backends[graph.FSDev] = fileSystems
	}
	return nil
}

// fileSystems are the backends of -fsdev. QEMU does not list them: every QEMU
// with the option has these (QEMU 11.1, -help).
var fileSystems = []string{"local", "synth"}

// parseList reads the monitor's answer to a "help": a heading, then a name a
// line. It returns them sorted.
func parseList(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(line, " ") {
			list = append(list, line)
		}
	}
	slices.Sort(list)
	return list
}

// schema is QMP's description of itself, a map from the name of a type or
// command (QEMU 11.1, docs/devel/qapi-code-gen, "Client JSON Protocol
// introspection").
type schema map[string]schemaType

type schemaType struct {
	Name        string
	ArgType     string          `json:"arg-type"`
	RetType     string          `json:"ret-type"`
	ElementType json.RawMessage `json:"element-type"`
	Tag         string
	Members     json.RawMessage // of an object: names with their types
	Values      []string        // of an enumeration
}

// tags returns the values that select the branches of a union, sorted; the
// union may be wrapped in an array.
func (s schema) tags(union string) []string {
	t := s[union]
	var element string
	if json.Unmarshal(t.ElementType, &element) == nil {
		t = s[element]
	}
	var members []struct{ Name, Type string }
	if t.Tag == "" || json.Unmarshal(t.Members, &members) != nil {
		return nil
	}
	for _, m := range members {
		if m.Name == t.Tag {
			values := slices.Clone(s[m.Type].Values)
			slices.Sort(values)
			return values
		}
	}
	return nil
}
