package introspect

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Machine asks for everything that QEMU tells of the machine. The error names the question that QEMU did not survive, or did
// not answer.
func Machine(ctx context.Context, c *qmp.Client) (*Report, error) {
	r := &Report{}
	for _, part := range []func(context.Context, *qmp.Client) error{r.objects("/"), r.queries, r.infos} {
		if err := part(ctx, c); err != nil {
			return r, fmt.Errorf("introspect: %w", err)
		}
	}
	return r, nil
}

// Device asks for what QEMU tells of a model of devices, and of the device of this model at a QOM path with its parts.
func Device(ctx context.Context, c *qmp.Client, model, path string) (*Report, error) {
	r := &Report{}
	for _, part := range []func(context.Context, *qmp.Client) error{r.model(model), r.objects(path)} {
		if err := part(ctx, c); err != nil {
			return r, fmt.Errorf("introspect: %w", err)
		}
	}
	return r, nil
}

// model asks for the properties that devices of a model have before there is any.
func (r *Report) model(model string) func(context.Context, *qmp.Client) error {
	return func(ctx context.Context, c *qmp.Client) error {
		type property struct{ Name string }
		list, err := qmp.Execute[[]property](ctx, c, "device-list-properties", qmp.Args{"typename": model})
		r.Options += len(list)
		return r.answered("device-list-properties "+model, err)
	}
}

// objects reads each property of each object from a QOM path on.
func (r *Report) objects(path string) func(context.Context, *qmp.Client) error {
	return func(ctx context.Context, c *qmp.Client) error {
		return qom.At(c, path).Walk(ctx, func(o qom.Object, properties []qom.Property) error {
			r.Objects++
			r.Properties += len(properties)
			for _, p := range properties {
				if err := r.answered(fmt.Sprintf("qom-get %s %s", o.Path(), p.Name), p.Err); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
