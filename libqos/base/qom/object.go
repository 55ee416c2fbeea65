package qom

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// Object is an object in QEMU's composition tree.
type Object struct {
	c    *qmp.Client
	path string
}

// At returns the object at a QOM path.
func At(c *qmp.Client, path string) Object { return Object{c, path} }

// Plugged returns the plugged device with that id.
func Plugged(c *qmp.Client, id string) Object { return At(c, "/machine/peripheral/"+id) }

// Path returns the object's QOM path.
func (o Object) Path() string { return o.path }

// Int returns a property that is a number.
func (o Object) Int(ctx context.Context, property string) (int64, error) {
	return get[int64](ctx, o, property)
}

// SetInt sets a property that is a number.
func (o Object) SetInt(ctx context.Context, property string, value int64) error {
	return set(ctx, o, property, value)
}

// Bool returns a property that is true or false.
func (o Object) Bool(ctx context.Context, property string) (bool, error) {
	return get[bool](ctx, o, property)
}

// Text returns a property that is text.
func (o Object) Text(ctx context.Context, property string) (string, error) {
	return get[string](ctx, o, property)
}

// SetText sets a property that is text.
func (o Object) SetText(ctx context.Context, property, value string) error {
	return set(ctx, o, property, value)
}

// place holds the arguments that both commands have in common.
type place struct {
	Path     string `json:"path"`
	Property string `json:"property"`
}

func get[V int64 | bool | string](ctx context.Context, o Object, property string) (V, error) {
	v, err := qmp.Execute[V](ctx, o.c, "qom-get", place{o.path, property})
	if err != nil {
		return v, fmt.Errorf("qom: get %s of %s: %w", property, o.path, err)
	}
	return v, nil
}

func set[V int64 | string](ctx context.Context, o Object, property string, value V) error {
	args := struct {
		place
		Value V `json:"value"`
	}{place{o.path, property}, value}
	if _, err := qmp.Execute[qmp.Empty](ctx, o.c, "qom-set", args); err != nil {
		return fmt.Errorf("qom: set %s of %s to %v: %w", property, o.path, value, err)
	}
	return nil
}
