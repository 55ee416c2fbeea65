package bundle

import (
	"context"
	"errors"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// setTypes returns the types whose properties matter for the paths, sorted. Not all
// types are asked: QEMU 7.2 dies while it lists the properties of one.
func (b *Bundle) setTypes(paths []graph.Path) []string {
	var types []string
	for _, p := range paths {
		if p.Arch() == b.Arch {
			types = append(types, p.SetTypes()...)
		}
	}
	slices.Sort(types)
	return slices.Compact(types)
}

// askProperties asks for the properties of the types that QEMU has.
func askProperties(ctx context.Context, c *qmp.Client, answer *graph.Inventory, types []string) error {
	type property = struct{ Name string }
	if len(types) == 0 {
		return nil
	}
	answer.Properties = map[string][]string{}
	for _, t := range types {
		var list []property
		var err error
		if t == graph.FSDevOption {
			list, err = askFSDev(ctx, c)
		} else if _, missing := answer.Device(t); missing == "" {
			list, err = qmp.Execute[[]property](ctx, c, "device-list-properties", qmp.Args{"typename": t})
		}
		switch refused := (*qmp.Error)(nil); {
		case errors.As(err, &refused) || len(list) == 0: // QEMU does not say
			continue
		case err != nil:
			return err
		}
		for _, p := range list {
			answer.Properties[t] = append(answer.Properties[t], p.Name)
		}
		slices.Sort(answer.Properties[t])
	}
	return nil
}

// askFSDev returns the properties of -fsdev. QEMU lists those of all its types together.
func askFSDev(ctx context.Context, c *qmp.Client) ([]struct{ Name string }, error) {
	type option struct{ Parameters []struct{ Name string } }
	all, err := qmp.Execute[[]option](ctx, c, "query-command-line-options", qmp.Args{"option": "fsdev"})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0].Parameters, nil
}
