package qom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// Property is a property of an object.
type Property struct {
	Name  string
	Type  string          // "bool", "str", "child<uart>", "link<memory-region>", …
	Value json.RawMessage // nil where Err is not
	Err   error           // QEMU's refusal to tell the value, a *qmp.Error
}

// child returns the type of the object that the property holds in the tree, "" if it holds none.
func (p Property) child() string {
	typ, ok := strings.CutPrefix(p.Type, "child<")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(typ, ">")
}

// Properties returns all properties with their values. A value that cannot be read has an error of its own.
func (o Object) Properties(ctx context.Context) ([]Property, error) {
	list, err := o.listed(ctx)
	if err != nil {
		return nil, fmt.Errorf("qom: properties of %s: %w", o.path, err)
	}
	for i := range list {
		if list[i].Value != nil {
			continue
		}
		list[i].Value, err = qmp.Execute[json.RawMessage](ctx, o.c, "qom-get", place{o.path, list[i].Name})
		var refusal *qmp.Error
		if errors.As(err, &refusal) {
			list[i].Value, list[i].Err = nil, refusal
		} else if err != nil {
			return nil, fmt.Errorf("qom: get %s of %s: %w", list[i].Name, o.path, err)
		}
	}
	return list, nil
}

// listed returns the properties, with the values where QEMU tells them together with the names: qom-list-get is new in 10.1.
func (o Object) listed(ctx context.Context) ([]Property, error) {
	type object struct{ Properties []Property }
	objects, err := qmp.Execute[[]object](ctx, o.c, "qom-list-get", qmp.Args{"paths": []string{o.path}})
	var refusal *qmp.Error
	switch {
	case err == nil && len(objects) == 1:
		return objects[0].Properties, nil
	case errors.As(err, &refusal) && refusal.Class == "CommandNotFound":
		return qmp.Execute[[]Property](ctx, o.c, "qom-list", qmp.Args{"path": o.path})
	case err == nil:
		err = fmt.Errorf("got %d objects, want 1", len(objects))
	}
	return nil, err
}

// Walk calls visit for the object and for each object below it in the composition tree, with their properties, parents
// before children.
func (o Object) Walk(ctx context.Context, visit func(o Object, properties []Property) error) error {
	properties, err := o.Properties(ctx)
	if err != nil {
		return err
	}
	if err := visit(o, properties); err != nil {
		return err
	}
	for _, p := range properties {
		if p.child() == "" {
			continue
		}
		if err := At(o.c, strings.TrimSuffix(o.path, "/")+"/"+p.Name).Walk(ctx, visit); err != nil {
			return err
		}
	}
	return nil
}
