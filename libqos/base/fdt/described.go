package fdt

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Described returns the constructor, for [graph.ContainsEnv], of a part that a
// machine's device tree describes. Build receives the tree and the route of its
// interrupts.
func Described[T any](
	route func(context.Context, *qmp.Client) (Route, error),
	build func(*guest.Machine, *Node, Route) (T, error),
) func(context.Context, *guest.Machine, *run.Env) (T, error) {
	return func(ctx context.Context, m *guest.Machine, env *run.Env) (none T, err error) {
		tree, err := Dump(ctx, m.Monitor, env.Dir)
		if err != nil {
			return none, err
		}
		r, err := route(ctx, m.Monitor)
		if err != nil {
			return none, err
		}
		return build(m, tree, r)
	}
}

// ToPart is [To] for an interrupt controller without a name in QEMU. It is the
// only object of its type.
func ToPart(typ string) func(context.Context, *qmp.Client) (Route, error) {
	return func(ctx context.Context, c *qmp.Client) (Route, error) {
		controller, err := qom.Part(ctx, c, typ)
		if err != nil {
			return nil, err
		}
		return To(guest.Controller{Path: controller.Path()}), nil
	}
}
