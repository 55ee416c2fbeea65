package qom

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// unattached is where QEMU keeps the parts of a machine that it gave no name,
// only numbers.
const unattached = "/machine/unattached"

// Parts returns the parts of the machine without a name that are of a type, in
// the order of their numbers in QEMU's list.
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

// Part returns the only part of the machine without a name that is of a type.
func Part(ctx context.Context, c *qmp.Client, typ string) (Object, error) {
	parts, err := Parts(ctx, c, typ)
	if err == nil && len(parts) != 1 {
		err = fmt.Errorf("qom: the machine has %d parts of type %s, where one was to be", len(parts), typ)
	}
	if err != nil {
		return Object{}, err
	}
	return parts[0], nil
}

// child is an element of the composition tree, as qom-list gives it.
type child struct {
	Name string `json:"name"`
	Type string `json:"type"`
}
