package qom

import (
	"context"
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// unattached is the container of the machine's parts that have numbers in place
// of names.
const unattached = "/machine/unattached"

// Parts returns the machine's unnamed parts of a type, in the order of their
// numbers in QEMU's list.
func Parts(ctx context.Context, c *qmp.Client, typ string) ([]Object, error) {
	list, err := qmp.Execute[[]child](ctx, c, "qom-list", qmp.Args{"path": unattached})
	if err != nil {
		return nil, fmt.Errorf("qom: list parts of type %s: %w", typ, err)
	}
	var parts []Object
	for _, p := range list {
		if p.Type == "child<"+typ+">" {
			parts = append(parts, At(c, unattached+"/"+p.Name))
		}
	}
	return parts, nil
}

// Part returns the machine's only unnamed part of a type.
func Part(ctx context.Context, c *qmp.Client, typ string) (Object, error) {
	parts, err := Parts(ctx, c, typ)
	if err == nil && len(parts) != 1 {
		err = fmt.Errorf("qom: the machine has %d parts of type %s, want 1", len(parts), typ)
	}
	if err != nil {
		return Object{}, err
	}
	return parts[0], nil
}

// child is an element of the composition tree, as qom-list returns it.
type child struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Children returns the names of the objects in o's composition, in QEMU's order.
func (o Object) Children(ctx context.Context) ([]string, error) {
	list, err := qmp.Execute[[]child](ctx, o.c, "qom-list", qmp.Args{"path": o.path})
	if err != nil {
		return nil, fmt.Errorf("qom: list %s: %w", o.path, err)
	}
	var names []string
	for _, c := range list {
		if strings.HasPrefix(c.Type, "child<") {
			names = append(names, c.Name)
		}
	}
	return names, nil
}
